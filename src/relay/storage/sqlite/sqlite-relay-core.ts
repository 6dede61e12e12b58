import type Database from 'better-sqlite3';
import { AppError } from '../../../shared/errors.ts';
import type { TimelineEvent } from '../../../shared/model/event.ts';
import type { ConversationId, DeviceId, UserId } from '../../../shared/model/ids.ts';
import type { Person } from '../../../shared/model/person.ts';
import type { RangeSet } from '../../../shared/model/range-set.ts';
import { foldName, nameTerms } from '../name-terms.ts';
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
import { append } from './append.ts';
import { createConversation } from './create-conversation.ts';
import { head, listHeads } from './heads.ts';
import { loadConversation } from './load-conversation.ts';
import { prepareQueries, type Queries } from './queries/all.ts';
import { readTimeline } from './read-timeline.ts';
import { moveDelivered, report } from './report.ts';

/** The port's calls on one connection, at once. Calls that write belong inside a transaction: `runBatch` sees to it. */
export class SqliteRelayCore implements RelayStorageCore {
  readonly #queries: Queries;

  constructor(database: Database.Database) {
    this.#queries = prepareQueries(database);
  }

  relayId(): string {
    return this.#queries.meta.relayId();
  }

  createAccount(account: Account): boolean {
    return this.#queries.accounts.insert(account, nameTerms(account));
  }

  accountByName(name: string): Account | undefined {
    return this.#queries.accounts.byName(name);
  }

  listPeople(query: string, after: string, limit: number): StorageResult<'listPeople'> {
    const { accounts } = this.#queries;
    const start = foldName(query);
    if (start === '' && query.trim() !== '') return { people: [], more: false };
    const people = start === '' ? accounts.all(after, limit + 1) : accounts.withTerm(start, after, limit + 1);
    return { people: people.slice(0, limit), more: people.length > limit };
  }

  peopleByIds(users: readonly UserId[]): Person[] {
    return users.flatMap((user) => this.#queries.accounts.person(user) ?? []);
  }

  createDevice(device: Device): void {
    const account = this.#queries.accounts.key(device.user);
    if (account === undefined) throw new AppError('not_found');
    this.#queries.devices.insert(device, account);
  }

  deviceByTokenHash(tokenHash: string): StorageResult<'deviceByTokenHash'> {
    const device = this.#queries.devices.byTokenHash(tokenHash);
    const person = device && this.#queries.accounts.person(device.user);
    return person && { device, person };
  }

  deleteDevice(device: DeviceId): void {
    this.#queries.devices.delete(device);
  }

  createConversation(asked: NewConversation): StorageResult<'createConversation'> {
    return createConversation(this.#queries, asked);
  }

  loadConversation(id: ConversationId): StoredConversation | undefined {
    return loadConversation(this.#queries, id);
  }

  append(request: AppendRequest): AppendOutcome {
    return append(this.#queries, request);
  }

  readTimeline(id: ConversationId, ranges: RangeSet, limit: number, maxBytes: number): TimelineEvent[] {
    return readTimeline(this.#queries, id, ranges, limit, maxBytes);
  }

  report(request: ReportRequest): ReportOutcome {
    return report(this.#queries, request);
  }

  moveDelivered(conversation: ConversationId, cursors: readonly DeliveredCursor[]): void {
    moveDelivered(this.#queries, conversation, cursors);
  }

  listHeads(
    user: UserId,
    since: number,
    after: ConversationId | undefined,
    limit: number,
  ): StorageResult<'listHeads'> {
    return listHeads(this.#queries, user, since, after, limit);
  }

  head(user: UserId, conversation: ConversationId): StoredHead | undefined {
    return head(this.#queries, user, conversation);
  }

  position(): number {
    return this.#queries.meta.position();
  }
}
