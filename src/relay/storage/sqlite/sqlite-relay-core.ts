import type Database from 'better-sqlite3';
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
import type { DraftOutcome, DraftRequest } from '../draft-port.ts';
import type { ContentHash, FileFacts, NewUpload, RemovedFiles, StoredFile } from '../file-port.ts';
import type { AttemptResult, DueDelivery, StoredHook } from '../integration-port.ts';
import type { RelayStorageCore, StorageResult } from '../relay-storage-core.ts';
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
import { head, listHeads } from './heads.ts';
import { createUpload, removeFiles } from './files.ts';
import { listBots, listDeliveries, nextDelivery } from './integrations.ts';
import { loadConversation } from './load-conversation.ts';
import { prepareQueries, type Queries } from './queries/all.ts';
import { readTimeline } from './read-timeline.ts';
import { moveDelivered, report } from './report.ts';
import { requireDevice } from './require-device.ts';

/** The port's calls on one connection, at once. Making one begins a generation of the data. Calls that write belong inside a transaction: `runBatch` sees to it. */
export class SqliteRelayCore implements RelayStorageCore {
  readonly #queries: Queries;

  constructor(database: Database.Database) {
    this.#queries = prepareQueries(database);
    this.#queries.generations.begin();
  }

  relayId(): string {
    return this.#queries.meta.relayId();
  }

  lineage(followed?: Followed): Lineage {
    const { generations, meta } = this.#queries;
    return {
      generation: generations.current(),
      covers: !followed || covers(generations.find(followed.generation), followed.position, meta.position()),
    };
  }

  createAccount(account: Account): boolean {
    return this.#queries.accounts.insert(account, nameTerms(account));
  }

