import type { Clock } from '../../shared/clock.ts';
import { AppError } from '../../shared/errors.ts';
import { CLOSE } from '../../shared/protocol/close-codes.ts';
import { decodeFromRelay, decodeResult, encodeRequest } from '../../shared/protocol/codec.ts';
import type { CommandInput, CommandName, CommandResult } from '../../shared/protocol/commands.ts';
import type { Push } from '../../shared/protocol/pushes.ts';
import type { Dialer } from '../net/socket.ts';
import { createPacer } from './pacer.ts';

/** Half of what the relay allows (CON-8), so that retries and other users of the connection never add up to a refusal. */
const MAX_OPEN = 32;
const MAX_WAITING = 1_000;
const DEFAULT_TIMEOUT_MS = 15_000;
/** More than pongs and a few pushes are in the time of a request: pages come, and its reply may be behind them. */
const BUSY_BYTES = 16 * 1024;
/** How often a request on a busy link waits for its time again. */
const MAX_WAITS = 8;
/** Reported by RFC 6455 for a link that ended without a close frame. */
const ABNORMAL = 1006;

export interface RequestOptions<N extends CommandName> {
  /** Aborting rejects with `cancelled`; what the relay has done by then stays done. */
  readonly signal?: AbortSignal | undefined;
  /**
   * From sending, 15 s by default. A request without a reply by then ends the link: FRM-1 promises one. While pages come, which take
   * long on a slow link, it may take eight times as long.
   */
  readonly timeoutMs?: number | undefined;
  /** Runs while the reply's frame is handled, before any later frame is looked at: for results that pushes may overtake. */
  readonly inOrder?: ((result: CommandResult<N>) => void) | undefined;
}

/** Why a link has ended. `code` as in RFC 6455, 1006 when it broke or this side gave up on it. */
export interface SessionEnd {
  readonly code: number;
  readonly error: AppError;
}

/** One connection to the relay: requests with their replies, and pushes. Never reconnects. */
export interface RelaySession {
  /**
   * Rejects with the relay's refusal, `offline` when the link ends first, `timeout`, `cancelled`, `bad_frame` for a malformed
   * result, or `busy` when 1,000 requests wait already. At most 32 are open at once; the rest wait their turn.
   */
  request<N extends CommandName>(
    cmd: N,
    args: CommandInput<N>,
    options?: RequestOptions<N>,
  ): Promise<CommandResult<N>>;
  /** As `Socket.ping`; rejects with `offline`, too. */
  ping(ms: number): Promise<void>;
  /** Ends the link at once for this side, open requests reject with `offline`. Idempotent. */
  close(error?: AppError): void;
  /** Resolves exactly once, when the link has ended. */
  readonly ended: Promise<SessionEnd>;
  readonly alive: boolean;
}

interface OpenRequest {
  readonly id: number;
  readonly frame: string;
  readonly timeoutMs: number;
  readonly succeed: (result: unknown) => void;
  readonly fail: (error: AppError) => void;
  cancelTimer: () => void;
}

export interface RelaySessionDeps {
  readonly dialer: Dialer;
  readonly clock: Clock;
  /** Called once for each push, in the order of the wire, and never after the end. */
  readonly onPush: (push: Push) => void;
}

