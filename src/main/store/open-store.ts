import { AppError, type ErrorCode } from '../../shared/errors.ts';
import type { Clock } from '../../shared/clock.ts';
import type { UserId } from '../../shared/model/ids.ts';
import type { StoreKey } from './cipher.ts';
import { openDatabase } from './database.ts';
import type { ReadableStore, Store, WritableStore } from './port.ts';
import { createReader } from './reader.ts';
import { type FileCheck, startFileCheck, startStoreWorker } from './store-worker.ts';
import type { Sync } from './sync-api.ts';
import { createWriter } from './writer.ts';

const CLOSE_WITHIN_MS = 5_000;
/** The first screen and catching up come first. */
const CHECK_AFTER_MS = 10_000;

export interface OpenStoreOptions {
  /** The database; created with its folder when missing. */
  readonly file: string;
  /** Whose account this is. */
  readonly me: UserId;
  /** Encrypts the file; without one it is plain. */
  readonly key?: StoreKey;
  readonly clock: Clock;
  /** Path of the worker script: `worker.ts`, or what the build made of it. */
  readonly workerPath: string;
  /** Damage was met while the file was in use the last time: it is checked before anything else. */
  readonly suspected?: boolean;
}

/** A store that has just been opened. */
export interface OpenedStore extends Store {
  /** Where a file that could not be used was moved to; see `recovery`. `null`: it could be used. */
  readonly quarantined: string | null;
}

/**
 * Opens the store in two worker threads: a long write never delays a read, and neither delays the caller.
 * Rejects as `openDatabase` does; a damaged file is no error: see `quarantined`. A large one whose last session did not end well
 * is checked while it is used, so that the start does not wait for it.
 */
export async function openStore(options: OpenStoreOptions): Promise<OpenedStore> {
  const { file, me, key, clock, workerPath, suspected = false } = options;
  const writing = startStoreWorker<WritableStore>(
    workerPath,
    { role: 'writer', file, me, key, now: clock.now(), suspected },
    Promise.resolve(),
  );
  const reading = startStoreWorker<ReadableStore>(workerPath, { role: 'reader', file, key }, writing);
  const [writer, reader] = await Promise.all([writing, reading]).catch(async (error: unknown) => {
    for (const started of await Promise.allSettled([writing, reading]))
      if (started.status === 'fulfilled') await started.value.terminate();
    throw error;
  });
  const gate = createGate();
  Promise.race([reader.alive, writer.alive]).catch((error: unknown) => gate.fault(error, true));
  let closed: Promise<void> | undefined;
  let check: FileCheck | undefined;
  const cancelCheck = writer.opened.unchecked
    ? clock.schedule(CHECK_AFTER_MS, () => {
        check = startFileCheck(workerPath, file, key);
        check.done.catch((error: unknown) => gate.fault(error));
      })
    : () => undefined;

  async function close(): Promise<void> {
    gate.close();
    cancelCheck();
    const checkEnded = check?.end();
    // The reader first: the writer, last at the file, then folds its journal into it.
    const orderly = reader.close().then(() => writer.close());
    let cancel = (): void => undefined;
    const late = new Promise<'late'>((resolve) => {
      cancel = clock.schedule(CLOSE_WITHIN_MS, () => resolve('late'));
    });
    const outcome = await Promise.race([orderly.catch(() => 'late' as const), late]);
    cancel();
    if (outcome === 'late') await Promise.all([reader.terminate(), writer.terminate()]);
    await checkEnded;
  }

  return {
    read: gate.guard<ReadableStore>(reader.remote),
    write: gate.guard<WritableStore>(writer.remote),
    quarantined: writer.opened.quarantined,
    onFault: gate.onFault,
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
  readonly key?: StoreKey;
  readonly clock: Pick<Clock, 'now'>;
  readonly suspected?: boolean;
}): OpenedStore {
  const { file, me, key, clock } = options;
  const { db, quarantined } = openDatabase({
    file,
    me,
    key,
    now: clock.now(),
    durability: 'process',
    suspected: options.suspected,
  });
  const writer = createWriter(db, me, key);
  const gate = createGate();
  return {
    read: gate.guard(promising(createReader(db))),
    write: gate.guard<WritableStore>(writer),
    quarantined,
    onFault: gate.onFault,
    close() {
      gate.close();
      writer.close();
      return Promise.resolve();
    },
  };
}

type Methods = Record<string, (...args: unknown[]) => unknown>;

/** Lets calls through until it is closed; then they reject with `cancelled`. Tells of those that file or disk have failed. */
interface Gate {
  guard<T extends object>(api: T): T;
  close(): void;
  fault(error: unknown, isOver?: boolean): void;
  readonly onFault: Store['onFault'];
}

const FAULTS: ReadonlySet<ErrorCode> = new Set([
  'disk_full',
  'store_damaged',
  'store_failed',
  'store_locked',
  'store_read_only',
]);

function createGate(): Gate {
  let isOpen = true;
  let listener: Parameters<Store['onFault']>[0] = () => undefined;

  function fault(error: unknown, isOver = false): void {
    if (isOpen && error instanceof AppError && FAULTS.has(error.code)) listener(error, isOver);
  }

  return {
    close() {
      isOpen = false;
    },
    fault,
    onFault: (next) => void (listener = next),
    guard: (api) =>
      new Proxy(api, {
        get(target, name, receiver): unknown {
          const method: unknown = Reflect.get(target, name, receiver);
          if (typeof method !== 'function') return method;
          return (...args: unknown[]) => {
            if (!isOpen) return Promise.reject(new AppError('cancelled', 'the store is closed'));
            // Both halves answer with promises only.
            const answer = Reflect.apply(method, target, args) as Promise<unknown>;
            answer.catch(fault);
            return answer;
          };
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
    // oxlint-disable-next-line typescript/require-await
    async (...args: unknown[]) => method(...args),
  ]);
  // The same methods under the same names; only the promise is new.
  return Object.fromEntries(methods) as ReadableStore;
}
