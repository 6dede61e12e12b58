import type { Database } from 'better-sqlite3';
import { AppError } from '../../shared/errors.ts';
import { isCorruption, toStoreError } from './sqlite-errors.ts';

interface Waiting {
  readonly resolve: () => void;
  readonly reject: (error: AppError) => void;
}

/**
 * What a commit outlives. `power`: a power cut; the disk is flushed. `process`: the end of the process; a power cut may take
 * the newest of these commits, in reverse order of commit and never one before a `power` commit.
 */
export type Durability = 'power' | 'process';

const SYNCHRONOUS = { power: 2, process: 1 } as const;

/**
 * Runs writes one after the other and commits those of one turn of the event loop together: at most one flush of the disk
 * for a batch. A write that fails undoes itself alone; a commit that fails rejects, and undoes, all that wait for it.
 */
export class GroupCommit {
  readonly #db: Database;
  #waiting: Waiting[] = [];
  #open = true;
  #damaged = false;
  /** Of the open batch, or the last one. */
  #durability: Durability = 'power';
  readonly #flushes: boolean;

  readonly #onUndone: () => void;

  /** `onUndone`: a write, or all that were open, have left nothing behind. */
  constructor(db: Database, onUndone: () => void = () => undefined) {
    this.#db = db;
    this.#onUndone = onUndone;
    // Off altogether where only the process has to be outlived.
    this.#flushes = db.pragma('synchronous', { simple: true }) !== 0;
  }

  /** Whether SQLite has found the file damaged since it was opened. */
  get damaged(): boolean {
    return this.#damaged;
  }

  /** Resolves, with what `write` returned, once it is committed and outlives what it must. Rejects with an AppError. */
  run<T>(write: () => T, durability: Durability = 'power'): Promise<T> {
    let value: T;
    try {
      if (!this.#open) throw new AppError('cancelled', 'the store is closed');
      // How a batch is committed cannot change once it is open.
      if (durability === 'power' && this.#durability === 'process') this.commit();
      value = this.#db.inTransaction
        ? // Inside a transaction better-sqlite3 makes this a savepoint.
          this.#db.transaction(write)()
        : this.#first(write, durability);
    } catch (error) {
      const known = this.#note(error);
      // A full disk may have undone everything, not this write alone.
      if (!this.#db.inTransaction) this.#settle(known);
      return Promise.reject(known);
    }
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve: () => resolve(value), reject });
    });
  }

  /** Commits what is open; without effect if nothing is. */
  commit(): void {
    if (!this.#db.inTransaction) return;
    try {
      this.#db.exec('COMMIT');
      this.#settle(undefined);
    } catch (error) {
      const known = this.#note(error);
      this.#rollback();
      this.#settle(known);
    }
  }

  /** Commits, and refuses every later write with `cancelled`. */
  close(): void {
    this.commit();
    this.#open = false;
  }

  #begin(durability: Durability): void {
    if (this.#flushes && durability !== this.#durability)
      this.#db.pragma(`synchronous = ${SYNCHRONOUS[durability]}`);
    this.#durability = durability;
    this.#db.exec('BEGIN IMMEDIATE');
    queueMicrotask(() => this.commit());
  }

  /** Without a savepoint, which would keep every page that is changed: what fails undoes a batch that nothing else is in. */
  #first<T>(write: () => T, durability: Durability): T {
    this.#begin(durability);
    try {
      return write();
    } catch (error) {
      this.#rollback();
      throw error;
    }
  }

  #rollback(): void {
    // SQLite has done so itself after the worst errors.
    if (this.#db.inTransaction) this.#db.exec('ROLLBACK');
  }

  #note(error: unknown): AppError {
    this.#damaged ||= isCorruption(error);
    this.#onUndone();
    return toStoreError(error);
  }

  #settle(error: AppError | undefined): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const { resolve, reject } of waiting)
      if (error) reject(error);
      else resolve();
  }
}
