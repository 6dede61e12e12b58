import { ANNA, applyPush, head, ME, message, TEAM } from '../../../contract/client-store/fixture.ts';
import type { Store } from '../../../../src/main/store/port.ts';
import type { MessageCreated } from '../../../../src/shared/model/event.ts';
import { normalizeRanges, type RangeSet } from '../../../../src/shared/model/range-set.ts';

/** What can happen to one conversation of a device. Numbers are reduced to what is possible when it happens. */
export type BadgeOperation =
  /** Its push is on its way. */
  | { readonly kind: 'send'; readonly mine: boolean }
  | { readonly kind: 'deliver'; readonly count: number }
  /** The link breaks: what is on its way never comes. */
  | { readonly kind: 'break' }
  | { readonly kind: 'head' }
  /** A statement of the relay that others have overtaken. */
  | { readonly kind: 'stale'; readonly back: number; readonly as: 'head' | 'read' }
  | { readonly kind: 'page'; readonly at: number }
  | { readonly kind: 'read'; readonly at: number; readonly size: number }
  | { readonly kind: 'read-all' }
  | { readonly kind: 'report'; readonly replyLost: boolean }
  | { readonly kind: 'elsewhere'; readonly at: number; readonly size: number; readonly told: boolean };

interface Statement {
  readonly headSeq: number;
  readonly read: RangeSet;
  readonly unread: number;
}

/**
 * A relay and a device as plain sets of seqs: no ranges, no counting ahead. The badge is, by definition, the messages of
 * others up to where the device has been told that are in neither read set.
 */
export class BadgeModel {
  readonly #store: Store;
  /** Element `seq - 1`. */
  readonly #events: MessageCreated[] = [];
  readonly #relayRead = new Set<number>();
  readonly #shown = new Set<number>();
  readonly #held = new Set<number>();
  #known = 0;
  /** Whether the device knows relay reads through a statement; it only learns of them there. */
  readonly #told = new Set<number>();
  readonly #statements: Statement[] = [];
  #onTheWay: MessageCreated[] = [];

  constructor(store: Store) {
    this.#store = store;
  }

  get badge(): number {
    return this.#unreadUpTo(this.#known, (seq) => this.#told.has(seq) || this.#shown.has(seq));
  }

  async run(operation: BadgeOperation): Promise<void> {
    const { write, read } = this.#store;
    switch (operation.kind) {
      case 'send': {
        const event = message(this.#events.length + 1, operation.mine ? ME : ANNA);
        this.#events.push(event);
        if (operation.mine) this.#relayRead.add(event.seq);
        this.#onTheWay.push(event);
        return;
      }
      case 'deliver':
        for (const event of this.#onTheWay.splice(0, operation.count)) await this.#deliver(event);
        return;
      case 'break':
        this.#onTheWay = [];
        return;
      case 'head':
        if (this.#events.length > 0) await this.#tell(this.#statement(), 'head');
        return;
      case 'stale': {
        const statement = this.#statements.at(-1 - operation.back);
        if (statement && this.#canPlace(statement)) await this.#tell(statement, operation.as);
        return;
      }
      case 'page': {
        if (this.#known === 0) return;
        const to = 1 + (operation.at % this.#known);
        const from = Math.max(1, to - 4);
        await write.applyPage(TEAM, from, to, this.#events.slice(from - 1, to));
        for (let seq = from; seq <= to; seq++) this.#held.add(seq);
        return;
      }
      case 'read': {
        const shown = this.#seqs(operation).filter((seq) => this.#held.has(seq));
        if (shown.length === 0) return;
        for (const seq of shown) this.#shown.add(seq);
        await write.markRead(TEAM, toRanges(shown));
        return;
      }
      case 'read-all': {
        if (this.#known === 0) return;
        await this.#fill();
        for (let seq = 1; seq <= this.#known; seq++) this.#shown.add(seq);
        await write.markRead(TEAM, 'all');
        return;
      }
      case 'report': {
        const reports = await read.pendingReports();
        for (const { read: ranges } of reports)
          for (const [from, to] of ranges) for (let seq = from; seq <= to; seq++) this.#relayRead.add(seq);
        if (!operation.replyLost) await write.reported(reports);
        return;
      }
      case 'elsewhere': {
        for (const seq of this.#seqs(operation)) this.#relayRead.add(seq);
        if (this.#known > 0 && operation.told) await this.#tell(this.#statement(), 'read');
        return;
      }
    }
  }

  async #deliver(event: MessageCreated): Promise<void> {
    const outcome = await applyPush(this.#store.write, event);
    if (outcome.kind !== 'applied') return;
    this.#known = Math.max(this.#known, event.seq);
    this.#held.add(event.seq);
    if (event.sender === ME) this.#told.add(event.seq);
  }

  /** An older count can only be brought up to date with what is on disk. */
  #canPlace({ headSeq, read }: Statement): boolean {
    const isHeld = (seq: number): boolean => this.#held.has(seq);
    const stated = new Set(
      read.flatMap(([from, to]) => Array.from({ length: to - from + 1 }, (_, i) => from + i)),
    );
    const newer = Array.from({ length: Math.max(0, this.#known - headSeq) }, (_, i) => headSeq + 1 + i);
    const unknown = [...this.#told].filter((seq) => seq <= headSeq && !stated.has(seq));
    return (
      [...newer, ...unknown].every(isHeld) || [...stated].every((seq) => isHeld(seq) || this.#told.has(seq))
    );
  }

  /** Everything is on disk: what is read without being held is a case of its own. */
  async #fill(): Promise<void> {
    await this.#store.write.applyPage(TEAM, 1, this.#known, this.#events.slice(0, this.#known));
    for (let seq = 1; seq <= this.#known; seq++) this.#held.add(seq);
  }

  async #tell(statement: Statement, as: 'head' | 'read'): Promise<void> {
    const { headSeq, read, unread } = statement;
    this.#statements.push(statement);
    for (const [from, to] of read) for (let seq = from; seq <= to; seq++) this.#told.add(seq);
    this.#known = Math.max(this.#known, headSeq);
    if (as === 'head') await this.#store.write.applyHeads([head({ headSeq, read, unread })], null);
    else await this.#store.write.applyRead(TEAM, headSeq, read, unread);
  }

  #statement(): Statement {
    return {
      headSeq: this.#events.length,
      read: toRanges([...this.#relayRead]),
      unread: this.#unreadUpTo(this.#events.length, (seq) => this.#relayRead.has(seq)),
    };
  }

  #unreadUpTo(to: number, isRead: (seq: number) => boolean): number {
    return this.#events.filter(({ seq, sender }) => seq <= to && sender !== ME && !isRead(seq)).length;
  }

  #seqs({ at, size }: { readonly at: number; readonly size: number }): number[] {
    if (this.#known === 0) return [];
    const from = 1 + (at % this.#known);
    return Array.from({ length: size }, (_, i) => from + i).filter((seq) => seq <= this.#known);
  }
}

function toRanges(seqs: readonly number[]): RangeSet {
  return normalizeRanges(seqs.map((seq) => [seq, seq] as const));
}
