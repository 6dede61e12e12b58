import { AppError } from '../../shared/errors.ts';
import type { TimelineEvent } from '../../shared/model/event.ts';
import type { ConversationId } from '../../shared/model/ids.ts';
import type { EventEffects } from '../domain/event-effects.ts';
import type { HandlerContext } from '../handlers/context.ts';
import { announceHeads } from '../handlers/heads.ts';
import { effectsOfStored, tellEvent } from '../handlers/timeline-writer.ts';
import type { NodeStorage } from '../storage/node-port.ts';

/** Conversations of which it is remembered how far they were told; whichever rested longest is forgotten first. */
const MAX_TOLD = 50_000;
/** Events read at once. Of a larger gap before an event of this node's own the newest are told: clients pull what they miss (SYN-5). */
const LONGEST_GAP = 200;
const PAGE_BYTES = 4 * 1_048_576;

type FollowerContext = Pick<
  HandlerContext,
  'conversations' | 'logger' | 'publisher' | 'receipts' | 'receiptSettings' | 'storage'
>;

interface OwnEvent {
  readonly event: TimelineEvent;
  readonly effects: EventEffects;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** What of a conversation is to be told. */
interface Line {
  wanted: number;
  /** The storage may have more than it has given: it was not asked since somebody heard of it. */
  isBehind: boolean;
  readonly own: Map<number, OwnEvent>;
  readonly done: Promise<void>;
}

/**
 * Tells the people at this node of events in their order (SEQ-3), whichever node has stored them: those of other nodes are read from the
 * storage, as soon as one hears of them or of a later one. What is told of twice is told once.
 */
export class TimelineFollower {
  readonly #context: FollowerContext;
  readonly #storage: Pick<NodeStorage, 'readTimeline'>;
  readonly #renew: (conversation: ConversationId) => Promise<void>;
  readonly #told = new Map<ConversationId, number>();
  readonly #lines = new Map<ConversationId, Line>();

  /** `renew` has the people of a conversation learn it anew: it is not known what else may have changed. */
  constructor(
    context: FollowerContext,
    storage: Pick<NodeStorage, 'readTimeline'>,
    renew: (conversation: ConversationId) => Promise<void>,
  ) {
    this.#context = context;
    this.#storage = storage;
    this.#renew = renew;
  }

  /** An event that this node has stored. Resolves when it is told. */
  stored(event: TimelineEvent, effects: EventEffects): Promise<void> {
    const { conversation: id, seq } = event;
    const told = this.#base(id, seq);
    if (seq <= told) return Promise.resolve();
    const line = this.#lines.get(id);
    if (!line && seq === told + 1) {
      this.#setTold(id, seq);
      return this.#tell(event, effects);
    }
    return new Promise((resolve, reject) => {
      const { own } = line ?? this.#begin(id, seq);
      own.set(seq, { event, effects, resolve, reject });
    });
  }

  /** There are events up to `seq`. Resolves when they are told, or there are none. Never rejects. */
  heard(id: ConversationId, seq: number): Promise<void> {
    if (seq <= this.#base(id, seq)) return Promise.resolve();
    const line = this.#lines.get(id);
    if (!line) return this.#begin(id, seq).done;
    line.wanted = Math.max(line.wanted, seq);
    line.isBehind = true;
    return line.done;
  }

  /** Up to here clients are told in another way. */
  skipTo(id: ConversationId, seq: number): void {
    if (seq > (this.#told.get(id) ?? 0)) this.#setTold(id, seq);
  }

  /** Where telling goes on, when somebody knows of `seq`: behind what was told, or what clients can have heard of. */
  #base(id: ConversationId, seq: number): number {
    const told = this.#told.get(id);
    if (told !== undefined) return told;
    const base = Math.min(seq - 1, this.#context.conversations.peek(id)?.headSeq ?? seq - 1);
    this.#setTold(id, base);
    return base;
  }

  #setTold(id: ConversationId, seq: number): void {
    this.#told.delete(id);
    this.#told.set(id, seq);
    if (this.#told.size <= MAX_TOLD) return;
    for (const oldest of this.#told.keys()) {
      if (this.#lines.has(oldest)) continue;
      this.#told.delete(oldest);
      return;
    }
  }

  #begin(id: ConversationId, wanted: number): Line {
    const own = new Map<number, OwnEvent>();
    // The first step waits for its caller to put in what it has.
    const done = Promise.resolve().then(() => this.#run(id, line));
    const line: Line = { wanted, isBehind: true, own, done };
    this.#lines.set(id, line);
    return line;
  }

  async #run(id: ConversationId, line: Line): Promise<void> {
    try {
      for (let step = this.#step(id, line); step; step = this.#step(id, line)) await step;
    } catch (error) {
      this.#told.delete(id);
      for (const { reject } of line.own.values()) reject(error);
      if (line.own.size === 0) this.#failed(id, error);
    } finally {
      this.#lines.delete(id);
    }
  }

  /**
   * `undefined`: everything is told. That is found out, and the line given up, in one go: whoever comes with more either finds the line
   * and is dealt with, or begins another one.
   */
  #step(id: ConversationId, line: Line): Promise<void> | undefined {
    const { own, wanted } = line;
    let told = this.#told.get(id) ?? 0;
    for (let next = own.get(told + 1); next; next = own.get(told + 1)) {
      own.delete(++told);
      this.#setTold(id, told);
      this.#tell(next.event, next.effects).then(next.resolve, next.reject);
    }
    for (const [seq, { resolve }] of own) {
      if (seq > told) continue;
      own.delete(seq);
      resolve();
    }
    // Before one of its own there are events for sure.
    const isThere = own.size > 0;
    const until = isThere ? Math.min(...own.keys()) - 1 : wanted;
    if (until <= told || !(isThere || line.isBehind)) return undefined;
    return this.#bringIn(id, line, told, until, isThere);
  }

  /** Tells what the storage has above `told`. `isThere`: so far it has events for sure. */
  async #bringIn(
    id: ConversationId,
    line: Line,
    told: number,
    until: number,
    isThere: boolean,
  ): Promise<void> {
    const from = isThere ? Math.max(told + 1, until - LONGEST_GAP + 1) : told + 1;
    const to = Math.min(until, from + LONGEST_GAP - 1);
    line.isBehind = false;
    const events = await this.#storage.readTimeline(id, [[from, to]], LONGEST_GAP, PAGE_BYTES);
    for (const event of events) {
      this.#setTold(id, event.seq);
      await this.#tell(event, effectsOfStored(event));
    }
    if (events.length > 0) line.isBehind = true;
    else if (isThere) throw new AppError('internal', 'a committed event is not in the timeline');
  }

  async #tell(event: TimelineEvent, effects: EventEffects | undefined): Promise<void> {
    const { conversations, receipts } = this.#context;
    const before = effects ? undefined : conversations.peek(event.conversation);
    const concerned = await tellEvent(this.#context, event, effects);
    // What was loaded may hold reports that nobody has told this node of, and whose traces this event has covered.
    if (!effects && !before) await this.#renew(event.conversation);
    if (before) {
      await conversations.use(event.conversation, (state) => {
        if (state && state !== before) receipts.add(event.conversation, state.readsBeyond(before));
      });
    }
    if (concerned.length > 0) await announceHeads(this.#context, event.conversation, concerned);
  }

  #failed(conversation: ConversationId, error: unknown): void {
    this.#context.logger.error({ err: error, conversation }, 'events of another node not told');
    this.#context.publisher.resyncAll();
  }
}