  createInvitedAccount(account: Account, hash: string | undefined): StorageResult<'createInvitedAccount'> {
    return createInvitedAccount(this.#queries, account, hash);
  }

  mayRegister(hash: string | undefined, at: number): boolean {
    return mayRegister(this.#queries, hash, at);
  }

  createRelayInvite(invite: NewInvite): StorageResult<'createRelayInvite'> {
    const outcome = createInvite(this.#queries, invite);
    if (outcome === 'created' || outcome === 'too-many') return outcome;
    throw new AppError('not_found');
  }

  createGroupInvite(invite: NewInvite, group: GroupInvites): StorageResult<'createGroupInvite'> {
    return createInvite(this.#queries, invite, group);
  }

  revokeGroupInvites(
    user: UserId,
    group: GroupInvites,
    device?: DeviceId,
  ): StorageResult<'revokeGroupInvites'> {
    return revokeGroupInvites(this.#queries, user, group, device);
  }

  invitedTo(hash: string, at: number): ConversationId | undefined {
    return invitedTo(this.#queries, hash, at);
  }

  accountById(user: UserId): Account | undefined {
    return this.#queries.accounts.byId(user);
  }

  changePassword(
    user: UserId,
    from: string,
    to: string,
    keep: DeviceId | 'all',
    device?: DeviceId,
  ): DeviceId[] | undefined {
    return changePassword(this.#queries, user, from, to, keep, device);
  }

  deactivateAccount(user: UserId, at: number, device?: DeviceId): StorageResult<'deactivateAccount'> {
    return deactivateAccount(this.#queries, user, at, device);
  }

  accountByName(name: string): Account | undefined {
    return this.#queries.accounts.byName(name);
  }

  listPeople(query: string, after: string, limit: number): StorageResult<'listPeople'> {
    const { accounts } = this.#queries;
    const asked = nameQuery(query);
    if (asked === 'nobody') return { people: [], more: false };
    const people =
      asked === 'everybody' ? accounts.all(after, limit + 1) : accounts.found(asked, after, limit + 1);
    return { people: people.slice(0, limit), more: people.length > limit };
  }

  peopleByIds(users: readonly UserId[]): Person[] {
    return users.flatMap((user) => this.#queries.accounts.person(user) ?? []);
  }

  createDevice(device: Device, passwordHash?: string): void {
    const { accounts } = this.#queries;
    const account = accounts.key(device.user);
    if (account === undefined) throw new AppError('not_found');
    const now = accounts.byId(device.user);
    if (now?.deactivated || (passwordHash !== undefined && now?.passwordHash !== passwordHash)) {
      throw new AppError('bad_credentials');
    }
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

  listDevices(user: UserId): SeenDevice[] {
    const account = this.#queries.accounts.key(user);
    return account === undefined ? [] : this.#queries.devices.ofAccount(account, LIMITS.devices);
  }

  touchDevice(device: DeviceId, at: number): void {
    this.#queries.devices.touch(device, at);
  }

  revokeDevice(user: UserId, device: DeviceId, by?: DeviceId): boolean {
    requireDevice(this.#queries, by);
    const account = this.#queries.accounts.key(user);
    return account !== undefined && this.#queries.devices.deleteOf(account, device);
  }

  createConversation(asked: NewConversation): StorageResult<'createConversation'> {
    return createConversation(this.#queries, asked);
  }

  loadConversation(id: ConversationId): ConversationSnapshot | undefined {
    return loadConversation(this.#queries, id);
  }

  append(request: AppendRequest): AppendOutcome {
    return append(this.#queries, request);
  }

  readTimeline(
    id: ConversationId,
    ranges: RangeSet,
    limit: number,
    maxBytes: number,
    reader?: UserId,
  ): TimelineEvent[] {
    return readTimeline(this.#queries, id, ranges, limit, maxBytes, reader);
  }

  pins(id: ConversationId): number[] {
    const conversation = this.#queries.conversations.byId(id);
    return conversation ? this.#queries.extras.pins(conversation.key) : [];
  }

  report(request: ReportRequest): ReportOutcome {
    return report(this.#queries, request);
  }

  moveDelivered(conversation: ConversationId, cursors: DeliveredCursors): DeviceId[] {
    return moveDelivered(this.#queries, conversation, cursors);
  }

  directReceipts(user: UserId): boolean {
    const { accounts, receipts } = this.#queries;
    return receipts.tellsDirect(accounts.key(user) ?? 0);
  }

  setDirectReceipts(user: UserId, told: boolean, device?: DeviceId): void {
    requireDevice(this.#queries, device);
    const { accounts, receipts } = this.#queries;
    receipts.setTellsDirect(accounts.key(user) ?? 0, told);
  }

  setFlags(change: FlagChange): FlagOutcome {
    return setFlags(this.#queries, change);
  }

  readTimes(id: ConversationId, seq: number, users: readonly UserId[]): StorageResult<'readTimes'> {
    return readTimes(this.#queries, id, seq, users);
  }

  closeReceipts(before: number, after: ConversationId | undefined): ClosedReceipts {
    return closeReceipts(this.#queries, before, after);
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

  heads(conversation: ConversationId, users: readonly UserId[]): StorageResult<'heads'> {
    return users.flatMap((user) => {
      const found = head(this.#queries, user, conversation);
      return found ? [{ user, head: found }] : [];
    });
  }

  createUpload(upload: NewUpload): StorageResult<'createUpload'> {
    return createUpload(this.#queries, upload);
  }

  file(file: FileId): StoredFile | undefined {
    return this.#queries.files.get(file);
  }

  uploadOf(owner: UserId, id: FileId): StoredFile | undefined {
    const file = this.#queries.files.get(id);
    return file?.owner === owner ? file : undefined;
  }

  completeFile(file: FileId, facts: FileFacts, at: number): boolean {
    return this.#queries.files.complete(file, facts, at);
  }

  dropUpload(owner: UserId, id: FileId): boolean {
    const file = this.uploadOf(owner, id);
    if (!file || file.complete) return false;
    this.#queries.files.delete(id);
    return true;
  }

  fileFor(user: UserId, file: FileId): StoredFile | undefined {
    const { accounts, files } = this.#queries;
    return files.visible(file, accounts.key(user) ?? 0);
  }

  removeFiles(begunBefore: number, unusedBefore: number, limit: number): RemovedFiles {
    return removeFiles(this.#queries, begunBefore, unusedBefore, limit);
  }

  knownHashes(hashes: readonly ContentHash[]): ContentHash[] {
    return hashes.filter((hash) => this.#queries.files.hasHash(hash));
  }

  fileStates(files: readonly FileId[]): StorageResult<'fileStates'> {
    return files.flatMap((id) => {
      const file = this.#queries.files.get(id);
      return file ? [{ id, hash: file.complete?.hash ?? null }] : [];
    });
  }

  position(): number {
    return this.#queries.meta.position();
  }

  createChannel(asked: NewChannel): ChannelOutcome {
    return createChannel(this.#queries, asked);
  }

  changeChannel(asked: ChannelChange): ChannelOutcome {
    return changeChannel(this.#queries, asked);
  }

  draftAnnouncement(asked: NewAnnouncement): AnnouncementOutcome {
    return draftAnnouncement(this.#queries, asked);
  }

  actOnAnnouncement(asked: AnnouncementRequest): AnnouncementOutcome {
    return actOnAnnouncement(this.#queries, asked);
  }

  loadChannels(at: number): StorageResult<'loadChannels'> {
    return loadChannels(this.#queries, at);
  }

  listAnnouncements(
    channel: ChannelId,
    before: number | undefined,
    limit: number,
  ): readonly StoredAnnouncement[] {
    return listAnnouncements(this.#queries, channel, before, limit);
  }

  reportChannel(report: ChannelReport): StorageResult<'reportChannel'> {
    return reportChannel(this.#queries, report);
  }

  channelReads(user: UserId, since: number): readonly StoredChannelReads[] {
    return channelReads(this.#queries, user, since);
  }

  reach(channel: ChannelId, seqs: readonly number[]): StorageResult<'reach'> {
    return reach(this.#queries, channel, seqs);
  }

  reachPoints(channel: ChannelId, seq: number): readonly ReachPoint[] {
    return reachPoints(this.#queries, channel, seq);
  }

  saveDraft(request: DraftRequest): DraftOutcome {
    return saveDraft(this.#queries, request);
  }

  drafts(user: UserId, since: number, limit: number): readonly Draft[] {
    return listDrafts(this.#queries, user, since, limit);
  }

  administer(actor: AdminActor, at: number, change: AdminChange): AdminOutcome {
    return administer(this.#queries, actor, at, change);
  }

  appointAdministrator(at: number): UserId | undefined {
    return appointAdministrator(this.#queries, at);
  }

  listAccounts(query: string, after: string, limit: number): StorageResult<'listAccounts'> {
    const { accounts } = this.#queries;
    const asked = nameQuery(query);
    if (asked === 'nobody') return { accounts: [], more: false };
    const found =
      asked === 'everybody'
        ? accounts.overviews(after, limit + 1)
        : accounts.overviewsFound(asked, after, limit + 1);
    return { accounts: found.slice(0, limit), more: found.length > limit };
  }

  accountOverview(name: string): StorageResult<'accountOverview'> {
    return this.#queries.accounts.overview(name);
  }

  listGroups(query: string, before: number | undefined, limit: number): StorageResult<'listGroups'> {
    return listGroups(this.#queries, query, before, limit);
  }

  listInvites(at: number, after: string, limit: number): StorageResult<'listInvites'> {
    return listInvites(this.#queries, at, after, limit);
  }

  storedPolicies(): StorageResult<'storedPolicies'> {
    return this.#queries.administration.policies();
  }

  recordAudit(entry: NewAuditEntry): void {
    record(this.#queries, entry);
  }

  listAudit(before: number | undefined, limit: number): StorageResult<'listAudit'> {
    const found = this.#queries.administration.audit(before ?? Number.MAX_SAFE_INTEGER, limit + 1);
    return { entries: found.slice(0, limit), more: found.length > limit };
  }

  expireAudit(before: number, limit: number): number {
    return this.#queries.administration.expire(before, limit);
  }

  listBots(): StorageResult<'listBots'> {
    return listBots(this.#queries);
  }

  listHooks(): StorageResult<'listHooks'> {
    return this.#queries.integrations.hooks();
  }

  hookByTokenHash(hash: string): StoredHook | undefined {
    return this.#queries.integrations.hookByTokenHash(hash);
  }

  listCallbacks(): StorageResult<'listCallbacks'> {
    return this.#queries.integrations.callbacks();
  }

  nextDelivery(callback: CallbackId): DueDelivery | undefined {
    return nextDelivery(this.#queries, callback);
  }

  settleDelivery(id: string, result: AttemptResult): void {
    this.#queries.integrations.settle(id, result);
  }

  listDeliveries(
    callback: CallbackId,
    before: number | undefined,
    limit: number,
  ): StorageResult<'listDeliveries'> {
    return listDeliveries(this.#queries, callback, before, limit);
  }

  expireDeliveries(before: number, limit: number): number {
    return this.#queries.integrations.expire(before, limit);
  }

  totals(): StorageResult<'totals'> {
    return this.#queries.administration.totals();
  }

  figures(): StorageResult<'figures'> {
    return this.#queries.figures();
  }
}
