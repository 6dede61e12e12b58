import { isDeepStrictEqual } from 'node:util';
import { isMessage, type TimelineEvent } from '../../src/shared/model/event.ts';
import type { UserId } from '../../src/shared/model/ids.ts';
import { type RangeSet, rangeSetHas, rangeSetSize } from '../../src/shared/model/range-set.ts';
import { LIMITS } from '../../src/shared/protocol/limits.ts';
import type { SoakGroup } from './actions.ts';
import type { Copy } from './copy.ts';
import type { Device } from './device.ts';
import type { Journal } from './journal.ts';
import { contentOf, outlineOf } from './outline.ts';
import { Truth } from './truth.ts';

/** One message in so many has its lists compared, too. */
const LISTED = 20;

/** How many things were compared, so that it is seen that there were any. */
export interface Compared {
  timelines: number;
  events: number;
  badges: number;
  counts: number;
  lists: number;
  sent: number;
  changes: number;
}

export interface Verification {
  readonly compared: Compared;
  /** What differs, at most some of it. */
  readonly differences: readonly string[];
}

const MAX_DIFFERENCES = 30;

/** Compares the relay, every device and the naive model, once everything has come to rest. */
export class Verifier {
  readonly compared: Compared = {
    timelines: 0,
    events: 0,
    badges: 0,
    counts: 0,
    lists: 0,
    sent: 0,
    changes: 0,
  };
  readonly differences: string[] = [];
  readonly #journal: Journal;

  constructor(journal: Journal) {
    this.#journal = journal;
  }

  async verify(groups: readonly SoakGroup[]): Promise<Verification> {
    const truths = new Map<string, Truth>();
    for (const group of groups) truths.set(group.id, await this.#readTruth(group));
    this.#checkSent(truths);
    for (const group of groups) {
      const truth = truths.get(group.id);
      if (!truth) continue;
      for (const { user, devices } of group.people)
        for (const device of devices) this.#checkCopy(truth, user, device);
      await this.#checkReceipts(truth, group);
    }
    const people = new Map(groups.flatMap(({ people: all }) => all.map((one) => [one.user, one] as const)));
    for (const { user, devices } of people.values())
      for (const device of devices) await this.#checkBadges(truths, user, device);
    return this;
  }

  #differs(text: string): void {
    if (this.differences.length < MAX_DIFFERENCES) this.differences.push(text);
  }

  /** SEQ-1: the owner was there all along and may pull everything. */
  async #readTruth({ id, people }: SoakGroup): Promise<Truth> {
    const device = people[0]?.devices[0];
    const events: TimelineEvent[] = [];
    for (;;) {
      const from = events.length + 1;
      const page = await device?.ask((link) =>
        link.request('timeline.pull', { conversation: id, from, to: from + 99, limit: LIMITS.pageEvents }),
      );
      if (!page || page.events.length === 0) break;
      for (const event of page.events) {
        if (event.seq !== events.length + 1) this.#differs(`${id}: ${event.seq} follows ${events.length}`);
        events.push(event);
      }
    }
    let ordinal = 0;
    for (const event of events) {
      if (isMessage(event)) ordinal++;
      if (event.ordinal !== ordinal)
        this.#differs(`${id} ${event.seq}: ordinal ${event.ordinal}, not ${ordinal}`);
    }
    return new Truth(id, events, this.#journal);
  }

