import type { Reach, ReachPoint } from '../../../shared/model/channel.ts';
import type { ChannelId, UserId } from '../../../shared/model/ids.ts';
import { type RangeSet, subtractRanges } from '../../../shared/model/range-set.ts';
import { spanStart } from '../../domain/reach-spans.ts';
import { addToReadSet } from '../../domain/read-set.ts';
import { audienceEnd } from '../announcement-decision.ts';
import type { ChannelReport, StoredAnnouncement, StoredChannelReads } from '../channel-port.ts';
import type { StorageResult } from '../relay-storage-core.ts';
import { rangesFromJson, rangesToJson } from '../rows/channel-reader.ts';
import { toAnnouncement } from './channels.ts';
import type { Queries } from './queries/all.ts';
import { requireDevice } from './require-device.ts';

/** `reportChannel` of the port. Runs inside a transaction. */
export function reportChannel(queries: Queries, report: ChannelReport): StorageResult<'reportChannel'> {
  requireDevice(queries, report.device);
  const { accounts, channels, channelReaders, meta } = queries;
  const channel = channels.byId(report.channel);
  const account = accounts.activeKey(report.user);
  const row = channel && account !== undefined ? channelReaders.get(account, channel.key) : undefined;
  const before = rangesFromJson(row?.read);
  const deliveredBefore = rangesFromJson(row?.delivered);
  const readNow = subtractRanges(report.read, before);
  const deliveredNow = subtractRanges(addToReadSet(report.delivered, report.read), deliveredBefore);
  if (!channel || account === undefined || (readNow.length === 0 && deliveredNow.length === 0)) {
    return { reads: { channel: report.channel, read: before, position: row?.position ?? 0 }, changed: false };
  }
  const changed = readNow.length > 0;
  const read = addToReadSet(before, readNow);
  const delivered = addToReadSet(deliveredBefore, deliveredNow);
  const position = changed ? meta.nextPosition() : (row?.position ?? 0);
  channelReaders.put(account, channel.key, {
    read: rangesToJson(read),
    delivered: rangesToJson(delivered),
    position,
  });
  count(queries, channel.key, deliveredNow, report.at, { delivered: 1, read: 0 });
  count(queries, channel.key, readNow, report.at, { delivered: 0, read: 1 });
  return { reads: { channel: report.channel, read, position }, changed };
}

/** `channelReads` of the port. */
export function channelReads(queries: Queries, user: UserId, since: number): StoredChannelReads[] {
  const account = queries.accounts.key(user);
  if (account === undefined) return [];
  return queries.channelReaders
    .changed(account, since)
    .map(({ channel, read, position }) => ({ channel, read: rangesFromJson(read), position }));
}

/** `reach` of the port. */
export function reach(
  queries: Queries,
  channel: ChannelId,
  seqs: readonly number[],
): (Reach & { seq: number })[] {
  const key = queries.channels.byId(channel)?.key;
  if (key === undefined) return [];
  return seqs.flatMap((seq) => {
    const row = queries.announcements.get(key, seq);
    if (!row) return [];
    const { delivered, read } = queries.channelReaders.totals(row.key);
    const of = audience(queries, toAnnouncement(queries, row));
    return [{ seq, delivered, read, of: Math.max(delivered, of) }];
  });
}

/** `reachPoints` of the port. */
export function reachPoints(queries: Queries, channel: ChannelId, seq: number): ReachPoint[] {
  const key = queries.channels.byId(channel)?.key;
  const row = key === undefined ? undefined : queries.announcements.get(key, seq);
  const released = row?.releasedAt;
  if (!row || typeof released !== 'number') return [];
  return queries.channelReaders.points(row.key).map((point) => ({ ...point, at: released + point.at }));
}

/** Without bots, which read nothing. */
function audience({ accounts, integrations }: Queries, announcement: StoredAnnouncement): number {
  const { releasedAt, publishedAt, whitelist, sender } = announcement;
  if (releasedAt === null) return 0;
  if (publishedAt === null) {
    const isReader = (user: UserId): boolean =>
      user !== sender && !integrations.isBot(accounts.key(user) ?? 0);
    return whitelist.filter(isReader).length;
  }
  return accounts.countActive(audienceEnd(announcement), accounts.key(sender) ?? 0);
}

function count(
  { announcements, channelReaders }: Queries,
  channel: number,
  ranges: RangeSet,
  at: number,
  by: { readonly delivered: number; readonly read: number },
): void {
  for (const [from, to] of ranges) {
    for (let seq = from; seq <= to; seq++) {
      const row = announcements.get(channel, seq);
      if (row) channelReaders.count(row.key, spanStart(at - (row.releasedAt ?? at)), by.delivered, by.read);
    }
  }
}
