import type { Clock, Random } from '../../shared/clock.ts';
import { AppError } from '../../shared/errors.ts';
import type { SessionState } from '../../shared/ipc/views.ts';
import type { Logger } from '../../shared/logger.ts';
import type { UserId } from '../../shared/model/ids.ts';
import { mayReconnect } from '../../shared/protocol/close-codes.ts';
import type { CommandInput, CommandResult } from '../../shared/protocol/commands.ts';
import type { Push } from '../../shared/protocol/pushes.ts';
import type { Dialer } from '../net/socket.ts';
import { sayHello } from './authenticate.ts';
import { backoffMs } from './backoff.ts';
import { keepAlive, type KeepAlive } from './keep-alive.ts';
import { openRelaySession, type RelaySession } from './relay-session.ts';

/** A session that lasted as long from its sign-in was a good one: the next failure starts the backoff from its beginning. */
const STABLE_MS = 10_000;

export interface SessionLoopDeps {
  readonly dialer: Dialer;
  readonly url: string;
  readonly token: string;
  readonly me: UserId;
  readonly version: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  /** How far this device has followed the relay (SYN-8). */
  readonly since: () => Promise<CommandInput<'session.resume'>['since']>;
  /** Signed in; called before any push. */
  readonly onResumed: (result: CommandResult<'session.resume'>) => void;
  readonly onHello: (hello: CommandResult<'session.hello'>) => void;
  readonly onState: (state: SessionState) => void;
  /** In the order of the wire; they start before `catchUp` (SYN-3). */
  readonly onPush: (push: Push, session: RelaySession) => void;
  /** Signed in: brings the store up to date. The session counts as online when it resolves; a rejection ends it. */
  readonly catchUp: (session: RelaySession) => Promise<void>;
  /** Follows every `catchUp`, finished or not, once the link has ended. */
  readonly onEnd: () => void;
}

/** Keeps one signed-in session to a relay: connects, signs in, and after a loss comes back with backoff and jitter. */
export interface SessionLoop {
  /** Harmless when it runs already. */
  start(): void;
  /** Waiting: tries at once. Dialling: begins anew. Online: checks the link at once. What failed before is forgotten. */
  nudge(): void;
  /** Leaves the link there is and dials anew at once: the way to the relay may be another now. */
  redial(): void;
  state(): SessionState;
  /** The signed-in session, while there is one. */
  session(): RelaySession | undefined;
  /** Ends the session and all attempts for good. */
  stop(): void;
}

export function createSessionLoop(deps: SessionLoopDeps): SessionLoop {
  const { clock, random, logger } = deps;
  const stopping = new AbortController();
  let state: SessionState = { kind: 'stopped' };
  let current: RelaySession | undefined;
  let link: RelaySession | undefined;
  let alive: KeepAlive | undefined;
  let wake: (() => void) | undefined;
  /** Ends the present attempt and its session for a new one. */
  let renewing = new AbortController();
  /** In a row, in the network that there is now. */
  let failures = 0;

  function setState(next: SessionState): void {
    state = next;
    deps.onState(next);
  }

  async function enter(session: RelaySession): Promise<void> {
    deps.onHello(await sayHello(session, deps.version));
    const { user } = await session.request(
      'session.resume',
      { token: deps.token, since: await deps.since() },
      { inOrder: deps.onResumed },
    );
    // A relay that gives this token to somebody else is not the one of this store.
    if (user.id !== deps.me) throw new AppError('bad_token', 'the token is of another person');
  }

  /** One connection from dialling to its end. */
  async function connect(): Promise<AppError> {
    let enteredAt: number | undefined;
    try {
      const session = await openRelaySession(
        { dialer: deps.dialer, clock, onPush: (push) => link && deps.onPush(push, link) },
        deps.url,
        AbortSignal.any([stopping.signal, renewing.signal]),
      );
      link = session;
      if (stopping.signal.aborted || renewing.signal.aborted) throw new AppError('cancelled');
      alive = keepAlive(session, clock);
      await enter(session);
      current = session;
      enteredAt = clock.monotonic();
      setState({ kind: 'syncing' });
      // What waits for this session is let go by `onEnd`, so the end must not wait for it.
      await Promise.race([deps.catchUp(session), session.ended]);
      if (session.alive) setState({ kind: 'online' });
      const { code, error } = await session.ended;
      logger.info({ code, error: error.code }, 'the session has ended');
      return error;
    } catch (error) {
      const refusal = AppError.from(error);
      logger.info({ err: refusal, error: refusal.code }, 'the session has failed');
      if (!link || link.alive) return refusal;
      // The close code says more than the request that it cut off.
      const end = await link.ended;
      return refusal.code === 'offline' || !mayReconnect(end.code) ? end.error : refusal;
    } finally {
      alive?.stop();
      alive = undefined;
      current = undefined;
      link?.close();
      link = undefined;
      if (enteredAt !== undefined) {
        if (clock.monotonic() - enteredAt >= STABLE_MS) failures = 0;
        deps.onEnd();
      }
    }
  }

  function pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const cancelTimer = clock.schedule(ms, () => wake?.());
      wake = () => {
        wake = undefined;
        cancelTimer();
        resolve();
      };
    });
  }

  async function run(): Promise<void> {
    while (!isStopped()) {
      setState({ kind: 'connecting', attempt: failures + 1 });
      renewing = new AbortController();
      const error = await connect();
      if (isStopped()) break;
      if (isFinal(error)) {
        setState({ kind: 'rejected', error: error.code });
        return;
      }
      if (renewing.signal.aborted) {
        failures = 0;
        continue;
      }
      failures++;
      const ms = backoffMs(failures, random, error.retryAfterMs);
      setState({ kind: 'waiting', attempt: failures, retryAt: clock.now() + ms, error: error.code });
      await pause(ms);
    }
    setState({ kind: 'stopped' });
  }

  function isStopped(): boolean {
    return stopping.signal.aborted;
  }

  return {
    start() {
      if (state.kind === 'stopped' && !isStopped()) void run();
    },
    nudge() {
      failures = 0;
      // A dial goes out to the network there was when it began, and finds out only by its timeout.
      if (state.kind === 'connecting' && !link) renewing.abort();
      wake?.();
      alive?.check();
    },
    redial() {
      renewing.abort();
      link?.close();
      wake?.();
    },
    state: () => state,
    session: () => (current?.alive ? current : undefined),
    stop() {
      stopping.abort();
      link?.close();
      wake?.();
    },
  };
}

/** The relay will never have this device, or this client; asking again changes nothing. */
function isFinal(error: AppError): boolean {
  return error.code === 'bad_token' || error.code === 'unsupported_version';
}
