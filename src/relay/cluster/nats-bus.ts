// The project's own client (Apache-2.0, one release a quarter, no native code, three packages of the same authors): it knows of reconnects,
// several servers, TLS and credentials what a client of ours would have to learn.
import {
  type ConnectionOptions,
  connect,
  credsAuthenticator,
  type NatsConnection,
} from '@nats-io/transport-node';
import { type Bus, type BusListener, MAX_FRAME_BYTES } from './bus.ts';
import { BusLink, type BusLinkOptions } from './bus-link.ts';

/** A server that does not answer is given up for now. ms. */
const CONNECT_MS = 5_000;
/** Between two attempts of the client itself, once it was connected. ms. */
const AGAIN_MS = 250;
/** A link that carries no pong for two of these is dead. ms. */
const PING_MS = 5_000;

export interface NatsBusOptions extends BusLinkOptions {
  /** `nats://` or `tls://`, of one cluster; user and password may stand in them. */
  readonly servers: readonly string[];
  /** All nodes of a relay have the same one, and no other relay on these servers. */
  readonly subject: string;
  /** Contents of a `.creds` file. */
  readonly credentials?: string | undefined;
  /** PEM text of the authority that servers are checked by instead of the system's. */
  readonly ca?: string | undefined;
}

/**
 * A bus on NATS core: nothing is kept for anybody, which is all that notices need. It connects in the background, again and again: without
 * NATS a node works alone and its clients hear of others' doings by the comparison with what is stored.
 */
export class NatsBus implements Bus {
  readonly #options: NatsBusOptions;
  readonly #link: BusLink;
  #connection: NatsConnection | undefined;
  #isUp = false;

  constructor(options: NatsBusOptions) {
    this.#options = options;
    this.#link = new BusLink(options, () => this.#open());
  }

  /** Whether the servers can be reached, within 5 s. Rejects with why not. */
  static async probe(options: NatsBusOptions): Promise<void> {
    const connection = await connect(connectionOptions(options));
    await connection.close();
  }

  send(text: string): void {
    // What would wait for a link is old by the time there is one.
    if (!this.#isUp || this.#link.closed || Buffer.byteLength(text) > MAX_FRAME_BYTES) return;
    try {
      this.#connection?.publish(this.#options.subject, text);
    } catch (error) {
      this.#options.logger.warn({ err: error }, 'frame not sent on the bus');
    }
  }

  listen(listener: BusListener): void {
    this.#link.listen(listener);
  }

  close(): Promise<void> {
    return this.#link.close(
      async () => this.#isUp && (await this.#connection?.flush().catch(() => undefined)),
      async () => {
        if (this.#connection && !this.#connection.isClosed()) await this.#connection.close();
      },
    );
  }

  async #open(): Promise<void> {
    const { subject, logger } = this.#options;
    const connection = await connect(connectionOptions(this.#options));
    if (this.#link.closed) {
      await connection.close();
      return;
    }
    this.#connection = connection;
    connection.subscribe(subject, {
      callback: (error, message) => {
        if (error) logger.warn({ err: error }, 'bus subscription');
        else this.#link.listener?.frame(message.string());
      },
    });
    // The server knows of the subscription: whatever is sent from now on comes.
    await connection.flush();
    this.#up();
    void this.#watch(connection);
    void connection.closed().then((error) => {
      this.#isUp = false;
      if (this.#connection === connection) this.#link.lost(error ?? undefined);
    });
  }

  #up(): void {
    this.#isUp = true;
    this.#link.up();
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