/** Dials and wraps the socket. Rejects as the dialer does. */
export async function openRelaySession(
  { dialer, clock, onPush }: RelaySessionDeps,
  url: string,
  signal: AbortSignal,
): Promise<RelaySession> {
  const open = new Map<number, OpenRequest>();
  const waiting: OpenRequest[] = [];
  const pacer = createPacer(clock, pump);
  const { promise: ended, resolve: resolveEnded } = Promise.withResolvers<SessionEnd>();
  let alive = true;
  let nextId = 1;

  function end(code: number, error: AppError): void {
    if (!alive) return;
    alive = false;
    pacer.stop();
    resolveEnded({ code, error });
    for (const request of [...open.values(), ...waiting]) {
      request.cancelTimer();
      request.fail(new AppError('offline', 'the link has ended', { cause: error }));
    }
    open.clear();
    waiting.length = 0;
  }

  function close(error = new AppError('offline')): void {
    end(ABNORMAL, error);
    socket.close();
  }

  function text(frame: string): void {
    if (!alive) return;
    const decoded = decodeFromRelay(frame);
    switch (decoded.kind) {
      case 'push':
        onPush(decoded.push);
        return;
      case 'reply':
      case 'failure': {
        const request = open.get(decoded.id);
        // A request that was cancelled meanwhile.
        if (!request) return;
        open.delete(decoded.id);
        request.cancelTimer();
        if (decoded.kind === 'failure') request.fail(decoded.error);
        else request.succeed(decoded.result);
        pump();
        return;
      }
      case 'ignored':
        return;
      case 'broken':
        close(new AppError('bad_frame', decoded.reason));
    }
  }

  function pump(): void {
    while (alive && open.size < MAX_OPEN && waiting.length > 0 && pacer.take()) {
      const request = waiting.shift();
      if (!request) return;
      open.set(request.id, request);
      awaitReply(request, 1);
      socket.send(request.frame);
    }
  }

  function awaitReply(request: OpenRequest, wait: number): void {
    const before = socket.arrived;
    request.cancelTimer = clock.schedule(request.timeoutMs, () => {
      if (wait < MAX_WAITS && socket.arrived - before >= BUSY_BYTES) {
        awaitReply(request, wait + 1);
        return;
      }
      open.delete(request.id);
      const error = new AppError('timeout', 'no reply');
      request.fail(error);
      close(error);
    });
  }

  function request<N extends CommandName>(
    cmd: N,
    args: CommandInput<N>,
    options: RequestOptions<N> = {},
  ): Promise<CommandResult<N>> {
    return new Promise((resolve, reject) => {
      if (!alive) throw new AppError('offline');
      if (options.signal?.aborted) throw new AppError('cancelled');
      if (waiting.length >= MAX_WAITING) throw new AppError('busy', 'too many waiting requests');
      const id = nextId++;
      const abort = (): void => {
        const at = waiting.indexOf(entry);
        if (at >= 0) waiting.splice(at, 1);
        open.delete(id);
        entry.cancelTimer();
        entry.fail(new AppError('cancelled'));
      };
      const entry: OpenRequest = {
        id,
        frame: encodeRequest(id, cmd, args),
        timeoutMs: options.timeoutMs ?? DEFAULT_TIMEOUT_MS,
        cancelTimer: () => undefined,
        succeed(raw) {
          options.signal?.removeEventListener('abort', abort);
          try {
            const result = decodeResult(cmd, raw);
            options.inOrder?.(result);
            resolve(result);
          } catch (error) {
            reject(AppError.from(error));
            close(AppError.from(error));
          }
        },
        fail(error) {
          options.signal?.removeEventListener('abort', abort);
          reject(error);
        },
      };
      options.signal?.addEventListener('abort', abort);
      waiting.push(entry);
      pump();
    });
  }

  const socket = await dialer.dial(url, { text, closed: (code) => end(code, closeError(code)) }, signal);
  return {
    request,
    ping: (ms) => socket.ping(ms),
    close,
    ended,
    get alive() {
      return alive;
    },
  };
}

function closeError(code: number): AppError {
  switch (code) {
    case CLOSE.goingAway:
      return new AppError('shutting_down');
    case CLOSE.unsupportedVersion:
      return new AppError('unsupported_version');
    case CLOSE.revoked:
      return new AppError('bad_token');
    case CLOSE.badFrame:
    case CLOSE.tooLarge:
      return new AppError('bad_frame');
    case CLOSE.handshakeTimeout:
    case CLOSE.heartbeatTimeout:
      return new AppError('timeout');
    case CLOSE.rateLimited:
      return new AppError('rate_limited');
    default:
      return new AppError('offline');
  }
}
