import { openStoreInThread } from '../../../../src/main/store/open-store.ts';
import type { Store } from '../../../../src/main/store/port.ts';
import { createEngine } from '../../../../src/main/sync/create-engine.ts';
import type { Engine } from '../../../../src/main/sync/engine.ts';
import type { SessionState } from '../../../../src/shared/ipc/views.ts';
import { SILENT_LOGGER } from '../../../../src/shared/logger.ts';
import type { ConversationHead } from '../../../../src/shared/model/conversation.ts';
import type { MessageCreated } from '../../../../src/shared/model/event.ts';
import { ClientId, ConversationId, DeviceId, UserId } from '../../../../src/shared/model/ids.ts';
import type { Person } from '../../../../src/shared/model/person.ts';
import { ManualClock } from '../../../support/manual-clock.ts';
import { seededIds, seededRandom } from '../../../support/seeded-random.ts';
import { FakeRelay } from './fake-relay.ts';

const makeId = seededIds(7);

export const ME: Person = { id: UserId.parse(makeId()), name: 'me', displayName: 'Me' };
export const PEER: Person = { id: UserId.parse(makeId()), name: 'peer', displayName: 'Peer' };
export const DEVICE = DeviceId.parse(makeId());

export function newConversationId(): ConversationId {
  return ConversationId.parse(makeId());
}

/** Everything that is ready has run. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 10; i++) await new Promise((resolve) => setImmediate(resolve));
}

export function head(
  id: ConversationId,
  seq: number,
  more: Partial<ConversationHead> = {},
): ConversationHead {
  return {
    id,
    kind: 'group',
    title: 'Group',
    peer: null,
    memberCount: 2,
    memberships: [{ joined: 1, left: null }],
    role: 'member',
    headSeq: seq,
    headOrdinal: seq,
    read: [],
    unread: seq,
    report: { messages: 10, withinMs: 1_000 },
    ...more,
  };
}

export function message(conversation: ConversationId, seq: number, sender = PEER.id): MessageCreated {
  return {
    conversation,
    seq,
    ordinal: seq,
    sender,
    at: 1_000 + seq,
    kind: 'message.created',
    clientId: ClientId.parse(makeId()),
    content: { type: 'text', text: `text ${seq}` },
  };
}

/** An engine on a real store in memory, a manual clock and a fake relay that knows these timelines. */
export class EngineFixture {
  readonly clock = new ManualClock();
  readonly relay = new FakeRelay(this.clock);
  readonly store: Store;
  readonly engine: Engine;
  readonly states: SessionState[] = [];
  /** How the account's person was shown, as far as it was news. */
  readonly met: Person[] = [];
  readonly timelines = new Map<ConversationId, MessageCreated[]>();
  /** What the next `sync.pull` tells. */
  changed: ConversationHead[] = [];
  position = 1;

  constructor(wrap: (store: Store) => Store = (store) => store) {
    this.store = wrap(openStoreInThread({ file: ':memory:', me: ME.id, clock: this.clock }));
    this.relay
      .on('session.hello', () => ({
        version: 1,
        relay: { id: 'relay', name: 'Relay' },
        registration: 'open',
        now: 0,
        heartbeatMs: 20_000,
        changeWindowMs: 86_400_000,
        receiptPolicy: 'by-conversation',
      }))
      .on('session.resume', () => ({ user: ME, device: DEVICE }))
      .on('sync.pull', () => ({ conversations: this.changed, position: this.position, more: false }))
      .on('receipt.counts', () => ({ receipts: [] }))
      .on('receipt.report', () => ({}))
      .on('draft.pull', () => ({ drafts: [], position: 1, more: false }))
      .on('people.get', () => ({ people: [PEER] }))
      .on('people.pull', ({ position }) => ({ people: [], position, more: false }))
      .on('timeline.pull', ({ conversation, from, to, limit }) => ({
        events: (this.timelines.get(conversation) ?? [])
          .filter(({ seq }) => seq >= from && seq <= to)
          .slice(-limit),
      }));
    this.engine = createEngine({
      store: this.store,
      dialer: this.relay,
      url: 'ws://relay.test:7480/v1/socket',
      token: 'a-token-of-twenty-characters',
      me: ME,
      version: '1',
      clock: this.clock,
      random: seededRandom(1),
      makeId,
      logger: SILENT_LOGGER,
      onMe: (me) => this.met.push(me),
    });
    this.engine.on('session.changed', (state) => this.states.push(state));
  }

  get state(): SessionState['kind'] | undefined {
    return this.states.at(-1)?.kind;
  }

  /** A conversation the relay holds: messages 1 … `seq`, all by the peer. */
  conversation(seq: number, more: Partial<ConversationHead> = {}): ConversationId {
    const id = newConversationId();
    this.timelines.set(
      id,
      Array.from({ length: seq }, (_, index) => message(id, index + 1)),
    );
    this.changed.push(head(id, seq, more));
    return id;
  }

  async online(): Promise<void> {
    this.engine.start();
    await settle();
  }

  /** Time goes by in steps, so that what a timer has set off comes to rest before much later ones. */
  async pass(ms: number): Promise<void> {
    await settle();
    const step = Math.max(50, Math.ceil(ms / 100));
    for (let left = ms; left > 0 || left === ms; left -= step) {
      this.clock.advance(Math.min(left, step));
      await settle();
    }
  }
}
