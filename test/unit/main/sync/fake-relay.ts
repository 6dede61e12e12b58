import type { Dialer, SocketListener } from '../../../../src/main/net/socket.ts';
import type { Clock } from '../../../../src/shared/clock.ts';
import { AppError } from '../../../../src/shared/errors.ts';
import { encodeFailure, encodePush } from '../../../../src/shared/protocol/codec.ts';
import type { CommandArgs, CommandName, CommandResult } from '../../../../src/shared/protocol/commands.ts';
import type { PushBody, PushName } from '../../../../src/shared/protocol/pushes.ts';

/** As long as the client's dialer waits. */
const HANDSHAKE_MS = 10_000;

/** A request as the fake relay got it. */
export interface Received {
  readonly id: number;
  readonly cmd: string;
  readonly args: unknown;
}

type Answers = {
  [N in CommandName]?: (args: CommandArgs<N>) => CommandResult<N> | AppError | 'silence';
};

/** One connection's end at the fake relay. */
export class FakeSocket {
  readonly received: Received[] = [];
  readonly #listener: SocketListener;
  answersPings = true;
  /** Bytes that have come to the client. */
  arrived = 0;
  open = true;

  constructor(listener: SocketListener) {
    this.#listener = listener;
  }

  of(cmd: CommandName): Received[] {
    return this.received.filter((one) => one.cmd === cmd);
  }

  text(frame: string): void {
    if (this.open) this.#listener.text(frame);
  }

  answer(id: number, ok: unknown): void {
    this.text(JSON.stringify({ id, ok }));
  }

  refuse(id: number, error: AppError): void {
    this.text(encodeFailure(id, error));
  }

  push<N extends PushName>(name: N, body: PushBody<N>): void {
    this.text(encodePush(name, body));
  }

  /** The link ends; 1006: it broke. */
  end(code = 1006): void {
    if (!this.open) return;
    this.open = false;
    this.#listener.closed(code, '');
  }
}

/** A relay without rules: it notes what it is asked and answers as it is told. */
export class FakeRelay implements Dialer {
  readonly sockets: FakeSocket[] = [];
  readonly answers: Answers = {};
  reachable = true;
  /** Nothing comes back from it: dialling ends in a timeout. */
  silent = false;
  dials = 0;
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get socket(): FakeSocket {
    const socket = this.sockets.at(-1);
    if (!socket) throw new Error('nobody has dialled');
    return socket;
  }

  on<N extends CommandName>(cmd: N, answer: Answers[N]): this {
    this.answers[cmd] = answer;
    return this;
  }

  dial: Dialer['dial'] = (_url, listener, signal) => {
    this.dials += 1;
    if (signal.aborted) return Promise.reject(new AppError('cancelled'));
    if (!this.reachable) return Promise.reject(new AppError('unreachable'));
    if (this.silent) return this.#hearNothing(signal);
    const socket = new FakeSocket(listener);
    this.sockets.push(socket);
    return Promise.resolve({
      buffered: 0,
      get arrived() {
        return socket.arrived;
      },
      send: (frame) => this.#take(socket, frame),
      ping: (ms) =>
        socket.answersPings
          ? Promise.resolve()
          : new Promise((_, reject) => {
              this.#clock.schedule(ms, () => reject(new AppError('timeout')));
            }),
      close: () => socket.end(1000),
    });
  };

  #hearNothing(signal: AbortSignal): Promise<never> {
    return new Promise((_, reject) => {
      const cancelTimer = this.#clock.schedule(HANDSHAKE_MS, () => reject(new AppError('timeout')));
      signal.addEventListener('abort', () => {
        cancelTimer();
        reject(new AppError('cancelled'));
      });
    });
  }

  #take(socket: FakeSocket, frame: string): void {
    const request = JSON.parse(frame) as Received;
    socket.received.push(request);
    // Looked up by a name from the wire: the caller of `on` has tied it to its arguments.
    const answer = this.answers[request.cmd as CommandName] as ((args: unknown) => unknown) | undefined;
    const result = answer?.(request.args) ?? 'silence';
    if (result === 'silence') return;
    queueMicrotask(() => {
      if (result instanceof AppError) socket.refuse(request.id, result);
      else socket.answer(request.id, result);
    });
  }
}
