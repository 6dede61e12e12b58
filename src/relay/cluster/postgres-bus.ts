import pg from 'pg';
import { type Bus, type BusListener, MAX_FRAME_BYTES } from './bus.ts';
import { BusLink, type BusLinkOptions } from './bus-link.ts';

/** How long PostgreSQL may take to accept the connection, and a statement on it. ms. */
const ANSWER_MS = 5_000;
/** Frames that wait for the statement under way; beyond it they are dropped. */
const MAX_WAITING = 5_000;
/** Frames in one statement. */
const BATCH = 200;

export interface PostgresBusOptions extends BusLinkOptions {
  /** Of the database itself: a pooler between transactions hears of no notifications. */
  readonly url: string;
}

/** All relays of a database are nodes of one. */
const CHANNEL = 'yidu_notices';

/**
 * A bus on PostgreSQL's NOTIFY, for who has no other service: one connection of its own, which listens and notifies. Payloads are
 * numbered, because PostgreSQL drops a second one that is the same in a transaction. It connects in the background, again and
 * again, as NatsBus does.
 */
export class PostgresBus implements Bus {
  readonly #options: PostgresBusOptions;
  readonly #link: BusLink;
  #client: pg.Client | undefined;
  #waiting: string[] = [];
  #hasDropped = false;
  #sending: Promise<void> | undefined;
  #count = 0;

  constructor(options: PostgresBusOptions) {
    this.#options = options;
    this.#link = new BusLink(options, () => this.#open());
  }

  send(text: string): void {
    // What would wait for a connection is old by the time there is one.
    if (!this.#client || this.#link.closed || Buffer.byteLength(text) > MAX_FRAME_BYTES) return;
    if (this.#waiting.length >= MAX_WAITING) {
      if (!this.#hasDropped) this.#options.logger.warn({}, 'more frames than the bus takes');
      this.#hasDropped = true;
      return;
    }
    this.#waiting.push(`${(++this.#count % 1_000_000).toString(36)} ${text}`);
    this.#sending ??= this.#send().finally(() => (this.#sending = undefined));
  }

  listen(listener: BusListener): void {
    this.#link.listen(listener);
  }

  close(): Promise<void> {
    return this.#link.close(
      () => this.#sending ?? Promise.resolve(),
      async () => {
        const client = this.#client;
        this.#client = undefined;
        await client?.end();
      },
    );
  }

  async #open(): Promise<void> {
    const client = new pg.Client({
      connectionString: this.#options.url,
      application_name: 'yidu-bus',
      keepAlive: true,
      connectionTimeoutMillis: ANSWER_MS,
      query_timeout: ANSWER_MS,
    });
    client.on('notification', ({ payload = '' }) => {
      this.#link.listener?.frame(payload.slice(payload.indexOf(' ') + 1));
    });
    // Without a listener the loss of the connection would end the process.
    client.on('error', () => this.#lost(client));
    client.on('end', () => this.#lost(client));
    try {
      await client.connect();
      // A notification takes a commit, and nothing that a power cut could take: nobody waits for the disk.
      await client.query(`SET synchronous_commit = off; LISTEN ${CHANNEL}`);
    } catch (error) {
      void client.end().catch(() => undefined);
      throw error;
    }
    if (this.#link.closed) {
      await client.end();
      return;
    }
    this.#client = client;
    this.#link.up();
  }

  #lost(client: pg.Client): void {
    if (this.#client !== client) return;
    this.#client = undefined;
    this.#waiting = [];
    void client.end().catch(() => undefined);
    this.#link.lost();
  }

  /** What comes while a statement is under way goes in the next one. */
  async #send(): Promise<void> {
    // The frames of one turn go together.
    await Promise.resolve();
    for (let client = this.#client; client && this.#waiting.length > 0; client = this.#client) {
      const frames = this.#waiting.splice(0, BATCH);
      try {
        await client.query({
          name: 'yidu_notify',
          text: `SELECT pg_notify('${CHANNEL}', frame) FROM unnest($1::text[]) AS frame`,
          values: [frames],
        });
      } catch (error) {
        this.#options.logger.warn({ err: error }, 'frames not sent on the bus');
        this.#lost(client);
      }
    }
    if (!this.#hasDropped) return;
    this.#hasDropped = false;
    this.#link.listener?.doubt();
  }
}
