import type { MemberRole } from '../../../src/shared/model/conversation.ts';
import type { TimelineEvent } from '../../../src/shared/model/event.ts';
import { ClientId, ConversationId, DeviceId, UserId } from '../../../src/shared/model/ids.ts';
import type { RangeSet } from '../../../src/shared/model/range-set.ts';
import type { Account } from '../../../src/relay/storage/account-port.ts';
import type { Device } from '../../../src/relay/storage/device-port.ts';
import type { ReportOutcome } from '../../../src/relay/storage/receipt-port.ts';
import type { AppendOutcome, NewEvent } from '../../../src/relay/storage/timeline-port.ts';
import type { RelayStorage } from '../../../src/relay/storage/port.ts';
import { seededIds } from '../../support/seeded-random.ts';

export const EVERYBODY: readonly MemberRole[] = ['owner', 'admin', 'member'];

/** The fixture of the running test. */
export type Current = () => StorageFixture;

/** A storage with short words for what the suite does to it. */
export class StorageFixture {
  readonly storage: RelayStorage;
  readonly makeId = seededIds(3);
  #people = 0;

  constructor(storage: RelayStorage) {
    this.storage = storage;
  }

  account(name: string, displayName: string = name): Account {
    return {
      id: UserId.parse(this.makeId()),
      name,
      displayName,
      passwordHash: `hash of ${name}`,
      createdAt: 1,
    };
  }

  /** People with accounts, whose ids and names ascend. */
  async people(count: number): Promise<UserId[]> {
    const accounts = Array.from({ length: count }, () =>
      this.account(`person-${String(++this.#people).padStart(6, '0')}`),
    );
    const batch = 1_000;
    for (let start = 0; start < count; start += batch) {
      await Promise.all(
        accounts.slice(start, start + batch).map((account) => this.storage.createAccount(account)),
      );
    }
    return accounts.map(({ id }) => id);
  }

  device(user: UserId, tokenHash: string): Device {
    return { id: DeviceId.parse(this.makeId()), user, name: 'Laptop', tokenHash, createdAt: 2 };
  }

  clientId(): ClientId {
    return ClientId.parse(this.makeId());
  }

  conversationId(): ConversationId {
    return ConversationId.parse(this.makeId());
  }

  async group(creator: UserId, ...users: UserId[]): Promise<ConversationId> {
    const { id } = await this.storage.createConversation({
      kind: 'group',
      id: this.conversationId(),
      creator,
      clientId: this.clientId(),
      title: 'Plans',
      users,
      at: 10,
    });
    return id;
  }

  append(
    conversation: ConversationId,
    sender: UserId,
    event: NewEvent,
    roles: readonly MemberRole[] = EVERYBODY,
  ): Promise<AppendOutcome> {
    return this.storage.append({ conversation, sender, at: 20, event, roles });
  }

  send(
    conversation: ConversationId,
    sender: UserId,
    text = 'hello',
    clientId: ClientId = this.clientId(),
  ): Promise<AppendOutcome> {
    return this.append(conversation, sender, {
      kind: 'message.created',
      clientId,
      content: { type: 'text', text },
    });
  }

  /** Sends, and gives the event that must come of it. */
  async sent(conversation: ConversationId, sender: UserId, text = 'hello'): Promise<TimelineEvent> {
    return appended(await this.send(conversation, sender, text)).event;
  }

  add(conversation: ConversationId, sender: UserId, ...users: UserId[]): Promise<AppendOutcome> {
    return this.append(conversation, sender, { kind: 'member.added', users });
  }

  remove(conversation: ConversationId, sender: UserId, ...users: UserId[]): Promise<AppendOutcome> {
    return this.append(conversation, sender, { kind: 'member.removed', users });
  }

  read(conversation: ConversationId, user: UserId, read: RangeSet, delivered = 0): Promise<ReportOutcome> {
    return this.storage.report({ conversation, user, read, delivered });
  }

  all(conversation: ConversationId): Promise<TimelineEvent[]> {
    return this.storage.readTimeline(conversation, [[1, 1_000_000]], 1_000_000, Number.MAX_SAFE_INTEGER);
  }
}

export function appended(outcome: AppendOutcome): Extract<AppendOutcome, { kind: 'appended' }> {
  if (outcome.kind !== 'appended') throw new Error(`not appended: ${outcome.kind}`);
  return outcome;
}
