import { setTimeout as sleep } from 'node:timers/promises';
import { assertNever } from '../../src/shared/assert-never.ts';
import { AppError, type ErrorCode } from '../../src/shared/errors.ts';
import type { ConversationHead } from '../../src/shared/model/conversation.ts';
import type { ConversationId, UserId } from '../../src/shared/model/ids.ts';
import {
  intersectRanges,
  type RangeSet,
  subtractRanges,
  unionRanges,
} from '../../src/shared/model/range-set.ts';
import { LIMITS } from '../../src/shared/protocol/limits.ts';
import type { Push } from '../../src/shared/protocol/pushes.ts';
import { Copy } from './copy.ts';
import { fillCopy } from './fill-copy.ts';
import { Link } from './link.ts';
import type { Office } from './office.ts';
import { Outbox } from './outbox.ts';
import { Reports } from './reports.ts';

const MAX_BACKOFF_MS = 4_000;
const RETRY_MS = 500;

/**
 * A device as light as it can be: it syncs, repairs gaps, sends in order and again until it has an answer, and reports what it
 * stored and read until that is confirmed. What it must not lose it keeps over its connections.
 */
export class Device {
  readonly user: UserId;
  readonly copies = new Map<ConversationId, Copy>();
  readonly #token: string;
  readonly #office: Office;
  readonly #outbox: Outbox;
  readonly #reports: Reports;
  #link: Link | undefined;
  #position = 0;
  #wanted = false;
  #syncing = false;
  #again = false;
  #attempts = 0;

