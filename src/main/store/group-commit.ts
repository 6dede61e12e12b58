import type { Database } from 'better-sqlite3';
import { AppError } from '../../shared/errors.ts';
import { isCorruption, toStoreError } from './sqlite-errors.ts';

interface Waiting {
  readonly resolve: () => void;
  readonly reject: (error: AppError) => void;
}

/**
 * Runs writes one after the other and commits those of one turn of the event loop together: one flush of the disk for a
 * batch. A write that fails undoes itself alone; a commit that fails rejects, and undoes, all that wait for it.
 */
export class GroupCommit {
  readonly #db: Database;
  #waiting: Waiting[] = [];
  #open = true;
  #damaged = false;

  constructor(db: Database) {
    this.#db = db;
  }

  /** Whether SQLite has found the file damaged since it was opened. */
  get damaged(): boolean {
    return this.#damaged;
  }

  /** Resolves, with what `write` returned, once it is durable. Rejects with an AppError. */
  run<T>(write: () => T): Promise<T> {
    let value: T;
    try {
      if (!this.#open) throw new AppError('cancelled', 'the store is closed');
      if (!this.#db.inTransaction) {
        this.#db.exec('BEGIN IMMEDIATE');
        queueMicrotask(() => this.commit());
      }
      // Inside a transaction better-sqlite3 makes this a savepoint.
      value = this.#db.transaction(write)();
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

  #rollback(): void {
    // SQLite has done so itself after the worst errors.
    if (this.#db.inTransaction) this.#db.exec('ROLLBACK');
  }

  #note(error: unknown): AppError {
    this.#damaged ||= isCorruption(error);
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
