import { AppError } from '../../../shared/errors.ts';
import { MAX_GROUP_MEMBERS } from '../../../shared/model/conversation.ts';
import type { TimelineEvent } from '../../../shared/model/event.ts';
import { changedFlags } from '../../../shared/model/flags.ts';
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
import { covers, type Followed, type Generation, type Lineage, MAX_GENERATIONS } from '../lineage.ts';
import type { AttemptAnswer } from '../../domain/lockout-rule.ts';
import type { MemberReport, StoredChanges } from '../node-port.ts';
import type { RelayStorageCore, StorageResult } from '../relay-storage-core.ts';
import type { AdminActor, AdminChange, AdminOutcome, NewAuditEntry } from '../administration.ts';
import { RELAY_ACTOR } from '../administration.ts';
import { MemoryAccounts } from './memory-accounts.ts';
import { MemoryAdministration } from './memory-administration.ts';
import { memoryAppend } from './memory-append.ts';
import { MemoryChannels } from './memory-channels.ts';
import { MemoryDrafts } from './memory-drafts.ts';
import { MemoryFiles, ownedBy } from './memory-files.ts';
import { MemoryConversation } from './memory-conversation.ts';
import { type MemoryHook, MemoryIntegrations } from './memory-integrations.ts';
import { MemoryInvites } from './memory-invites.ts';
import { memoryHead } from './memory-head.ts';
import { changesBetween, memoryConversationChanges, memoryMemberReports, MemoryNode } from './memory-node.ts';
import { memoryCloseReceipts, memoryReport } from './memory-receipts.ts';
import { memoryTimeline } from './memory-timeline.ts';

