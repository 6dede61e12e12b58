import { AppError } from '../../../shared/errors.ts';
import type { TimelineEvent } from '../../../shared/model/event.ts';
import type { ReachPoint } from '../../../shared/model/channel.ts';
import type { Draft } from '../../../shared/model/draft.ts';
import type {
  CallbackId,
  ChannelId,
  ConversationId,
  DeviceId,
  FileId,
  UserId,
} from '../../../shared/model/ids.ts';
import type { Person } from '../../../shared/model/person.ts';
import type { RangeSet } from '../../../shared/model/range-set.ts';
import { LIMITS } from '../../../shared/protocol/limits.ts';
import type { AdminActor, AdminChange, AdminOutcome, NewAuditEntry } from '../administration.ts';
import { covers, type Followed, type Lineage } from '../lineage.ts';
import { nameQuery, nameTerms } from '../name-terms.ts';
import type {
  AnnouncementOutcome,
  AnnouncementRequest,
  ChannelChange,
  ChannelOutcome,
  ChannelReport,
  NewAnnouncement,
  NewChannel,
  StoredAnnouncement,
  StoredChannelReads,
} from '../channel-port.ts';
import type { Account } from '../account-port.ts';
import type { ConversationSnapshot } from '../../domain/conversation-snapshot.ts';
import type { NewConversation } from '../conversation-port.ts';
import type { Device, SeenDevice } from '../device-port.ts';
import type { FlagChange, FlagOutcome, StoredHead } from '../head-port.ts';
import type { GroupInvites, NewInvite } from '../invite-port.ts';
import type { ClosedReceipts, DeliveredCursors, ReportOutcome, ReportRequest } from '../receipt-port.ts';
import type { AppendOutcome, AppendRequest } from '../timeline-port.ts';
import type { RelayStorage } from '../port.ts';
import type { DraftOutcome, DraftRequest } from '../draft-port.ts';
import type { ContentHash, FileFacts, NewUpload, RemovedFiles, StoredFile } from '../file-port.ts';
import type { AttemptResult, DueDelivery, StoredHook } from '../integration-port.ts';
import type { StorageResult } from '../relay-storage-core.ts';
import {
  changePassword,
  createInvite,
  createInvitedAccount,
  deactivateAccount,
  invitedTo,
  mayRegister,
  revokeGroupInvites,
} from './account-changes.ts';
import { administer, appointAdministrator, listGroups, listInvites, record } from './administer.ts';
import { append } from './append.ts';
import { appendMany, type PlainAppend } from './append-many.ts';
import {
  actOnAnnouncement,
  changeChannel,
  createChannel,
  draftAnnouncement,
  listAnnouncements,
  loadChannels,
} from './channels.ts';
import { channelReads, reach, reachPoints, reportChannel } from './channel-reports.ts';
import { closeReceipts, readTimes } from './close-receipts.ts';
import { createConversation } from './create-conversation.ts';
import { setFlags } from './flags.ts';
import { listDrafts, saveDraft } from './drafts.ts';
import { head, headsOf, listHeads } from './heads.ts';
import { createUpload, removeFiles } from './files.ts';
import { listBots, listDeliveries, nextDelivery } from './integrations.ts';
import { loadConversation } from './load-conversation.ts';
import type { Queries } from './queries/all.ts';
import { readTimeline } from './read-timeline.ts';
import { moveDelivered, report } from './report.ts';
import { requireDevice } from './require-device.ts';

/**
 * The port's calls on one connection, one after the other. Calls that write belong inside a batch: `PostgresWriter` sees to it;
 * those that read belong inside a snapshot.
 */
export class PostgresRelayCore implements Omit<RelayStorage, 'close'> {
  readonly #queries: Queries;

  constructor(queries: Queries) {
    this.#queries = queries;
  }

  relayId(): Promise<string> {
    return this.#queries.meta.relayId();
  }

  async lineage(followed?: Followed): Promise<Lineage> {
    const { generations, meta } = this.#queries;
    return {
      generation: await generations.current(),
      covers:
        !followed ||
        covers(await generations.find(followed.generation), followed.position, await meta.position()),
    };
  }

  createAccount(account: Account): Promise<boolean> {
    return this.#queries.accounts.insert(account, nameTerms(account));
  }

