import { WebSocket } from 'ws';
import { AppError } from '../../src/shared/errors.ts';
import { decodeFromRelay, decodeResult, encodeRequest } from '../../src/shared/protocol/codec.ts';
import type { CommandInput, CommandName, CommandResult } from '../../src/shared/protocol/commands.ts';
import { FEATURES } from '../../src/shared/protocol/features.ts';
import type { Push, PushBody, PushName } from '../../src/shared/protocol/pushes.ts';
import type { LoopbackPair } from '../../src/relay/transport/loopback.ts';

/** What a `ProtocolClient` needs of a connection. */
export interface ClientLink {
  send(text: string): void;
  close(): void;
  listen(onText: (text: string) => void, onClosed: (code: number, reason: string) => void): void;
}

export interface Closed {
  readonly code: number;
  readonly reason: string;
}

interface Waiting {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: AppError) => void;
}

interface Watcher {
  readonly matches: (push: Push) => boolean;
  readonly resolve: (push: Push) => void;
  readonly reject: (error: AppError) => void;
}

const CLIENT = { name: 'protocol-client', version: '1' };

/** The least client of the protocol: requests, pushes, nothing kept but what came. */
export class ProtocolClient {
  /** Every frame that came, as text, oldest first. */
  readonly frames: string[] = [];
  /** Every push that came, oldest first. */
  readonly pushes: Push[] = [];
  /** Resolves when the connection has ended. */
  readonly closed: Promise<Closed>;
  readonly #link: ClientLink;
  readonly #waiting = new Map<number, Waiting>();
  readonly #watchers = new Set<Watcher>();
  #nextId = 1;
  #ended = false;

  constructor(link: ClientLink) {
    this.#link = link;
    this.closed = new Promise((resolve) => {
      link.listen(
        (text) => this.#onText(text),
        (code, reason) => {
          this.#end();
          resolve({ code, reason });
        },
      );
    });
  }

  /** Opens a WebSocket; rejects when the relay refuses it. */
  static async connect(url: string, headers: Record<string, string> = {}): Promise<ProtocolClient> {
    return new ProtocolClient(await webSocketLink(url, headers));
  }

  /** Rejects with the `AppError` of the relay's refusal, or `offline` when the connection ends first. */
  request<N extends CommandName>(cmd: N, args: CommandInput<N>): Promise<CommandResult<N>> {
    const id = this.#nextId++;
    return this.exchange(id, encodeRequest(id, cmd, args)).then((result) => decodeResult(cmd, result));
  }

  /** Sends any text and waits for the reply with this id. */
  exchange(id: number, text: string): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (this.#ended) {
        reject(new AppError('offline'));
        return;
      }
      this.#waiting.set(id, { resolve, reject });
      this.#link.send(text);
    });
  }

  /** Sends any text. */
  sendRaw(text: string): void {
    this.#link.send(text);
  }

  /** As a client of today; with other `features`, of another day. */
  hello(
    features: readonly string[] = FEATURES,
    version = CLIENT.version,
  ): Promise<CommandResult<'session.hello'>> {
    const client = { ...CLIENT, version };
    return this.request('session.hello', { versions: [1], client, features: [...features] });
  }

  /** Hello and register. */
  async register(name: string, password = 'correct horse'): Promise<CommandResult<'account.register'>> {
    await this.hello();
    const displayName = name.slice(0, 1).toUpperCase() + name.slice(1);
    return this.request('account.register', { name, displayName, password, device: { name: 'test' } });
  }

  /** Hello and sign in as a new device. */
  async signIn(name: string, password = 'correct horse'): Promise<CommandResult<'session.signIn'>> {
    await this.hello();
    return this.request('session.signIn', { name, password, device: { name: 'test' } });
  }

  /** Hello and sign in with a device token. */
  async resume(token: string): Promise<CommandResult<'session.resume'>> {
    await this.hello();
    return this.request('session.resume', { token });
  }

  /** The first push of this name that matches, whether it has come already or comes later. */
  async waitFor<N extends PushName>(
    name: N,
    matches: (body: PushBody<N>) => boolean = () => true,
  ): Promise<PushBody<N>> {
    const isWanted = (push: Push): boolean =>
      // A push of this name has this body; TypeScript does not follow the generic name.
      push.push === name && matches(push.body as PushBody<N>);
    const known = this.pushes.find(isWanted);
    const push = known ?? (await this.#watch(isWanted));
    return push.body as PushBody<N>;
  }

  /** Bodies of the pushes of this name that have come so far. */
  bodies<N extends PushName>(name: N): PushBody<N>[] {
    return this.pushes.filter((push) => push.push === name).map((push) => push.body as PushBody<N>);
  }

  close(): void {
    this.#link.close();
  }

  #watch(matches: (push: Push) => boolean): Promise<Push> {
    return new Promise((resolve, reject) => {
      if (this.#ended) reject(new AppError('offline'));
      else this.#watchers.add({ matches, resolve, reject });
    });
  }

  #onText(text: string): void {
    this.frames.push(text);
    const decoded = decodeFromRelay(text);
    if (decoded.kind === 'reply') this.#take(decoded.id)?.resolve(decoded.result);
    else if (decoded.kind === 'failure') this.#take(decoded.id)?.reject(decoded.error);
    else if (decoded.kind === 'push') this.#onPush(decoded.push);
    else if (decoded.kind === 'broken') throw new Error(`broken frame from the relay: ${decoded.reason}`);
  }

  #take(id: number): Waiting | undefined {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    return waiting;
  }

  #onPush(push: Push): void {
    this.pushes.push(push);
    for (const watcher of this.#watchers) {
      if (!watcher.matches(push)) continue;
      this.#watchers.delete(watcher);
      watcher.resolve(push);
    }
  }

  #end(): void {
    this.#ended = true;
    const error = new AppError('offline');
    for (const { reject } of [...this.#waiting.values(), ...this.#watchers]) reject(error);
    this.#waiting.clear();
    this.#watchers.clear();
  }
}

/** A real WebSocket as a link. */
function webSocketLink(url: string, headers: Record<string, string> = {}): Promise<ClientLink> {
  const socket = new WebSocket(url, { headers, perMessageDeflate: false });
  // Frames may come in the same read as the handshake's answer: keep them until somebody listens.
  const early: string[] = [];
  let onText = (text: string): void => void early.push(text);
  socket.on('message', (data: Buffer) => onText(data.toString('utf8')));
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.once('open', () => {
      socket.off('error', reject);
      socket.on('error', () => undefined);
      resolve({
        send: (text) => socket.send(text),
        close: () => socket.close(),
        listen: (text, onClosed) => {
          onText = text;
          early.splice(0).forEach(text);
          socket.on('close', (code, reason) => onClosed(code, reason.toString('utf8')));
        },
      });
    });
  });
}

/** A loopback pair as a link; answers pings unless told not to. */
export function loopbackLink(pair: LoopbackPair, answersPings = true): ClientLink {
  return {
    send: (text) => pair.client.send(text),
    close: () => pair.client.close(1_000, ''),
    listen: (text, closed) =>
      pair.client.listen({
        text,
        closed,
        ping: () => {
          if (answersPings) pair.client.pong();
        },
      }),
  };
}
