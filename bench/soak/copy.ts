import type { ConversationHead } from '../../src/shared/model/conversation.ts';
import { isKnown, isMessage, type TimelineEvent } from '../../src/shared/model/event.ts';
import type { UserId } from '../../src/shared/model/ids.ts';
import {
  addRange,
  normalizeRanges,
  type RangeSet,
  rangeSetHas,
  subtractRanges,
  unionRanges,
} from '../../src/shared/model/range-set.ts';
import { contentOf, outlineOf, RECALLED } from './outline.ts';

/** A device's copy of one timeline: two numbers per event, and what it has read. */
export class Copy {
  /** Element `seq`: the event's outline; absent or 0: not here. */
  readonly outlines: number[] = [];
  /** Element `seq`: what the message says by now. */
  readonly contents: number[] = [];
  readonly #changedAt: number[] = [];
  /** Seqs of messages by others. */
  readonly #others: number[] = [];
  #have: RangeSet = [];
  /** What the person may see, as the newest head says. */
  visible: RangeSet = [];
  isMember = false;
  read: RangeSet = [];
  readonly me: UserId;

  constructor(me: UserId) {
    this.me = me;
  }

  /** Newest event here. */
  get last(): number {
    return this.#have.at(-1)?.[1] ?? 0;
  }

  /** What may be seen and is not here. */
  missing(): RangeSet {
    return subtractRanges(this.visible, this.#have);
  }

  adopt({ memberships, headSeq, read, role }: ConversationHead): void {
    const newest = Math.max(headSeq, this.last);
    this.visible = normalizeRanges(
      memberships.map(({ joined, left }): [number, number] => [joined, left ?? newest]),
    );
    this.isMember = role !== null;
    this.read = unionRanges(this.read, read);
  }

  /** `false`: there is a gap before it; nothing changed. */
  push(event: TimelineEvent): boolean {
    if (rangeSetHas(this.#have, event.seq)) return true;
    if (!this.isMember || event.seq !== this.last + 1) return false;
    this.store(event);
    this.visible = addRange(this.visible, [event.seq, event.seq]);
    return true;
  }

  store(event: TimelineEvent): void {
    const { seq } = event;
    if (rangeSetHas(this.#have, seq)) return;
    this.#have = addRange(this.#have, [seq, seq]);
    this.outlines[seq] = outlineOf(event);
    if (isMessage(event)) {
      if (event.sender === this.me) this.read = addRange(this.read, [seq, seq]);
      else this.#others.push(seq);
      this.#change(seq, event.revision ?? seq, contentOf(event.content));
    } else if (isKnown(event)) {
      if (event.kind === 'message.edited') this.#change(event.target, seq, contentOf(event.content));
      if (event.kind === 'message.recalled') this.#change(event.target, seq, RECALLED);
    }
  }

  /** The badge that follows from what is here. */
  badge(): number {
    return this.#others.filter((seq) => !rangeSetHas(this.read, seq)).length;
  }

  /** Changes come in any order; the newest counts. */
  #change(seq: number, at: number, content: number): void {
    if ((this.#changedAt[seq] ?? 0) > at) return;
    this.#changedAt[seq] = at;
    this.contents[seq] = content;
  }
}
