import type { ConversationSnapshot } from '../../../../src/relay/domain/conversation-snapshot.ts';
import { ConversationState } from '../../../../src/relay/domain/conversation-state.ts';
import type { KnownEvent } from '../../../../src/shared/model/event.ts';
import { ClientId, ConversationId, UserId } from '../../../../src/shared/model/ids.ts';
import type { ReceiptPolicy } from '../../../../src/shared/model/receipt.ts';
import { seededIds } from '../../../support/seeded-random.ts';
import { BOTS, PEOPLE } from './conversation-commands.ts';

const makeId = seededIds(7);
/** Of the conversation. */
export const id = ConversationId.parse(makeId());
export const users = Array.from({ length: PEOPLE }, () => UserId.parse(makeId()));
export const [anna, bob, chen, dora] = users as [UserId, UserId, UserId, UserId];

/** Of the named people none is one. */
export const bots = new Set(BOTS.flatMap((index) => users[index] ?? []));

type Change<K extends KnownEvent['kind']> = Omit<
  Extract<KnownEvent, { kind: K }>,
  'conversation' | 'seq' | 'ordinal' | 'at'
>;

/** A state to which one event after the other happens. Whatever adds one gives its seq. */
export class Played {
  readonly state: ConversationState;

  constructor(snapshot: ConversationSnapshot) {
    this.state = ConversationState.from(snapshot);
  }

  #apply(change: { [K in KnownEvent['kind']]: Change<K> }[KnownEvent['kind']]): number {
    const seq = this.state.headSeq + 1;
    const ordinal = this.state.headOrdinal + (change.kind === 'message.created' ? 1 : 0);
    const added = change.kind === 'member.added' ? change.users : [];
    const effects = { roles: [], bots: added.filter((user) => bots.has(user)) };
    this.state.applyEvent({ conversation: id, seq, ordinal, at: 0, ...change }, effects);
    return seq;
  }

  send(sender: UserId, hasReceipts = true): number {
    const content = { type: 'text', text: 'hello' } as const;
    const clientId = ClientId.parse(makeId());
    const message = { kind: 'message.created', sender, clientId, content } as const;
    return this.#apply(hasReceipts ? message : { ...message, receipt: false });
  }

  recall(sender: UserId, target: number): number {
    return this.#apply({ kind: 'message.recalled', sender, target });
  }

  setPolicy(sender: UserId, policy: ReceiptPolicy): number {
    return this.#apply({ kind: 'conversation.receiptsChanged', sender, policy });
  }

  add(sender: UserId, ...added: UserId[]): number {
    return this.#apply({ kind: 'member.added', sender, users: added });
  }

  remove(sender: UserId, ...removed: UserId[]): number {
    return this.#apply({ kind: 'member.removed', sender, users: removed });
  }

  rename(sender: UserId, title: string): number {
    return this.#apply({ kind: 'conversation.renamed', sender, title });
  }
}

/** A group as it is right after it was made; the first member owns it. */
export function created(...members: UserId[]): ConversationSnapshot {
  return {
    id,
    kind: 'group',
    title: 'Plans',
    headSeq: 1,
    headOrdinal: 0,
    members: members.map((user, index) => ({
      user,
      role: index === 0 ? 'owner' : 'member',
      bot: bots.has(user),
      memberships: [{ joined: 1, left: null }],
      delivered: 0,
      read: [],
    })),
    authors: new Int32Array(1),
  };
}

export function play(...members: UserId[]): Played {
  return new Played(created(...members));
}
