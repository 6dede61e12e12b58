import type { UpdateState } from '../../shared/ipc/views.ts';
import type { Clock, Random } from '../../shared/clock.ts';
import { AppError } from '../../shared/errors.ts';
import type { Logger } from '../../shared/logger.ts';
import type { StatedUpdate, UpdateInstaller } from './installer.ts';

export interface UpdatesDeps {
  /** Why this program installs nothing by itself. */
  readonly off: Extract<UpdateState, { kind: 'off' }>['why'] | null;
  /** Not asked while it is off. */
  readonly installer: UpdateInstaller;
  /** What is stated now, from wherever updates come from; rejects as `findUpdate` does. */
  readonly find: (signal: AbortSignal) => Promise<StatedUpdate | null>;
  readonly onState: (state: UpdateState) => void;
  /** Ends the program; `begin` is called when it has come to rest, and starts the new one. `false`: it did not. */
  readonly quitFor: (begin: () => boolean) => void;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
}

/** Updates of the client: looked for by itself, downloaded by itself, installed when the user says so or quits. */
export interface Updates {
  state(): UpdateState;
  /** The program has started: looks after a while, and then every few hours. */
  start(): void;
  /** Looks now. Resolves when it is known whether there is one; what comes after is told by `onState`. */
  check(): Promise<UpdateState>;
  /** Ends the program and installs; rejects with `not_found` when nothing is ready. */
  restart(): void;
  /** Gives up what is under way. */
  stop(): void;
}

/** Not in the way of a start, and not all clients of an office at once; ms. */
const FIRST_MS = 60_000;
const FIRST_SPREAD_MS = 5 * 60_000;
const EVERY_MS = 6 * 3_600_000;
/** After a failure; ms. */
const AGAIN_MS = 3_600_000;

export function createUpdates({
  off,
  installer,
  find,
  onState,
  quitFor,
  clock,
  random,
  logger,
}: UpdatesDeps): Updates {
  let state: UpdateState = off === null ? { kind: 'none', checkedAt: null } : { kind: 'off', why: off };
  let cancelTimer = (): void => undefined;
  let running: { readonly abort: AbortController; readonly looked: Promise<UpdateState> } | undefined;
  let stopped = false;

  function tell(next: UpdateState): UpdateState {
    state = next;
    if (!stopped) onState(next);
    return next;
  }

  function later(ms: number): void {
    cancelTimer();
    if (!stopped) cancelTimer = clock.schedule(ms, () => void check());
  }

  function fail(error: unknown): UpdateState {
    const { code } = AppError.from(error);
    logger.warn({ err: error }, 'no update');
    later(AGAIN_MS);
    return tell({ kind: 'failed', error: code });
  }

  async function look(signal: AbortSignal): Promise<StatedUpdate | null> {
    const found = await find(signal);
    return found && (await installer.isWanted(found)) ? found : null;
  }

  async function download({ manifest: { version } }: StatedUpdate, signal: AbortSignal): Promise<void> {
    const progress = (percent: number): void => {
      const whole = Math.floor(percent);
      if (state.kind !== 'downloading' || whole > state.percent)
        tell({ kind: 'downloading', version, percent: whole });
    };
    await installer.download(progress, signal);
    tell({ kind: 'ready', version });
    logger.info({ version }, 'an update is ready');
  }

  function check(): Promise<UpdateState> {
    // What is ready is installed first; a newer one is found by the program that it starts.
    if (off !== null || stopped || state.kind === 'ready') return Promise.resolve(state);
    if (running) return running.looked.then(() => state);
    cancelTimer();
    const abort = new AbortController();
    tell({ kind: 'checking' });
    const looked = look(abort.signal).then((found) => {
      if (found) {
        tell({ kind: 'downloading', version: found.manifest.version, percent: 0 });
        void download(found, abort.signal)
          .catch(fail)
          .finally(() => (running = undefined));
        return state;
      }
      running = undefined;
      later(EVERY_MS);
      return tell({ kind: 'none', checkedAt: clock.now() });
    });
    const settled = looked.catch((error: unknown) => {
      running = undefined;
      return fail(error);
    });
    running = { abort, looked: settled };
    return settled;
  }

  return {
    state: () => state,
    start() {
      if (off === null) later(FIRST_MS + random() * FIRST_SPREAD_MS);
    },
    check,
    restart() {
      if (state.kind !== 'ready') throw new AppError('not_found', 'no update is ready');
      quitFor(() => installer.restart());
    },
    stop() {
      stopped = true;
      cancelTimer();
      running?.abort.abort();
    },
  };
}
