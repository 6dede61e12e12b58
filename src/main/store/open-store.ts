import { AppError } from '../../shared/errors.ts';
import type { Clock } from '../../shared/clock.ts';
import type { UserId } from '../../shared/model/ids.ts';
import type { StoreKey } from './cipher.ts';
import { openDatabase } from './database.ts';
import type { ReadableStore, Store, WritableStore } from './port.ts';
import { createReader } from './reader.ts';
import { startStoreWorker } from './store-worker.ts';
import type { Sync } from './sync-api.ts';
import { createWriter } from './writer.ts';

const CLOSE_WITHIN_MS = 5_000;

export interface OpenStoreOptions {
  /** The database; created with its folder when missing. */
  readonly file: string;
  /** Whose account this is; a file of another account is refused with `store_failed`. */
  readonly me: UserId;
  /** Encrypts the file; without one it is plain. */
  readonly key?: StoreKey;
  readonly clock: Clock;
  /** Path of the worker script: `worker.ts`, or what the build made of it. */
  readonly workerPath: string;
}

/** A store that has just been opened. */
export interface OpenedStore extends Store {
  /** Where a damaged file was moved to; the store started anew then, and syncs again. `null`: it was sound. */
  readonly quarantined: string | null;
}

/**
 * Opens the store in two worker threads: a long write never delays a read, and neither delays the caller.
 * Rejects with `store_newer` for a file of a later version, with `disk_full` or `store_failed` for what cannot be opened.
 * A damaged file is no error: see `quarantined`.
 */
export async function openStore({
  file,
  me,
  key,
  clock,
  workerPath,
}: OpenStoreOptions): Promise<OpenedStore> {
  const writing = startStoreWorker<WritableStore>(
    workerPath,
    { role: 'writer', file, me, key, now: clock.now() },
    Promise.resolve(),
  );
  const reading = startStoreWorker<ReadableStore>(workerPath, { role: 'reader', file, key }, writing);
  const [writer, reader] = await Promise.all([writing, reading]).catch(async (error: unknown) => {
    for (const started of await Promise.allSettled([writing, reading]))
      if (started.status === 'fulfilled') await started.value.terminate();
    throw error;
  });
  const gate = createGate();
  let closed: Promise<void> | undefined;

  async function close(): Promise<void> {
    gate.close();
    // The reader first: the writer, last at the file, then folds its journal into it.
    const orderly = reader.close().then(() => writer.close());
    let cancel = (): void => undefined;
    const late = new Promise<'late'>((resolve) => {
      cancel = clock.schedule(CLOSE_WITHIN_MS, () => resolve('late'));
    });
    const outcome = await Promise.race([orderly.catch(() => 'late' as const), late]);
    cancel();
    if (outcome === 'late') await Promise.all([reader.terminate(), writer.terminate()]);
  }

  return {
    read: gate.guard<ReadableStore>(reader.remote),
    write: gate.guard<WritableStore>(writer.remote),
    quarantined: writer.quarantined,
    close: () => (closed ??= close()),
  };
}

/**
 * The same store in the caller's thread, for simulations and tests: every call does its work at once, in one connection.
 * Commits outlive the process, not a power cut. `file` may be `:memory:`.
 */
export function openStoreInThread(options: {
  readonly file: string;
  readonly me: UserId;
  readonly clock: Pick<Clock, 'now'>;
}): OpenedStore {
  const { file, me, clock } = options;
  const { db, quarantined } = openDatabase({ file, me, now: clock.now(), durability: 'process' });
  const writer = createWriter(db, me);
  const gate = createGate();
  return {
    read: gate.guard(promising(createReader(db))),
    write: gate.guard<WritableStore>(writer),
    quarantined,
    close() {
      gate.close();
      writer.close();
      return Promise.resolve();
    },
  };
}

type Methods = Record<string, (...args: unknown[]) => unknown>;

/** Lets calls through until it is closed; then they reject with `cancelled`. */
function createGate(): { guard<T extends object>(api: T): T; close(): void } {
  let isOpen = true;
  return {
    close() {
      isOpen = false;
    },
    guard: (api) =>
      new Proxy(api, {
        get(target, name, receiver): unknown {
          if (isOpen || name === 'then') return Reflect.get(target, name, receiver);
          return () => Promise.reject(new AppError('cancelled', 'the store is closed'));
        },
      }),
  };
}

/** The reading half with promises, as the port has it. */
function promising(reader: Sync<ReadableStore>): ReadableStore {
  // An interface of methods has no index signature; that they can be listed by name is all that is used here.
  const methods = Object.entries(reader as unknown as Methods).map(([name, method]) => [
    name,
    // `async` turns what the method throws into a rejection.
    // eslint-disable-next-line @typescript-eslint/require-await
    async (...args: unknown[]) => method(...args),
  ]);
  // The same methods under the same names; only the promise is new.
  return Object.fromEntries(methods) as ReadableStore;
}
