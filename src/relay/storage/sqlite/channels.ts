import { MAX_ANNOUNCEMENTS, MAX_CHANNELS, MAX_RUNNING } from '../../../shared/model/channel.ts';
import type { ChannelId, UserId } from '../../../shared/model/ids.ts';
import { type ChannelAction, mayInChannel, standingsIn } from '../../../shared/model/rights.ts';
import { decideAnnouncement } from '../announcement-decision.ts';
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
import type { AllowedChannel, ChannelRow } from '../rows/channel.ts';
import type { Queries } from './queries/all.ts';
import { queueAnnouncement } from './queue-deliveries.ts';
import { requireDevice } from './require-device.ts';
import { uuidToBytes } from './uuid-bytes.ts';

/** `createChannel` of the port. Runs inside a transaction, as the others that write. */
export function createChannel(queries: Queries, asked: NewChannel): ChannelOutcome {
  requireDevice(queries, asked.device);
  const { accounts, channels, meta } = queries;
  const owner = accounts.activeKey(asked.user);
  if (owner === undefined) return { kind: 'forbidden' };
  const clientId = uuidToBytes(asked.clientId);
  const known = channels.createdAs(owner, clientId);
  if (known) return { kind: 'unchanged', channel: toChannel(queries, known) };
  if (!mayInChannel('create', standingsIn(undefined, asked.user, isAdministrator(queries, asked.user)))) {
    return { kind: 'forbidden' };
  }
  if (channels.count() >= MAX_CHANNELS) return { kind: 'too-many' };
  const position = meta.nextPosition();
  channels.insert(asked.id, owner, clientId, asked.title, position);
  const { id, title, user } = asked;
  return { kind: 'changed', channel: { id, title, owner: user, publishers: [], position } };
}

/** `changeChannel` of the port. */
export function changeChannel(queries: Queries, asked: ChannelChange): ChannelOutcome {
  requireDevice(queries, asked.device);
  const found = allowed(queries, asked.channel, asked, 'change');
  if ('kind' in found) return found;
  const { accounts, channels, meta } = queries;
  const { key, stored } = found;
  const title = asked.title ?? stored.title;
  const publishers = asked.publishers
    ? [...new Set(asked.publishers)].flatMap((user) => {
        const account = user === stored.owner ? undefined : accounts.activeKey(user);
        return account === undefined ? [] : [{ user, account }];
      })
    : undefined;
  const users = publishers?.map(({ user }) => user) ?? stored.publishers;
  const isSame =
    users.length === stored.publishers.length && users.every((user, i) => user === stored.publishers[i]);
  if (title === stored.title && isSame) return { kind: 'unchanged', channel: stored };
  const position = meta.nextPosition();
  channels.change(key, title, position);
  if (publishers) {
    const keys = publishers.map(({ account }) => account);
    channels.replacePublishers(key, keys);
  }
  return { kind: 'changed', channel: { ...stored, title, publishers: users, position } };
}

/** `draftAnnouncement` of the port. */
export function draftAnnouncement(queries: Queries, asked: NewAnnouncement): AnnouncementOutcome {
  requireDevice(queries, asked.device);
  const found = allowed(queries, asked.channel, asked, 'publish');
  if ('kind' in found) return found;
  const { announcements, meta } = queries;
  const { key, account } = found;
  const clientId = uuidToBytes(asked.clientId);
  const known = announcements.createdAs(key, account, clientId);
  if (known) return { kind: 'unchanged', announcement: toAnnouncement(queries, known) };
  const seq = announcements.lastSeq(key) + 1;
  if (seq > MAX_ANNOUNCEMENTS) return { kind: 'too-many' };
  const { title, text, at: createdAt, expiresAt, minVersion } = asked;
  const position = meta.nextPosition();
  announcements.insert(key, seq, account, {
    clientId,
    title,
    text,
    createdAt,
    expiresAt,
    minVersion,
    position,
  });
  const row = announcements.get(key, seq);
  if (!row) return { kind: 'no-announcement' };
  return { kind: 'changed', announcement: toAnnouncement(queries, row) };
}

/** `actOnAnnouncement` of the port. */
export function actOnAnnouncement(queries: Queries, asked: AnnouncementRequest): AnnouncementOutcome {
  requireDevice(queries, asked.device);
  const found = allowed(queries, asked.channel, asked, 'publish');
  if ('kind' in found) return found;
  const { accounts, announcements, meta } = queries;
  const row = announcements.get(found.key, asked.seq);
  if (!row) return { kind: 'no-announcement' };
  const announcement = toAnnouncement(queries, row);
  const decision = decideAnnouncement(announcement, asked.action, {
    at: asked.at,
    isActive: (user) => accounts.activeKey(user) !== undefined,
    mayRun: () => announcements.countRunning(asked.at) < MAX_RUNNING,
  });
  if (decision.kind === 'unchanged') return { kind: 'unchanged', announcement };
  if (decision.kind !== 'changed') return decision;
  const revision = announcement.revision + 1;
  const next = { ...decision.next, revision, position: meta.nextPosition() };
  announcements.update(row.key, next);
  const had = announcement.whitelist.length;
  next.whitelist.slice(had).forEach((user, index) => {
    announcements.addToWhitelist(row.key, had + index, accounts.key(user) ?? 0);
  });
  if (announcement.publishedAt === null && next.publishedAt !== null) {
    queueAnnouncement(queries, found.key, next, asked.at);
  }
  return { kind: 'changed', announcement: next };
}

/** `loadChannels` of the port. */
export function loadChannels(queries: Queries, at: number): StorageResult<'loadChannels'> {
  return {
    channels: queries.channels.all().map((row) => toChannel(queries, row)),
    announcements: queries.announcements.released(at).map((row) => toAnnouncement(queries, row)),
  };
}

/** `listAnnouncements` of the port. */
export function listAnnouncements(
  queries: Queries,
  channel: ChannelId,
  before: number | undefined,
  limit: number,
): StoredAnnouncement[] {
  const key = queries.channels.byId(channel)?.key;
  if (key === undefined) return [];
  const rows = queries.announcements.list(key, before ?? Number.MAX_SAFE_INTEGER, limit);
  return rows.map((row) => toAnnouncement(queries, row));
}

function allowed(
  queries: Queries,
  id: ChannelId,
  { user }: ChannelActor,
  action: ChannelAction,
): AllowedChannel | ChannelRefusal {
  const row = queries.channels.byId(id);
  const account = queries.accounts.activeKey(user);
  if (!row) return { kind: 'no-channel' };
  const stored = toChannel(queries, row);
  if (
    account === undefined ||
    !mayInChannel(action, standingsIn(stored, user, isAdministrator(queries, user)))
  ) {
    return { kind: 'forbidden' };
  }
  return { key: row.key, stored, account };
}

function isAdministrator({ accounts }: Queries, user: UserId): boolean {
  return accounts.byId(user)?.administrator ?? false;
}

function toChannel({ channels }: Queries, { key, ...row }: ChannelRow): StoredChannel {
  return { ...row, publishers: channels.publishers(key) };
}

/** Only what was pre-released has a whitelist. */
export function toAnnouncement(
  { announcements }: Queries,
  { key, ...row }: AnnouncementRow,
): StoredAnnouncement {
  return { ...row, whitelist: row.releasedAt === null ? [] : announcements.whitelist(key) };
}
