import { AppError } from '../../src/shared/errors.ts';
import { decodeFromRelay, decodeResult, encodeRequest } from '../../src/shared/protocol/codec.ts';
import type { CommandInput, CommandName, CommandResult } from '../../src/shared/protocol/commands.ts';
import { SOCKET_PATH } from '../../src/shared/protocol/limits.ts';
import type { Push } from '../../src/shared/protocol/pushes.ts';
import { openRawSocket, type RawSocket } from '../relay/raw-socket.ts';

interface Waiting {
  readonly cmd: CommandName;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: AppError) => void;
}

/** One connection: requests, replies and pushes, every frame checked against the protocol. */
export class Link {
  readonly #waiting = new Map<number, Waiting>();
  readonly #socket: RawSocket;
  #nextId = 1;
  alive = true;
  readonly port: number;

  private constructor(socket: RawSocket, port: number) {
    this.#socket = socket;
    this.port = port;
  }

  /** Requests without an answer. */
  unanswered(): CommandName[] {
    return [...this.#waiting.values()].map(({ cmd }) => cmd);
  }

  /**
   * `onClosed` comes once, also for a link that this side ends; `onBroken` when a frame is not of the protocol. A relay that is silent
   * for `silenceMs`, if given, has gone.
   */
  static async open(
    port: number,
    onPush: (push: Push) => void,
    onClosed: () => void,
    onBroken: (reason: string) => void,
    silenceMs?: number,
  ): Promise<Link> {
    const opened: { link?: Link } = {};
    const socket = await openRawSocket(
      port,
      SOCKET_PATH,
      {
        text(bytes, start, end) {
          const decoded = decodeFromRelay(bytes.toString('utf8', start, end));
          if (decoded.kind === 'push') onPush(decoded.push);
          else if (decoded.kind === 'reply') opened.link?.take(decoded.id)?.resolve(decoded.result);
          else if (decoded.kind === 'failure') opened.link?.take(decoded.id)?.reject(decoded.error);
          else onBroken(decoded.kind === 'broken' ? decoded.reason : `unknown push ${decoded.name}`);
        },
        closed() {
          // A link that never opened is told by the rejection.
          if (!opened.link) return;
          opened.link.#end();
          onClosed();
        },
      },
      silenceMs,
    );
    return (opened.link = new Link(socket, port));
  }

  /** Rejects with the relay's refusal, or `offline`. */
  request<N extends CommandName>(cmd: N, args: CommandInput<N>): Promise<CommandResult<N>> {
    return new Promise<unknown>((resolve, reject) => {
      if (!this.alive) {
        reject(new AppError('offline'));
        return;
      }
      const id = this.#nextId++;
      this.#waiting.set(id, { cmd, resolve, reject });
      this.#socket.sendText(encodeRequest(id, cmd, args));
    }).then((result) => decodeResult(cmd, result));
  }

  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  close(): void {
    this.#socket.close();
  }

  /** The open request with this id, which is open no longer. */
  take(id: number): Waiting | undefined {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    return waiting;
  }

  #end(): void {
    this.alive = false;
    for (const { reject } of this.#waiting.values()) reject(new AppError('offline'));
    this.#waiting.clear();
  }
}
