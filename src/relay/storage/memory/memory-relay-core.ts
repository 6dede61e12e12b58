import { AppError } from '../../../shared/errors.ts';
import { MAX_GROUP_MEMBERS } from '../../../shared/model/conversation.ts';
import type { TimelineEvent } from '../../../shared/model/event.ts';
import type { ConversationId, DeviceId, UserId } from '../../../shared/model/ids.ts';
import type { Person } from '../../../shared/model/person.ts';
import { subtractRanges, type RangeSet } from '../../../shared/model/range-set.ts';
import { addToReadSet } from '../../domain/read-set.ts';
import { unreadMessages } from '../badge.ts';
import type {
  Account,
  AppendOutcome,
  AppendRequest,
  DeliveredCursor,
  Device,
  NewConversation,
  ReportOutcome,
  ReportRequest,
  StoredConversation,
  StoredHead,
} from '../port.ts';
import type { RelayStorageCore, StorageResult } from '../relay-storage-core.ts';
import { MemoryAccounts } from './memory-accounts.ts';
import { memoryAppend } from './memory-append.ts';
import { MemoryConversation } from './memory-conversation.ts';
import { memoryHead } from './memory-head.ts';
import { memoryTimeline } from './memory-timeline.ts';

/** A relay's data in plain objects. It outlives the storages opened over it, as a file would. */
export class MemoryRelayCore implements RelayStorageCore {
  readonly #relayId: string;
  readonly #accounts = new MemoryAccounts();
  readonly #conversations = new Map<ConversationId, MemoryConversation>();
  /** By the pair of a direct conversation, or the creator and client id of a group. */
  readonly #createdAs = new Map<string, MemoryConversation>();
  #position = 0;

  constructor(relayId: string) {
    this.#relayId = relayId;
  }

  relayId(): string {
    return this.#relayId;
  }

  createAccount(account: Account): boolean {
    return this.#accounts.add(account);
  }

  accountByName(name: string): Account | undefined {
    return this.#accounts.byName(name);
  }

  listPeople(query: string, after: string, limit: number): StorageResult<'listPeople'> {
    return this.#accounts.list(query, after, limit);
  }

  peopleByIds(users: readonly UserId[]): Person[] {
    return this.#accounts.people(users);
  }

  createDevice(device: Device): void {
    this.#accounts.addDevice(device);
  }

  deviceByTokenHash(tokenHash: string): StorageResult<'deviceByTokenHash'> {
    return this.#accounts.deviceByTokenHash(tokenHash);
  }

  deleteDevice(device: DeviceId): void {
    this.#accounts.deleteDevice(device);
  }

  createConversation(asked: NewConversation): StorageResult<'createConversation'> {
    const key = creationKey(asked);
    const needed = asked.kind === 'direct' ? [asked.creator, asked.peer] : [asked.creator];
    if (!needed.every((user) => this.#accounts.has(user))) throw new AppError('not_found');
    const known = this.#createdAs.get(key);
    const first = known?.events[0];
    if (known && first) return { id: known.id, created: false, event: first };
    const others = asked.kind === 'direct' ? [asked.peer] : asked.users;
    const users = [asked.creator, ...others.filter((user) => this.#accounts.has(user))];
    if (users.length > MAX_GROUP_MEMBERS) throw new AppError('too_many');
    const title = asked.kind === 'group' ? asked.title : null;
    const conversation = new MemoryConversation(asked.id, asked.kind, title);
    const position = ++this.#position;
    const event: TimelineEvent = {
      kind: 'conversation.created',
      conversation: asked.id,
      seq: 1,
      ordinal: 0,
      sender: asked.creator,
      at: asked.at,
      title,
      users,
    };
    conversation.push(event);
    conversation.position = position;
    for (const user of users) {
      const owns = asked.kind === 'group' && user === asked.creator;
      conversation.join(user, owns ? 'owner' : 'member', 1, position);
    }
    this.#conversations.set(asked.id, conversation);
    this.#createdAs.set(key, conversation);
    return { id: asked.id, created: true, event };
  }

  loadConversation(id: ConversationId): StoredConversation | undefined {
    return this.#conversations.get(id)?.snapshot();
  }

  append(request: AppendRequest): AppendOutcome {
    const conversation = this.#conversations.get(request.conversation);
    if (!conversation) return { kind: 'not-member' };
    return memoryAppend(
      conversation,
      request,
      (user) => this.#accounts.has(user),
      () => ++this.#position,
    );
  }

  readTimeline(id: ConversationId, ranges: RangeSet, limit: number, maxBytes: number): TimelineEvent[] {
    return memoryTimeline(this.#conversations.get(id)?.events ?? [], ranges, limit, maxBytes);
  }

  report({ conversation: id, user, read, delivered }: ReportRequest): ReportOutcome {
    const conversation = this.#conversations.get(id);
    const member = conversation?.members.get(user);
    if (!conversation || !member) throw new AppError('not_found');
    const next = addToReadSet(member.read, subtractRanges(read, member.read));
    if (next !== member.read || delivered > member.delivered) {
      member.read = next;
      member.delivered = Math.max(member.delivered, delivered);
      member.position = conversation.position = ++this.#position;
    }
    const headSeq = member.memberships.at(-1)?.left ?? conversation.headSeq;
    const ordinalAt = (seq: number): number => conversation.ordinalAt(seq);
    const unread = unreadMessages(member.memberships, headSeq, next, ordinalAt);
    return { headSeq, read: next, unread, position: this.#position };
  }

  moveDelivered(id: ConversationId, cursors: readonly DeliveredCursor[]): void {
    const conversation = this.#conversations.get(id);
    if (!conversation) return;
    let moved = false;
    for (const { user, seq } of cursors) {
      const member = conversation.members.get(user);
      if (!member || seq <= member.delivered) continue;
      if (!moved) conversation.position = ++this.#position;
      moved = true;
      member.delivered = seq;
      member.position = this.#position;
    }
  }

  listHeads(
    user: UserId,
    since: number,
    after: ConversationId | undefined,
    limit: number,
  ): StorageResult<'listHeads'> {
    const heads: StoredHead[] = [];
    for (const id of [...this.#conversations.keys()].sort()) {
      const conversation = this.#conversations.get(id);
      const member = conversation?.members.get(user);
      if (!conversation || !member || (after !== undefined && id <= after)) continue;
      if ((member.role ? conversation.position : member.position) <= since) continue;
      if (heads.length === limit) return { heads, position: this.#position, more: true };
      heads.push(memoryHead(conversation, member));
    }
    return { heads, position: this.#position, more: false };
  }

  head(user: UserId, id: ConversationId): StoredHead | undefined {
    const conversation = this.#conversations.get(id);
    const member = conversation?.members.get(user);
    return conversation && member && memoryHead(conversation, member);
  }

  position(): number {
    return this.#position;
  }
}

function creationKey(asked: NewConversation): string {
  return asked.kind === 'direct'
    ? `direct ${[asked.creator, asked.peer].sort().join(' ')}`
    : `group ${asked.creator} ${asked.clientId}`;
}
