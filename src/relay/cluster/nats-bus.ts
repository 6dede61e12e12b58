// The project's own client (Apache-2.0, one release a quarter, no native code, three packages of the same authors): it knows of reconnects,
// several servers, TLS and credentials what a client of ours would have to learn.
import {
  type ConnectionOptions,
  connect,
  credsAuthenticator,
  type NatsConnection,
} from '@nats-io/transport-node';
import type { Clock, Random } from '../../shared/clock.ts';
import type { Logger } from '../../shared/logger.ts';
import { type Bus, type BusListener, MAX_FRAME_BYTES } from './bus.ts';
import { Retry } from './retry.ts';

/** A server that does not answer is given up for now. ms. */
const CONNECT_MS = 5_000;
/** Between two attempts of the client itself, once it was connected. ms. */
const AGAIN_MS = 250;
/** A link that carries no pong for two of these is dead. ms. */
const PING_MS = 5_000;
const CLOSE_MS = 2_000;

export interface NatsBusOptions {
  /** `nats://` or `tls://`, of one cluster; user and password may stand in them. */
  readonly servers: readonly string[];
  /** All nodes of a relay have the same one, and no other relay on these servers. */
  readonly subject: string;
  /** Contents of a `.creds` file. */
  readonly credentials?: string | undefined;
  /** PEM text of the authority that servers are checked by instead of the system's. */
  readonly ca?: string | undefined;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
}

/**
 * A bus on NATS core: nothing is kept for anybody, which is all that notices need. It connects in the background, again and again: without
 * NATS a node works alone and its clients hear of others' doings by the comparison with what is stored.
 */
export class NatsBus implements Bus {
  readonly #options: NatsBusOptions;
  readonly #retry: Retry;
  #listener: BusListener | undefined;
  #connection: NatsConnection | undefined;
  #isUp = false;
  #connecting: Promise<void> | undefined;
  #closed = false;
  #closing: Promise<void> | undefined;

  constructor(options: NatsBusOptions) {
    this.#options = options;
    this.#retry = new Retry(options.clock, options.random);
  }

  /** Whether the servers can be reached, within 5 s. Rejects with why not. */
  static async probe(options: NatsBusOptions): Promise<void> {
    const connection = await connect(connectionOptions(options));
    await connection.close();
  }

  send(text: string): void {
    // What would wait for a link is old by the time there is one.
    if (!this.#isUp || this.#closed || Buffer.byteLength(text) > MAX_FRAME_BYTES) return;
    try {
      this.#connection?.publish(this.#options.subject, text);
    } catch (error) {
      this.#options.logger.warn({ err: error }, 'frame not sent on the bus');
    }
  }

  listen(listener: BusListener): void {
    this.#listener = listener;
    this.#connect();
  }

  close(): Promise<void> {
    this.#closed = true;
    this.#retry.cancel();
    return (this.#closing ??= this.#close());
  }

  #connect(): void {
    this.#connecting = this.#open().catch((error: unknown) => {
      if (this.#closed) return;
      this.#options.logger.warn({ err: error }, 'bus not reached');
      this.#retry.later(() => this.#connect());
    });
  }

  async #open(): Promise<void> {
    const { subject, logger } = this.#options;
    const connection = await connect(connectionOptions(this.#options));
    if (this.#closed) {
      await connection.close();
      return;
    }
    this.#connection = connection;
    connection.subscribe(subject, {
      callback: (error, message) => {
        if (error) logger.warn({ err: error }, 'bus subscription');
        else this.#listener?.frame(message.string());
      },
    });
    // The server knows of the subscription: whatever is sent from now on comes.
    await connection.flush();
    this.#up();
    void this.#watch(connection);
    void connection.closed().then((error) => {
      this.#isUp = false;
      if (this.#closed || this.#connection !== connection) return;
      logger.warn({ err: error ?? undefined }, 'bus lost');
      this.#retry.later(() => this.#connect());
    });
  }

  #up(): void {
    this.#isUp = true;
    this.#retry.succeeded();
    this.#listener?.doubt();
  }

  async #watch(connection: NatsConnection): Promise<void> {
    for await (const status of connection.status()) {
      if (status.type === 'disconnect' || status.type === 'staleConnection') this.#isUp = false;
      // As at first: up only when the server knows of the subscription again, or what is sent meanwhile is lost without a doubt.
      else if (status.type === 'reconnect')
        void connection.flush().then(
          () => this.#up(),
          () => undefined,
        );
      else if (status.type === 'error' || status.type === 'slowConsumer') {
        this.#options.logger.warn({ type: status.type }, 'bus');
      }
    }
  }

  async #close(): Promise<void> {
    await this.#connecting;
    const connection = this.#connection;
    this.#listener = undefined;
    if (!connection || connection.isClosed()) return;
    let cancel = (): void => undefined;
    const late = new Promise<void>((resolve) => {
      cancel = this.#options.clock.schedule(CLOSE_MS, resolve);
    });
    const flushed = this.#isUp ? connection.flush().catch(() => undefined) : Promise.resolve();
    await Promise.race([flushed, late]);
    cancel();
    await connection.close();
  }
}

function connectionOptions({ servers, credentials, ca }: NatsBusOptions): ConnectionOptions {
  const urls = servers.map((server) => new URL(server));
  const [first] = urls;
  return {
    servers: urls.map(({ host }) => host),
    name: 'yidu-relay',
    noEcho: true,
    timeout: CONNECT_MS,
    pingInterval: PING_MS,
    maxPingOut: 2,
    maxReconnectAttempts: -1,
    reconnectTimeWait: AGAIN_MS,
    ...(first?.username && {
      user: decodeURIComponent(first.username),
      pass: decodeURIComponent(first.password),
    }),
    ...(credentials !== undefined && {
      authenticator: credsAuthenticator(new TextEncoder().encode(credentials)),
    }),
    ...((ca !== undefined || first?.protocol === 'tls:') && { tls: ca === undefined ? {} : { ca } }),
  };
}