  /** Nothing confirmed is lost, nothing is doubled, nothing that was refused is there. */
  #checkSent(truths: ReadonlyMap<string, Truth>): void {
    const stored = new Map<string, { conversation: string; seq: number }>();
    for (const { id, messages } of truths.values())
      for (const { event } of messages) {
        if (stored.has(event.clientId)) this.#differs(`${event.clientId} is stored twice`);
        stored.set(event.clientId, { conversation: id, seq: event.seq });
      }
    for (const [clientId, { outcome, conversation }] of this.#journal.sent) {
      this.compared.sent++;
      const found = stored.get(clientId);
      stored.delete(clientId);
      if (outcome === undefined) this.#differs(`${clientId} never got an answer`);
      else if (outcome === 'refused') {
        if (found) this.#differs(`${clientId} was refused and is stored`);
      } else if (found?.conversation !== conversation || found.seq !== outcome)
        this.#differs(
          `${clientId} was confirmed as ${conversation} ${outcome} and is ${JSON.stringify(found)}`,
        );
    }
    for (const clientId of stored.keys()) this.#differs(`${clientId} is stored and nobody sent it`);
    for (const { conversation, by, target } of this.#journal.changes) {
      this.compared.changes++;
      const event = truths.get(conversation)?.events[by - 1];
      if (!event || !('target' in event) || event.target !== target)
        this.#differs(`${conversation} ${by}: the change of ${target} was confirmed and is not there`);
    }
  }

  /** Every device holds exactly what its person may see, as it is now. */
  #checkCopy(truth: Truth, user: UserId, device: Device): void {
    const visible = truth.visible(user);
    const copy = device.copies.get(truth.id);
    if (!copy) {
      if (visible.length > 0) this.#differs(`${user} lacks ${truth.id}`);
      return;
    }
    this.compared.timelines++;
    const held = copy.outlines.reduce((count, outline) => count + (outline ? 1 : 0), 0);
    if (held !== rangeSetSize(visible))
      this.#differs(`${user} holds ${held} events of ${truth.id}, not ${rangeSetSize(visible)}`);
    for (const event of truth.events)
      if (rangeSetHas(visible, event.seq)) this.#checkEvent(truth, visible, copy, event);
    this.compared.badges++;
    const badge = truth.badge(user);
    if (copy.badge() !== badge)
      this.#differs(`${user}: badge of ${truth.id} is ${copy.badge()}, not ${badge}`);
  }

  #checkEvent({ id }: Truth, visible: RangeSet, copy: Copy, event: TimelineEvent): void {
    const { seq } = event;
    this.compared.events++;
    if (copy.outlines[seq] !== outlineOf(event)) this.#differs(`${copy.me}: event ${seq} of ${id} differs`);
    // Of what was changed while a person was away they need not know.
    if (!isMessage(event) || !rangeSetHas(visible, event.revision ?? seq)) return;
    if (copy.contents[seq] !== contentOf(event.content))
      this.#differs(`${copy.me}: message ${seq} of ${id} says something else`);
  }

  /** What the relay says to a device that knows nothing. */
  async #checkBadges(truths: ReadonlyMap<string, Truth>, user: UserId, device: Device): Promise<void> {
    const all = await device.ask((link) =>
      link.request('sync.pull', { position: 0, limit: LIMITS.syncPage }),
    );
    if (!all) this.#differs(`${user} got no heads`);
    for (const { id, unread } of all?.conversations ?? []) {
      this.compared.badges++;
      const badge = truths.get(id)?.badge(user);
      if (unread !== badge)
        this.#differs(`${user}: the relay's badge of ${id} is ${unread}, not ${badge ?? 'known'}`);
    }
  }

  async #checkReceipts(truth: Truth, { id, people }: SoakGroup): Promise<void> {
    for (const { user, devices } of people) {
      const own = truth.messages.filter(({ event }) => event.sender === user);
      for (let start = 0; start < own.length; start += LIMITS.countsMessages) {
        const asked = own.slice(start, start + LIMITS.countsMessages);
        const seqs = asked.map(({ event }) => event.seq);
        const answer = await devices[0]?.ask((link) =>
          link.request('receipt.counts', { messages: [{ conversation: id, seqs }] }),
        );
        const counts = answer?.receipts[0]?.counts ?? [];
        asked.forEach((message, index) => {
          this.compared.counts++;
          const expected = truth.count(message);
          if (!isDeepStrictEqual(counts[index], expected))
            this.#differs(`${id}: counts ${JSON.stringify(counts[index])}, not ${JSON.stringify(expected)}`);
        });
      }
      for (const message of own.filter((_, index) => index % LISTED === 0))
        for (const list of ['read', 'unread'] as const)
          await this.#checkList(truth, message, list, devices[0]);
    }
  }

  async #checkList(
    truth: Truth,
    message: Truth['messages'][number],
    list: 'read' | 'unread',
    device: Device | undefined,
  ): Promise<void> {
    const { seq } = message.event;
    const page = await device?.ask((link) =>
      link.request('receipt.list', { conversation: truth.id, seq, list, limit: LIMITS.listPage }),
    );
    this.compared.lists++;
    const expected = truth.list(message, list);
    const named = page?.entries.map(({ user }) => user);
    if (page?.total !== expected.length || !isDeepStrictEqual(named, expected.slice(0, LIMITS.listPage)))
      this.#differs(
        `${truth.id} ${seq}: the ${list} list has ${String(page?.total)}, not ${expected.length}`,
      );
  }
}