  createInvitedAccount(
    account: Account,
    hash: string | undefined,
  ): Promise<StorageResult<'createInvitedAccount'>> {
    return createInvitedAccount(this.#queries, account, hash);
  }

  mayRegister(hash: string | undefined, at: number): Promise<boolean> {
    return mayRegister(this.#queries, hash, at);
  }

  async createRelayInvite(invite: NewInvite): Promise<StorageResult<'createRelayInvite'>> {
    const outcome = await createInvite(this.#queries, invite);
    if (outcome === 'created' || outcome === 'too-many') return outcome;
    throw new AppError('not_found');
  }

  createGroupInvite(invite: NewInvite, group: GroupInvites): Promise<StorageResult<'createGroupInvite'>> {
    return createInvite(this.#queries, invite, group);
  }

  revokeGroupInvites(
    user: UserId,
    group: GroupInvites,
    device?: DeviceId,
  ): Promise<StorageResult<'revokeGroupInvites'>> {
    return revokeGroupInvites(this.#queries, user, group, device);
  }

  invitedTo(hash: string, at: number): Promise<ConversationId | undefined> {
    return invitedTo(this.#queries, hash, at);
  }

  accountById(user: UserId): Promise<Account | undefined> {
    return this.#queries.accounts.byId(user);
  }

  changePassword(
    user: UserId,
    from: string,
    to: string,
    keep: DeviceId | 'all',
    device?: DeviceId,
  ): Promise<DeviceId[] | undefined> {
    return changePassword(this.#queries, user, from, to, keep, device);
  }

  deactivateAccount(
    user: UserId,
    at: number,
    device?: DeviceId,
  ): Promise<StorageResult<'deactivateAccount'>> {
    return deactivateAccount(this.#queries, user, at, device);
  }

  accountByName(name: string): Promise<Account | undefined> {
    return this.#queries.accounts.byName(name);
  }

  async listPeople(query: string, after: string, limit: number): Promise<StorageResult<'listPeople'>> {
    const { accounts } = this.#queries;
    const asked = nameQuery(query);
    if (asked === 'nobody') return { people: [], more: false };
    const people =
      asked === 'everybody'
        ? await accounts.all(after, limit + 1)
        : await accounts.found(asked, after, limit + 1);
    return { people: people.slice(0, limit), more: people.length > limit };
  }

  peopleByIds(users: readonly UserId[]): Promise<Person[]> {
    return this.#queries.accounts.people(users);
  }

  async createDevice(device: Device, passwordHash?: string): Promise<void> {
    const { accounts } = this.#queries;
    const account = await accounts.key(device.user);
    if (account === undefined) throw new AppError('not_found');
    const now = await accounts.byId(device.user);
    if (now?.deactivated || (passwordHash !== undefined && now?.passwordHash !== passwordHash)) {
      throw new AppError('bad_credentials');
    }
    await this.#queries.devices.insert(device, account);
  }

  async deviceByTokenHash(tokenHash: string): Promise<StorageResult<'deviceByTokenHash'>> {
    const device = await this.#queries.devices.byTokenHash(tokenHash);
    const person = device && (await this.#queries.accounts.person(device.user));
    return person && { device, person };
  }

  async deleteDevice(device: DeviceId): Promise<void> {
    await this.#queries.devices.delete(device);
  }

  async listDevices(user: UserId): Promise<SeenDevice[]> {
    const account = await this.#queries.accounts.key(user);
    return account === undefined ? [] : await this.#queries.devices.ofAccount(account, LIMITS.devices);
  }

  async touchDevice(device: DeviceId, at: number): Promise<void> {
    await this.#queries.devices.touch(device, at);
  }

  async revokeDevice(user: UserId, device: DeviceId, by?: DeviceId): Promise<boolean> {
    await requireDevice(this.#queries, by);
    const account = await this.#queries.accounts.key(user);
    return account !== undefined && (await this.#queries.devices.deleteOf(account, device));
  }

  createConversation(asked: NewConversation): Promise<StorageResult<'createConversation'>> {
    return createConversation(this.#queries, asked);
  }

  loadConversation(id: ConversationId): Promise<ConversationSnapshot | undefined> {
    return loadConversation(this.#queries, id);
  }

  append(request: AppendRequest): Promise<AppendOutcome> {
    return append(this.#queries, request);
  }

  /** Many of the plain kind, one after the other, for the statements of one. */
  appendMany(requests: readonly PlainAppend[]): Promise<(AppendOutcome | AppError)[]> {
    return appendMany(this.#queries, requests);
  }

  readTimeline(
    id: ConversationId,
    ranges: RangeSet,
    limit: number,
    maxBytes: number,
    reader?: UserId,
  ): Promise<TimelineEvent[]> {
    return readTimeline(this.#queries, id, ranges, limit, maxBytes, reader);
  }

  async pins(id: ConversationId): Promise<number[]> {
    const conversation = await this.#queries.conversations.byId(id);
    return conversation ? await this.#queries.extras.pins(conversation.key) : [];
  }

  report(request: ReportRequest): Promise<ReportOutcome> {
    return report(this.#queries, request);
  }

  moveDelivered(conversation: ConversationId, cursors: DeliveredCursors): Promise<DeviceId[]> {
    return moveDelivered(this.#queries, conversation, cursors);
  }

  async directReceipts(user: UserId): Promise<boolean> {
    const { accounts, receipts } = this.#queries;
    return receipts.tellsDirect((await accounts.key(user)) ?? 0);
  }

  async setDirectReceipts(user: UserId, told: boolean, device?: DeviceId): Promise<void> {
    await requireDevice(this.#queries, device);
    const { accounts, receipts } = this.#queries;
    await receipts.setTellsDirect((await accounts.key(user)) ?? 0, told);
  }

  setFlags(change: FlagChange): Promise<FlagOutcome> {
    return setFlags(this.#queries, change);
  }

  readTimes(id: ConversationId, seq: number, users: readonly UserId[]): Promise<StorageResult<'readTimes'>> {
    return readTimes(this.#queries, id, seq, users);
  }

  closeReceipts(before: number, after: ConversationId | undefined): Promise<ClosedReceipts> {
    return closeReceipts(this.#queries, before, after);
  }

  listHeads(
    user: UserId,
    since: number,
    after: ConversationId | undefined,
    limit: number,
  ): Promise<StorageResult<'listHeads'>> {
    return listHeads(this.#queries, user, since, after, limit);
  }

  head(user: UserId, conversation: ConversationId): Promise<StoredHead | undefined> {
    return head(this.#queries, user, conversation);
  }

  heads(conversation: ConversationId, users: readonly UserId[]): Promise<StorageResult<'heads'>> {
    return headsOf(this.#queries, conversation, users);
  }

  createUpload(upload: NewUpload): Promise<StorageResult<'createUpload'>> {
    return createUpload(this.#queries, upload);
  }

  file(file: FileId): Promise<StoredFile | undefined> {
    return this.#queries.files.get(file);
  }

  async uploadOf(owner: UserId, id: FileId): Promise<StoredFile | undefined> {
    const file = await this.#queries.files.get(id);
    return file?.owner === owner ? file : undefined;
  }

  completeFile(file: FileId, facts: FileFacts, at: number): Promise<boolean> {
    return this.#queries.files.complete(file, facts, at);
  }

  async dropUpload(owner: UserId, id: FileId): Promise<boolean> {
    const file = await this.uploadOf(owner, id);
    if (!file || file.complete) return false;
    await this.#queries.files.delete(id);
    return true;
  }

  async fileFor(user: UserId, file: FileId): Promise<StoredFile | undefined> {
    const { accounts, files } = this.#queries;
    return files.visible(file, (await accounts.key(user)) ?? 0);
  }

  removeFiles(begunBefore: number, unusedBefore: number, limit: number): Promise<RemovedFiles> {
    return removeFiles(this.#queries, begunBefore, unusedBefore, limit);
  }

  knownHashes(hashes: readonly ContentHash[]): Promise<ContentHash[]> {
    return this.#queries.files.knownHashes(hashes);
  }

  fileStates(files: readonly FileId[]): Promise<StorageResult<'fileStates'>> {
    return this.#queries.files.states(files);
  }

  position(): Promise<number> {
    return this.#queries.meta.position();
  }

  createChannel(asked: NewChannel): Promise<ChannelOutcome> {
    return createChannel(this.#queries, asked);
  }

  changeChannel(asked: ChannelChange): Promise<ChannelOutcome> {
    return changeChannel(this.#queries, asked);
  }

  draftAnnouncement(asked: NewAnnouncement): Promise<AnnouncementOutcome> {
    return draftAnnouncement(this.#queries, asked);
  }

  actOnAnnouncement(asked: AnnouncementRequest): Promise<AnnouncementOutcome> {
    return actOnAnnouncement(this.#queries, asked);
  }

  loadChannels(at: number): Promise<StorageResult<'loadChannels'>> {
    return loadChannels(this.#queries, at);
  }

  listAnnouncements(
    channel: ChannelId,
    before: number | undefined,
    limit: number,
  ): Promise<readonly StoredAnnouncement[]> {
    return listAnnouncements(this.#queries, channel, before, limit);
  }

  reportChannel(report: ChannelReport): Promise<StorageResult<'reportChannel'>> {
    return reportChannel(this.#queries, report);
  }

  channelReads(user: UserId, since: number): Promise<readonly StoredChannelReads[]> {
    return channelReads(this.#queries, user, since);
  }

  reach(channel: ChannelId, seqs: readonly number[]): Promise<StorageResult<'reach'>> {
    return reach(this.#queries, channel, seqs);
  }

  reachPoints(channel: ChannelId, seq: number): Promise<readonly ReachPoint[]> {
    return reachPoints(this.#queries, channel, seq);
  }

  saveDraft(request: DraftRequest): Promise<DraftOutcome> {
    return saveDraft(this.#queries, request);
  }

  drafts(user: UserId, since: number, limit: number): Promise<readonly Draft[]> {
    return listDrafts(this.#queries, user, since, limit);
  }

  administer(actor: AdminActor, at: number, change: AdminChange): Promise<AdminOutcome> {
    return administer(this.#queries, actor, at, change);
  }

  appointAdministrator(at: number): Promise<UserId | undefined> {
    return appointAdministrator(this.#queries, at);
  }

  async listAccounts(query: string, after: string, limit: number): Promise<StorageResult<'listAccounts'>> {
    const { accounts } = this.#queries;
    const asked = nameQuery(query);
    if (asked === 'nobody') return { accounts: [], more: false };
    const found =
      asked === 'everybody'
        ? await accounts.overviews(after, limit + 1)
        : await accounts.overviewsFound(asked, after, limit + 1);
    return { accounts: found.slice(0, limit), more: found.length > limit };
  }

  accountOverview(name: string): Promise<StorageResult<'accountOverview'>> {
    return this.#queries.accounts.overview(name);
  }

  listGroups(query: string, before: number | undefined, limit: number): Promise<StorageResult<'listGroups'>> {
    return listGroups(this.#queries, query, before, limit);
  }

  listInvites(at: number, after: string, limit: number): Promise<StorageResult<'listInvites'>> {
    return listInvites(this.#queries, at, after, limit);
  }

  storedPolicies(): Promise<StorageResult<'storedPolicies'>> {
    return this.#queries.administration.policies();
  }

  async recordAudit(entry: NewAuditEntry): Promise<void> {
    await record(this.#queries, entry);
  }

  async listAudit(before: number | undefined, limit: number): Promise<StorageResult<'listAudit'>> {
    const found = await this.#queries.administration.audit(before ?? Number.MAX_SAFE_INTEGER, limit + 1);
    return { entries: found.slice(0, limit), more: found.length > limit };
  }

  expireAudit(before: number, limit: number): Promise<number> {
    return this.#queries.administration.expire(before, limit);
  }

  listBots(): Promise<StorageResult<'listBots'>> {
    return listBots(this.#queries);
  }

  listHooks(): Promise<StorageResult<'listHooks'>> {
    return this.#queries.integrations.hooks();
  }

  hookByTokenHash(hash: string): Promise<StoredHook | undefined> {
    return this.#queries.integrations.hookByTokenHash(hash);
  }

  listCallbacks(): Promise<StorageResult<'listCallbacks'>> {
    return this.#queries.integrations.callbacks();
  }

  nextDelivery(callback: CallbackId): Promise<DueDelivery | undefined> {
    return nextDelivery(this.#queries, callback);
  }

  async settleDelivery(id: string, result: AttemptResult): Promise<void> {
    await this.#queries.integrations.settle(id, result);
  }

  listDeliveries(
    callback: CallbackId,
    before: number | undefined,
    limit: number,
  ): Promise<StorageResult<'listDeliveries'>> {
    return listDeliveries(this.#queries, callback, before, limit);
  }

  expireDeliveries(before: number, limit: number): Promise<number> {
    return this.#queries.integrations.expire(before, limit);
  }

  totals(): Promise<StorageResult<'totals'>> {
    return this.#queries.administration.totals();
  }

  figures(): Promise<StorageResult<'figures'>> {
    return this.#queries.figures();
  }
}
