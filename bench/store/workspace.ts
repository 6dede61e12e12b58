import { v7 } from 'uuid';
import { MAX_PUSHES, type Store } from '../../src/main/store/port.ts';
import type { ConversationHead } from '../../src/shared/model/conversation.ts';
import type { MessageCreated } from '../../src/shared/model/event.ts';
import { ClientId, ConversationId, UserId } from '../../src/shared/model/ids.ts';
import { watchLoopDelay } from '../loop-delay.ts';
import { type Corpus, seededRandom } from './corpus.ts';

/** Events that go to the store in one turn, as a busy connection would bring them. */
const BATCH = MAX_PUSHES;
/** What one read of a socket brings: making more of them in one turn would be measured as a delay of the loop. */
const CHUNK = 50;
const PEOPLE = 200;
const EVERY_MS = 1_000;

export interface Workspace {
  readonly conversations: readonly ConversationId[];
  readonly people: readonly UserId[];
  /** When the first message was sent, and how long after it the next; ms. */
  readonly startAt: number;
  readonly everyMs: number;
  /** Every hundredth text, to cut queries out of. */
  readonly samples: readonly string[];
  readonly messagesPerSecond: number;
  /** Delay of the calling thread's event loop while the store was being filled; ms. */
  readonly loopDelayP99: number;
}

export const me = UserId.parse(v7());

export const systemClock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  schedule(ms: number, task: () => void) {
    const timer = setTimeout(task, ms);
    return () => clearTimeout(timer);
  },
};

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A group that I have always been in. */
export function headOf(id: ConversationId, index: number): ConversationHead {
  return {
    id,
    kind: 'group',
    title: `Group ${index}`,
    peer: null,
    memberCount: 20,
    memberships: [{ joined: 1, left: null }],
    role: 'member',
    headSeq: 1,
    headOrdinal: 0,
    read: [],
    unread: 0,
    report: { messages: 10, withinMs: 1_000 },
  };
}

/** Fills a store as a live connection would: pushes, spread over all conversations. */
export async function fill(
  store: Store,
  corpus: Corpus,
  options: {
    readonly messages: number;
    readonly conversations: number;
    readonly say: (text: string) => void;
  },
): Promise<Workspace> {
  const random = seededRandom(7);
  const conversations = Array.from({ length: options.conversations }, () => ConversationId.parse(v7()));
  const people = Array.from({ length: PEOPLE }, () => UserId.parse(v7()));
  await store.write.applyHeads(conversations.map(headOf), 1);
  const seqs = new Map(conversations.map((id) => [id, 1]));
  const samples: string[] = [];
  const startAt = Date.now() - options.messages * EVERY_MS;

  const loopDelay = watchLoopDelay();
  const start = performance.now();
  const write = async (events: readonly MessageCreated[]): Promise<void> => {
    const { outcomes } = await store.write.applyPushes(events);
    if (outcomes.some((outcome) => outcome !== 'applied')) throw new Error('a push was not applied');
  };
  // As the engine does: what comes while one batch is being written is the next one.
  let underWay: Promise<void> = Promise.resolve();
  for (let done = 0; done < options.messages; done += BATCH) {
    const events: MessageCreated[] = [];
    for (let n = done; n < Math.min(done + BATCH, options.messages); n++) {
      if (n % CHUNK === 0) await turn();
      // A few conversations have most of the messages.
      const conversation = conversations[Math.floor(random() ** 2 * conversations.length)];
      const sender = people[Math.floor(random() * people.length)];
      if (!conversation || !sender) throw new Error('no conversations');
      const seq = (seqs.get(conversation) ?? 1) + 1;
      seqs.set(conversation, seq);
      const text = corpus.next();
      if (n % 100 === 0) samples.push(text);
      events.push({
        kind: 'message.created',
        conversation,
        seq,
        ordinal: seq - 1,
        sender,
        at: startAt + n * EVERY_MS,
        clientId: ClientId.parse(v7()),
        content: { type: 'text', text },
      });
    }
    await underWay;
    underWay = write(events);
    if (done % 100_000 === 0 && done > 0) options.say(`  ${done.toLocaleString('en-US')} messages`);
  }
  await underWay;
  const seconds = (performance.now() - start) / 1_000;
  const { p99 } = loopDelay();
  // As the client does when nothing else is to be done.
  while (await store.write.tidyIndex(64));
  return {
    conversations,
    people,
    startAt,
    everyMs: EVERY_MS,
    samples,
    messagesPerSecond: options.messages / seconds,
    loopDelayP99: p99,
  };
}