  constructor(user: UserId, token: string, office: Office) {
    this.user = user;
    this.#token = token;
    this.#office = office;
    const uplink = { link: () => this.#link, refused: (error: unknown) => this.#refused(error) };
    this.#outbox = new Outbox(user, office.journal, uplink);
    this.#reports = new Reports(office.random, uplink);
  }

  get online(): boolean {
    return this.#link?.alive === true;
  }

  /** Messages without an answer. */
  get unsent(): number {
    return this.#outbox.size;
  }

  /** Nothing is under way or waits to be told. */
  get settled(): boolean {
    return this.online && !this.#syncing && this.#outbox.size === 0 && this.#reports.size === 0;
  }

  /** What it does and waits for, for whoever wonders. */
  state(): string {
    const doing = [this.online ? 'online' : 'offline', ...(this.#syncing ? ['syncing'] : [])].join(' and ');
    const waits = `${this.unsent} unsent, ${this.#reports.size} unreported`;
    return `${this.user} at ${String(this.#link?.port)} is ${doing}, ${waits}, waits for: ${this.#link?.unanswered().join() ?? ''}`;
  }

  /** Connects, and does so again whenever the link ends. Resolves when the first attempt has ended either way. */
  async start(): Promise<void> {
    this.#wanted = true;
    await this.#connect();
  }

  stop(): void {
    this.#wanted = false;
    this.#reports.stop();
    this.#link?.close();
  }

  /** Ends the link; the device comes back by itself. */
  drop(): void {
    this.#link?.close();
  }

  /** Reads nothing for a while. */
  async hang(ms: number): Promise<void> {
    const link = this.#link;
    link?.pause();
    await sleep(ms);
    link?.resume();
  }

  /** Asks for much and reads nothing (CON-7), until the relay cuts the link or `ms` have gone by. */
  async hog(ms: number): Promise<void> {
    const link = this.#link;
    const [longest] = [...this.copies].sort(([, a], [, b]) => b.last - a.last);
    if (!link || !longest) return;
    const [conversation, { visible }] = longest;
    const [from, to] = visible.at(-1) ?? [1, 1];
    link.pause();
    const until = Date.now() + ms;
    while (link.alive && Date.now() < until) {
      for (let n = 0; n < 4; n++)
        link
          .request('timeline.pull', { conversation, from, to, limit: LIMITS.pageEvents })
          .catch(() => undefined);
      await sleep(50);
    }
    if (!link.alive) this.#office.journal.cuts++;
    link.resume();
  }

  send(conversation: ConversationId, text: string): void {
    this.#outbox.add(conversation, text);
  }

  /** Any other command; `undefined` when it was refused, as it may be, or the link ended. */
  async ask<T>(what: (link: Link) => Promise<T>): Promise<T | undefined> {
    try {
      return this.#link && (await what(this.#link));
    } catch (error) {
      this.#refused(error);
      return undefined;
    }
  }

  /** What of these was shown is reported soon. */
  read(conversation: ConversationId, ranges: RangeSet): void {
    const copy = this.copies.get(conversation);
    if (!copy) return;
    const shown = intersectRanges(subtractRanges(ranges, copy.missing()), copy.visible);
    if (shown.length === 0) return;
    copy.read = unionRanges(copy.read, shown);
    this.#office.journal.reported(this.user, conversation, shown);
    this.#reports.note(conversation, copy.last, shown);
  }

  async #connect(): Promise<void> {
    const { port, silenceMs, journal } = this.#office;
    let link: Link | undefined;
    try {
      link = await Link.open(
        port(),
        (push) => {
          this.#onPush(push);
        },
        () => {
          journal.closes++;
          this.#reconnect();
        },
        (reason) => {
          journal.fault(`broken frame: ${reason}`);
        },
        silenceMs,
      );
      await link.request('session.hello', { versions: [1], client: { name: 'soak', version: '1' } });
      await link.request('session.resume', { token: this.#token });
    } catch (error) {
      if (error instanceof AppError) this.#refused(error);
      // An open link that is closed comes back by itself.
      if (link) link.close();
      else this.#reconnect();
      return;
    }
    journal.connects++;
    this.#attempts = 0;
    this.#link = link;
    void this.#sync();
    void this.#outbox.drain();
    this.#reports.reportSoon();
  }

  #reconnect(): void {
    if (!this.#wanted) return;
    const most = Math.min(MAX_BACKOFF_MS, 250 * 2 ** this.#attempts++);
    setTimeout(
      () => {
        if (this.#wanted && !this.online) void this.#connect();
      },
      most * (0.5 + this.#office.random() / 2),
    );
  }

  #onPush(push: Push): void {
    switch (push.push) {
      case 'timeline.appended': {
        const { event } = push.body;
        const copy = this.copies.get(event.conversation);
        if (copy?.push(event)) this.#reports.note(event.conversation, copy.last, []);
        else void this.#sync();
        return;
      }
      case 'conversation.changed':
        this.#adopt(push.body.conversation);
        void this.#sync();
        return;
      case 'read.updated': {
        const copy = this.copies.get(push.body.conversation);
        if (copy) copy.read = unionRanges(copy.read, push.body.read);
        return;
      }
      case 'timeline.noticed':
        void this.#sync();
        return;
      case 'receipt.updated':
      case 'sync.checkpoint':
      case 'presence.changed':
      case 'typing.started':
      case 'channel.changed':
      case 'channel.read':
      case 'channel.announced':
      case 'draft.changed':
      case 'packet.changed':
      case 'points.changed':
      case 'person.changed':
        // Nothing that a device has to keep here.
        return;
      default:
        assertNever(push);
    }
  }

  #adopt(head: ConversationHead): Copy {
    const copy = this.copies.get(head.id) ?? new Copy(this.user);
    this.copies.set(head.id, copy);
    copy.adopt(head);
    return copy;
  }

  /** SYN-1, SYN-5: one at a time; what comes up meanwhile is asked for right after it. */
  async #sync(): Promise<void> {
    this.#again = true;
    if (this.#syncing) return;
    this.#syncing = true;
    const link = this.#link;
    try {
      while (this.#again && link?.alive) {
        this.#again = false;
        await this.#pullOrWait(link);
      }
    } finally {
      this.#syncing = false;
      if (this.#link !== link && this.online) void this.#sync();
    }
  }

  /** A relay that cannot answer now is asked again; nobody else says that something is missing here. */
  async #pullOrWait(link: Link): Promise<void> {
    try {
      await this.#pull(link);
    } catch (error) {
      this.#refused(error);
      if (error instanceof AppError && error.retry === 'never') return;
      this.#again = true;
      await sleep(RETRY_MS);
    }
  }

  async #pull(link: Link): Promise<void> {
    let after: ConversationId | undefined;
    let position: number | undefined;
    for (;;) {
      const page = await link.request('sync.pull', {
        position: this.#position,
        after,
        limit: LIMITS.syncPage,
      });
      position ??= page.position;
      for (const head of page.conversations) {
        const copy = this.#adopt(head);
        await fillCopy(link, head.id, copy, this.#office.journal);
        this.#reports.note(head.id, copy.last, []);
      }
      after = page.conversations.at(-1)?.id;
      if (!page.more || !after) break;
    }
    this.#position = position;
  }

  /** People are removed, relays go away: that is part of it. Whatever else the relay says is a fault. */
  #refused(error: unknown): void {
    if (!(error instanceof AppError)) throw error;
    const expected: readonly ErrorCode[] = [
      ...(this.#office.tolerated ?? []),
      'offline',
      'not_found',
      'forbidden',
      'too_many',
      'busy',
      'shutting_down',
      'rate_limited',
    ];
    if (!expected.includes(error.code)) this.#office.journal.fault(`${error.code}: ${error.message}`);
  }
}