/** A relay's data in plain objects. It outlives the storages opened over it, as a file would. */
export class MemoryRelayCore implements RelayStorageCore {
  readonly #relayId: string;
  readonly #accounts = new MemoryAccounts();
  readonly #invites = new MemoryInvites();
  readonly #drafts = new MemoryDrafts();
  readonly #files = new MemoryFiles();
  readonly #integrations = new MemoryIntegrations();
  readonly #node = new MemoryNode();
  readonly #conversations = new Map<ConversationId, MemoryConversation>();
  /** By the pair of a direct conversation, or the creator and client id of a group. */
  readonly #createdAs = new Map<string, MemoryConversation>();
  readonly #channels = new MemoryChannels(this.#accounts, this.#integrations.bots, () => ++this.#position);
  readonly #administration = new MemoryAdministration({
    accounts: this.#accounts,
    invites: this.#invites,
    integrations: this.#integrations,
    conversations: this.#conversations,
    append: (request) => this.append(request),
    deactivate: (user, at) => this.deactivateAccount(user, at),
  });
  #generations: Generation[] = [];
  #position = 0;

  constructor(relayId: string) {
    this.#relayId = relayId;
  }

  relayId(): string {
    return this.#relayId;
  }

  /** The data are opened, once more. */
  begin(id: string): void {
    this.#generations = [...this.#generations, { id, since: this.#position }].slice(-MAX_GENERATIONS);
  }

  lineage(followed?: Followed): Lineage {
    const all = this.#generations;
    const at = all.findIndex(({ id }) => id === followed?.generation);
    const found = at < 0 ? undefined : { next: all[at + 1] };
    return {
      generation: all.at(-1)?.id ?? '',
      covers: !followed || covers(found, followed.position, this.#position),
    };
  }

  createAccount(account: Account): boolean {
    return this.#accounts.add(account);
  }

  createInvitedAccount(account: Account, hash: string | undefined): StorageResult<'createInvitedAccount'> {
    const first = this.#accounts.size === 0;
    if (!this.mayRegister(hash, account.createdAt)) return 'bad-invite';
    if (!this.#accounts.add(account)) return 'name-taken';
    if (!first && hash !== undefined) this.#invites.use(hash);
    return 'created';
  }

  mayRegister(hash: string | undefined, at: number): boolean {
    if (this.#accounts.size === 0) return true;
    return hash !== undefined && this.#invites.open(hash, at) === null;
  }

  createRelayInvite(invite: NewInvite): StorageResult<'createRelayInvite'> {
    this.#accounts.requireDevice(invite.device);
    if (!this.#accounts.isActive(invite.creator)) throw new AppError('not_found');
    return this.#invites.add(invite, null) ? 'created' : 'too-many';
  }

  createGroupInvite(invite: NewInvite, group: GroupInvites): StorageResult<'createGroupInvite'> {
    this.#accounts.requireDevice(invite.device);
    const refusal = this.#refusal(invite.creator, group);
    if (refusal) return refusal;
    return this.#invites.add(invite, group.conversation) ? 'created' : 'too-many';
  }

  revokeGroupInvites(
    user: UserId,
    group: GroupInvites,
    device?: DeviceId,
  ): StorageResult<'revokeGroupInvites'> {
    this.#accounts.requireDevice(device);
    const refusal = this.#refusal(user, group);
    if (refusal) return refusal;
    this.#invites.revokeAll(group.conversation);
    return 'revoked';
  }

  #refusal(user: UserId, { conversation, roles }: GroupInvites): 'not-member' | 'forbidden' | undefined {
    const role = this.#conversations.get(conversation)?.members.get(user)?.role ?? null;
    if (role === null) return 'not-member';
    return roles.includes(role) ? undefined : 'forbidden';
  }

  invitedTo(hash: string, at: number): ConversationId | undefined {
    return this.#invites.open(hash, at) ?? undefined;
  }

  accountById(user: UserId): Account | undefined {
    return this.#accounts.byId(user);
  }

  changePassword(
    user: UserId,
    from: string,
    to: string,
    keep: DeviceId | 'all',
    device?: DeviceId,
  ): DeviceId[] | undefined {
    this.#accounts.requireDevice(device);
    if (!this.#accounts.changePassword(user, from, to)) return undefined;
    return keep === 'all' ? [] : this.#accounts.deleteDevices(user, keep);
  }

  deactivateAccount(user: UserId, at: number, device?: DeviceId): StorageResult<'deactivateAccount'> {
    this.#accounts.requireDevice(device);
    if (!this.#accounts.isActive(user)) return { devices: [], left: [] };
    this.#accounts.deactivate(user);
    this.#invites.revokeOf(user);
    this.#drafts.removeOf(user);
    const event = { kind: 'member.removed', users: [user] } as const;
    const roles = ['owner', 'admin', 'member'] as const;
    const groups = [...this.#conversations.values()].filter(
      ({ kind, members }) => kind === 'group' && members.get(user)?.role,
    );
    const left = groups.flatMap(({ id: conversation }) => {
      const outcome = this.append({ conversation, sender: user, at, event, roles });
      return outcome.kind === 'appended' ? [outcome] : [];
    });
    return { devices: this.#accounts.deleteDevices(user, undefined), left };
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

  createDevice(device: Device, passwordHash?: string): void {
    this.#accounts.addDevice(device, passwordHash);
  }

  deviceByTokenHash(tokenHash: string): StorageResult<'deviceByTokenHash'> {
    return this.#accounts.deviceByTokenHash(tokenHash);
  }

  deleteDevice(device: DeviceId): void {
    this.#accounts.deleteDevice(device);
  }

  listDevices(user: UserId): SeenDevice[] {
    return this.#accounts.listDevices(user);
  }

  touchDevice(device: DeviceId, at: number): void {
    this.#accounts.touchDevice(device, at);
  }

  revokeDevice(user: UserId, device: DeviceId, by?: DeviceId): boolean {
    this.#accounts.requireDevice(by);
    return this.#accounts.revokeDevice(user, device);
  }

  createConversation(asked: NewConversation): StorageResult<'createConversation'> {
    this.#accounts.requireDevice(asked.device);
    const key = creationKey(asked);
    const needed = asked.kind === 'direct' ? [asked.creator, asked.peer] : [asked.creator];
    if (!needed.every((user) => this.#accounts.has(user))) throw new AppError('not_found');
    const known = this.#createdAs.get(key);
    const first = known?.events[0];
    if (known && first) return { id: known.id, created: false, event: first };
    // MEM-2: nobody begins to talk to somebody who is gone.
    if (asked.kind === 'direct' && !this.#accounts.isActive(asked.peer)) throw new AppError('not_found');
    const others = asked.kind === 'direct' ? [asked.peer] : asked.users;
    const users = [asked.creator, ...others.filter((user) => this.#accounts.isActive(user))];
    if (users.length > MAX_GROUP_MEMBERS) throw new AppError('too_many');
    const title = asked.kind === 'group' ? asked.title : null;
    const conversation = new MemoryConversation(asked.id, asked.kind, title, this.#integrations.bots);
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

  loadConversation(id: ConversationId): ConversationSnapshot | undefined {
    return this.#conversations.get(id)?.snapshot();
  }

  append(request: AppendRequest): AppendOutcome {
    this.#accounts.requireDevice(request.device);
    const conversation = this.#conversations.get(request.conversation);
    if (!conversation) return { kind: 'not-member' };
    const outcome = memoryAppend(
      conversation,
      request,
      (user) => this.#accounts.has(user),
      {
        mayJoin: (user) => this.#accounts.isActive(user),
        admits: (hash) => this.#invites.open(hash, request.at) === request.conversation,
      },
      this.#files,
      (id) => this.#conversations.get(id),
      () => ++this.#position,
    );
    if (outcome.kind === 'appended') {
      this.#integrations.queueEvent(outcome.event, conversation);
      if (request.invite !== undefined) this.#invites.use(request.invite);
      if (outcome.event.kind === 'conversation.dissolved') this.#invites.revokeAll(conversation.id);
    }
    return outcome;
  }

  readTimeline(
    id: ConversationId,
    ranges: RangeSet,
    limit: number,
    maxBytes: number,
    reader?: UserId,
  ): TimelineEvent[] {
    const conversation = this.#conversations.get(id);
    return conversation ? memoryTimeline(conversation, ranges, limit, maxBytes, reader) : [];
  }

  pins(id: ConversationId): number[] {
    return this.#conversations.get(id)?.extras.pins() ?? [];
  }

  report(request: ReportRequest): ReportOutcome {
    this.#accounts.requireDevice(request.device);
    const conversation = this.#conversations.get(request.conversation);
    if (!conversation) throw new AppError('not_found');
    const told = conversation.kind !== 'direct' || this.directReceipts(request.user);
    return memoryReport(conversation, request, told, {
      newest: () => this.#position,
      next: () => ++this.#position,
    });
  }

  moveDelivered(id: ConversationId, { users, devices, seqs }: DeliveredCursors): DeviceId[] {
    const members = this.#conversations.get(id)?.members;
    if (!members) return [];
    users.forEach((user, index) => {
      const member = members.get(user);
      const device = devices[index];
      if (!member || device === undefined || !this.#accounts.hasDevice(device)) return;
      member.delivered = Math.max(member.delivered, seqs[index] ?? 0);
    });
    return devices.filter((device) => !this.#accounts.hasDevice(device));
  }

  directReceipts(user: UserId): boolean {
    return !this.#accounts.untoldDirect.has(user);
  }

  setDirectReceipts(user: UserId, told: boolean, device?: DeviceId): void {
    this.#accounts.requireDevice(device);
    if (told) this.#accounts.untoldDirect.delete(user);
    else this.#accounts.untoldDirect.add(user);
  }

  setFlags({ user, conversation, device, change }: FlagChange): FlagOutcome {
    this.#accounts.requireDevice(device);
    const member = this.#conversations.get(conversation)?.members.get(user);
    if (!member) return 'not-member';
    const after = changedFlags(member.flags, change);
    if (!after) return 'unchanged';
    member.flags = after;
    member.position = ++this.#position;
    return 'changed';
  }

  readTimes(id: ConversationId, seq: number, users: readonly UserId[]): StorageResult<'readTimes'> {
    return this.#conversations.get(id)?.receipts.readTimes(seq, users) ?? [];
  }

  closeReceipts(before: number, after: ConversationId | undefined): ClosedReceipts {
    for (const id of [...this.#conversations.keys()].sort()) {
      const conversation = this.#conversations.get(id);
      if (!conversation || (after !== undefined && id <= after)) continue;
      const floor = memoryCloseReceipts(conversation, before, () => ++this.#position);
      if (floor !== undefined) return { closed: { conversation: id, floor }, next: id };
    }
    return { closed: undefined, next: undefined };
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
      const position = member.role ? Math.max(conversation.position, member.position) : member.position;
      if (position <= since) continue;
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

  heads(id: ConversationId, users: readonly UserId[]): StorageResult<'heads'> {
    return users.flatMap((user) => {
      const head = this.head(user, id);
      return head ? [{ user, head }] : [];
    });
  }

  createUpload(upload: NewUpload): StorageResult<'createUpload'> {
    this.#accounts.requireDevice(upload.device);
    return this.#files.create(upload);
  }

  file(file: FileId): StoredFile | undefined {
    return this.#files.get(file);
  }

  uploadOf(owner: UserId, file: FileId): StoredFile | undefined {
    return ownedBy(owner, this.#files.get(file));
  }

  completeFile(file: FileId, facts: FileFacts, at: number): boolean {
    return this.#files.complete(file, facts, at);
  }

  dropUpload(owner: UserId, file: FileId): boolean {
    const upload = this.uploadOf(owner, file);
    if (!upload || upload.complete) return false;
    this.#files.delete(file);
    return true;
  }

  fileFor(user: UserId, file: FileId): StoredFile | undefined {
    return this.#files.visible(file, (id, seq) => {
      const conversation = this.#conversations.get(id);
      return conversation?.messageFor(user, seq) !== undefined;
    });
  }

  removeFiles(begunBefore: number, unusedBefore: number, limit: number): RemovedFiles {
    return this.#files.remove(begunBefore, unusedBefore, limit);
  }

  knownHashes(hashes: readonly ContentHash[]): ContentHash[] {
    return this.#files.known(hashes);
  }

  fileStates(files: readonly FileId[]): StorageResult<'fileStates'> {
    return files.flatMap((id) => {
      const file = this.#files.get(id);
      return file ? [{ id, hash: file.complete?.hash ?? null }] : [];
    });
  }

  position(): number {
    return this.#position;
  }

  createChannel(asked: NewChannel): ChannelOutcome {
    return this.#channels.create(asked);
  }

  changeChannel(asked: ChannelChange): ChannelOutcome {
    return this.#channels.change(asked);
  }

  draftAnnouncement(asked: NewAnnouncement): AnnouncementOutcome {
    return this.#channels.draft(asked);
  }

  actOnAnnouncement(asked: AnnouncementRequest): AnnouncementOutcome {
    const before = this.#channels.list(asked.channel, asked.seq + 1, 1)[0]?.publishedAt ?? null;
    const outcome = this.#channels.act(asked);
    if (outcome.kind === 'changed' && before === null && outcome.announcement.publishedAt !== null) {
      this.#integrations.queueAnnouncement(outcome.announcement, asked.at);
    }
    return outcome;
  }

  loadChannels(at: number): StorageResult<'loadChannels'> {
    return this.#channels.load(at);
  }

  listAnnouncements(
    channel: ChannelId,
    before: number | undefined,
    limit: number,
  ): readonly StoredAnnouncement[] {
    return this.#channels.list(channel, before, limit);
  }

  reportChannel(report: ChannelReport): StorageResult<'reportChannel'> {
    return this.#channels.report(report);
  }

  channelReads(user: UserId, since: number): readonly StoredChannelReads[] {
    return this.#channels.reads(user, since);
  }

  reach(channel: ChannelId, seqs: readonly number[]): StorageResult<'reach'> {
    return this.#channels.reach(channel, seqs);
  }

  reachPoints(channel: ChannelId, seq: number): readonly ReachPoint[] {
    return this.#channels.reachPoints(channel, seq);
  }

  saveDraft(request: DraftRequest): DraftOutcome {
    this.#accounts.requireDevice(request.device);
    if (!this.#accounts.isActive(request.user)) return { kind: 'not-member' };
    return this.#drafts.save(request, this.#conversations.get(request.conversation), () => ++this.#position);
  }

  drafts(user: UserId, since: number, limit: number): readonly Draft[] {
    return this.#drafts.since(user, since, limit);
  }

  administer(actor: AdminActor, at: number, change: AdminChange): AdminOutcome {
    return this.#administration.administer(actor, at, change);
  }

  appointAdministrator(at: number): UserId | undefined {
    const oldest = this.#accounts.hasAdministrator()
      ? undefined
      : this.#accounts.oldestActive(this.#integrations.bots);
    if (oldest === undefined) return undefined;
    this.administer(RELAY_ACTOR, at, { kind: 'setAdministrator', user: oldest, administrator: true });
    return oldest;
  }

  listAccounts(query: string, after: string, limit: number): StorageResult<'listAccounts'> {
    const found = this.#accounts.overviews(query, after, (user) => this.#moreOf(user));
    return { accounts: found.slice(0, limit), more: found.length > limit };
  }

  accountOverview(name: string): StorageResult<'accountOverview'> {
    return this.#accounts.overview(name, (user) => this.#moreOf(user));
  }

  #moreOf(user: UserId): { fileBytes: number; bot: boolean } {
    return { fileBytes: this.#files.bytesOf(user), bot: this.#integrations.bots.has(user) };
  }

  listGroups(query: string, before: number | undefined, limit: number): StorageResult<'listGroups'> {
    return this.#administration.listGroups(query, before, limit);
  }

  listInvites(at: number, after: string, limit: number): StorageResult<'listInvites'> {
    const found = this.#invites
      .overviews(at, {
        person: (user) => this.#accounts.people([user])[0],
        title: (group) => this.#conversations.get(group)?.title ?? null,
      })
      .filter(({ hash }) => hash > after);
    return { invites: found.slice(0, limit), more: found.length > limit };
  }

  storedPolicies(): StorageResult<'storedPolicies'> {
    return Object.fromEntries(this.#administration.audit.policies);
  }

  recordAudit(entry: NewAuditEntry): void {
    this.#administration.record(entry);
  }

  listAudit(before: number | undefined, limit: number): StorageResult<'listAudit'> {
    return this.#administration.audit.list(before, limit);
  }

  expireAudit(before: number, limit: number): number {
    return this.#administration.audit.expire(before, limit);
  }

  listBots(): StorageResult<'listBots'> {
    return this.#accounts
      .people([...this.#integrations.bots])
      .filter(({ deactivated }) => !deactivated)
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  listHooks(): StorageResult<'listHooks'> {
    return [...this.#integrations.hooks.values()].map((hook) => this.#shownHook(hook));
  }

  hookByTokenHash(hash: string): StoredHook | undefined {
    const found = [...this.#integrations.hooks.values()].find(({ tokenHash }) => tokenHash === hash);
    return found && this.#shownHook(found);
  }

  #shownHook({ id, label, bot, conversation, createdAt }: MemoryHook): StoredHook {
    const title = this.#conversations.get(conversation)?.title ?? null;
    return { id, label, bot, conversation, title, createdAt };
  }

  listCallbacks(): StorageResult<'listCallbacks'> {
    return this.#integrations.listCallbacks();
  }

  nextDelivery(callback: CallbackId): DueDelivery | undefined {
    const next = this.#integrations.next(callback);
    if (!next) return undefined;
    const { id, kind, at, attempts, nextAt, place } = next;
    const due = { id, kind, at, attempts, nextAt };
    if ('conversation' in place) {
      const { conversation, seq } = place;
      const [event] = this.readTimeline(conversation, [[seq, seq]], 1, Number.MAX_SAFE_INTEGER);
      const sender = event && this.#accounts.people([event.sender])[0];
      return event && { ...due, subject: { kind: 'event', event }, sender: sender ?? null };
    }
    const [announcement] = this.#channels.list(place.channel, place.seq + 1, 1);
    const sender = announcement && this.#accounts.people([announcement.sender])[0];
    return (
      announcement && { ...due, subject: { kind: 'announcement', announcement }, sender: sender ?? null }
    );
  }

  settleDelivery(id: string, result: AttemptResult): void {
    this.#integrations.settle(id, result);
  }

  listDeliveries(
    callback: CallbackId,
    before: number | undefined,
    limit: number,
  ): StorageResult<'listDeliveries'> {
    return this.#integrations.log(callback, before, limit);
  }

  expireDeliveries(before: number, limit: number): number {
    return this.#integrations.expire(before, limit);
  }

  changesSince(since: number, until: number, limit: number): StoredChanges {
    const channels = this.#channels.position();
    const all = [
      ...memoryConversationChanges(this.#conversations),
      ...this.#drafts.changes(),
      ...this.#channels.readChanges(),
      ...(channels > 0 ? [{ kind: 'channels' as const, position: channels }] : []),
    ];
    return changesBetween(all, since, until, limit);
  }

  memberReports(id: ConversationId, users: readonly UserId[]): MemberReport[] {
    const conversation = this.#conversations.get(id);
    return conversation ? memoryMemberReports(conversation, users) : [];
  }

  signedInDevices(devices: readonly DeviceId[]): DeviceId[] {
    return devices.filter((device) => this.#accounts.hasDevice(device));
  }

  channelsPosition(): number {
    return this.#channels.position();
  }

  lease(name: string, holder: string, at: number, forMs: number): boolean {
    return this.#node.lease(name, holder, at, forMs);
  }

  countAttempt(digest: string, at: number): AttemptAnswer {
    return this.#node.countAttempt(digest, at);
  }

  withdrawAttempt(digest: string): void {
    this.#node.withdrawAttempt(digest);
  }

  forgetAttempts(digest: string): void {
    this.#node.forgetAttempts(digest);
  }

  totals(): StorageResult<'totals'> {
    return this.#administration.totals();
  }

  figures(): StorageResult<'figures'> {
    return {
      ...this.#files.figures(),
      ...this.#integrations.figures(),
      lastBackup: this.#administration.audit.lastBackup(),
    };
  }
}

function creationKey(asked: NewConversation): string {
  return asked.kind === 'direct'
    ? `direct ${[asked.creator, asked.peer].sort().join(' ')}`
    : `group ${asked.creator} ${asked.clientId}`;
}
