import { MAX_ANNOUNCEMENTS, MAX_CHANNELS, MAX_RUNNING } from '../../../shared/model/channel.ts';
import type { ChannelId } from '../../../shared/model/ids.ts';
import { type ChannelAction, mayInChannel, standingsIn } from '../../../shared/model/rights.ts';
import { type AnnouncementFacts, decideAnnouncement } from '../announcement-decision.ts';
import type {
  AnnouncementOutcome,
  AnnouncementRequest,
  ChannelActor,
  ChannelChange,
  ChannelOutcome,
  ChannelRefusal,
  NewAnnouncement,
  NewChannel,
  StoredAnnouncement,
  StoredChannel,
} from '../channel-port.ts';
import type { StorageResult } from '../relay-storage-core.ts';
import type { AnnouncementRow } from '../rows/announcement.ts';
import type { AllowedChannel } from '../rows/channel.ts';
import { decided, fetchedFact } from './fetched-facts.ts';
import type { Queries } from './queries/all.ts';
import type { WholeChannelRow } from './queries/channels.ts';
import { queueAnnouncement } from './queue-deliveries.ts';
import { requireDevice } from './require-device.ts';

/** `createChannel` of the port. Runs inside a transaction, as the others that write. */
export async function createChannel(queries: Queries, asked: NewChannel): Promise<ChannelOutcome> {
  await requireDevice(queries, asked.device);
  const { accounts, channels, meta } = queries;
  const account = await accounts.active(asked.user);
  if (account === undefined) return { kind: 'forbidden' };
  const { key: owner, administrator } = account;
  const clientId = asked.clientId;
  const known = await channels.createdAs(owner, clientId);
  if (known) return { kind: 'unchanged', channel: toChannel(known) };
  if (!mayInChannel('create', standingsIn(undefined, asked.user, administrator))) {
    return { kind: 'forbidden' };
  }
  if ((await channels.count()) >= MAX_CHANNELS) return { kind: 'too-many' };
  const position = meta.nextPosition();
  await channels.insert(asked.id, owner, clientId, asked.title, position);
  const { id, title, user } = asked;
  return { kind: 'changed', channel: { id, title, owner: user, publishers: [], position } };
}

/** `changeChannel` of the port. */
export async function changeChannel(queries: Queries, asked: ChannelChange): Promise<ChannelOutcome> {
  await requireDevice(queries, asked.device);
  const found = await allowed(queries, asked.channel, asked, 'change');
  if ('kind' in found) return found;
  const { accounts, channels, meta } = queries;
  const { key, stored } = found;
  const title = asked.title ?? stored.title;
  const others = asked.publishers?.filter((user) => user !== stored.owner);
  const publishers = others && (await accounts.activeKeys([...new Set(others)]));
  const users = publishers ? [...publishers.keys()] : stored.publishers;
  const isSame =
    users.length === stored.publishers.length && users.every((user, i) => user === stored.publishers[i]);
  if (title === stored.title && isSame) return { kind: 'unchanged', channel: stored };
  const position = meta.nextPosition();
  await channels.change(key, title, position);
  if (publishers) {
    await channels.replacePublishers(key, [...publishers.values()]);
  }
  return { kind: 'changed', channel: { ...stored, title, publishers: users, position } };
}

/** `draftAnnouncement` of the port. */
export async function draftAnnouncement(
  queries: Queries,
  asked: NewAnnouncement,
): Promise<AnnouncementOutcome> {
  await requireDevice(queries, asked.device);
  const found = await allowed(queries, asked.channel, asked, 'publish');
  if ('kind' in found) return found;
  const { announcements, meta } = queries;
  const { key, account } = found;
  const clientId = asked.clientId;
  const known = await announcements.createdAs(key, account, clientId);
  if (known) return { kind: 'unchanged', announcement: await toAnnouncement(queries, known) };
  const seq = (await announcements.lastSeq(key)) + 1;
  if (seq > MAX_ANNOUNCEMENTS) return { kind: 'too-many' };
  const { title, text, at: createdAt, expiresAt, minVersion } = asked;
  const position = meta.nextPosition();
  await announcements.insert(key, seq, account, {
    clientId,
    title,
    text,
    createdAt,
    expiresAt,
    minVersion,
    position,
  });
  const row = await announcements.get(key, seq);
  if (!row) return { kind: 'no-announcement' };
  return { kind: 'changed', announcement: await toAnnouncement(queries, row) };
}

/** `actOnAnnouncement` of the port. */
export async function actOnAnnouncement(
  queries: Queries,
  asked: AnnouncementRequest,
): Promise<AnnouncementOutcome> {
  await requireDevice(queries, asked.device);
  const found = await allowed(queries, asked.channel, asked, 'publish');
  if ('kind' in found) return found;
  const { accounts, announcements, meta } = queries;
  const row = await announcements.get(found.key, asked.seq);
  if (!row) return { kind: 'no-announcement' };
  const announcement = await toAnnouncement(queries, row);
  const added = asked.action.kind === 'preRelease' ? asked.action.users : [];
  const active = await accounts.activeKeys([...new Set(added)]);
  const facts: AnnouncementFacts = {
    at: asked.at,
    isActive: (user) => active.has(user),
    mayRun: fetchedFact(async () => (await announcements.countRunning(asked.at)) < MAX_RUNNING),
  };
  const decision = await decided(() => decideAnnouncement(announcement, asked.action, facts));
  if (decision.kind === 'unchanged') return { kind: 'unchanged', announcement };
  if (decision.kind !== 'changed') return decision;
  const revision = announcement.revision + 1;
  const next = { ...decision.next, revision, position: meta.nextPosition() };
  await announcements.update(row.key, next);
  const had = announcement.whitelist.length;
  const whitelisted = next.whitelist.slice(had).flatMap((user) => active.get(user) ?? []);
  if (whitelisted.length > 0) await announcements.addToWhitelist(row.key, had, whitelisted);
  if (announcement.publishedAt === null && next.publishedAt !== null) {
    await queueAnnouncement(queries, found.key, next, asked.at);
  }
  return { kind: 'changed', announcement: next };
}

/** `loadChannels` of the port. */
export async function loadChannels(queries: Queries, at: number): Promise<StorageResult<'loadChannels'>> {
  return {
    channels: (await queries.channels.all()).map(toChannel),
    announcements: await toAnnouncements(queries, await queries.announcements.released(at)),
  };
}

/** `listAnnouncements` of the port. */
export async function listAnnouncements(
  queries: Queries,
  channel: ChannelId,
  before: number | undefined,
  limit: number,
): Promise<StoredAnnouncement[]> {
  const key = (await queries.channels.byId(channel))?.key;
  if (key === undefined) return [];
  const rows = await queries.announcements.list(key, before ?? Number.MAX_SAFE_INTEGER, limit);
  return toAnnouncements(queries, rows);
}

async function allowed(
  queries: Queries,
  id: ChannelId,
  { user }: ChannelActor,
  action: ChannelAction,
): Promise<AllowedChannel | ChannelRefusal> {
  const row = await queries.channels.byId(id);
  const account = await queries.accounts.active(user);
  if (!row) return { kind: 'no-channel' };
  const stored = toChannel(row);
  if (account === undefined || !mayInChannel(action, standingsIn(stored, user, account.administrator))) {
    return { kind: 'forbidden' };
  }
  return { key: row.key, stored, account: account.key };
}

function toChannel({ key: _, ...channel }: WholeChannelRow): StoredChannel {
  return channel;
}

/** Only what was pre-released has a whitelist. */
export async function toAnnouncement(queries: Queries, row: AnnouncementRow): Promise<StoredAnnouncement> {
  const { key, ...announcement } = row;
  if (row.releasedAt === null) return { ...announcement, whitelist: [] };
  const whitelist = (await queries.announcements.whitelists([key])).get(key) ?? [];
  return { ...announcement, whitelist };
}

async function toAnnouncements(
  { announcements }: Queries,
  rows: readonly AnnouncementRow[],
): Promise<StoredAnnouncement[]> {
  const whitelists = await announcements.whitelists(rows.map(({ key }) => key));
  return rows.map(({ key, ...row }) => ({ ...row, whitelist: whitelists.get(key) ?? [] }));
}
