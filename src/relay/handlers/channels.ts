import { assertNever } from '../../shared/assert-never.ts';
import { AppError } from '../../shared/errors.ts';
import { ChannelId, type UserId } from '../../shared/model/ids.ts';
import { mayInChannel, standingsIn } from '../../shared/model/rights.ts';
import { intersectRanges } from '../../shared/model/range-set.ts';
import type { ChannelPage, ManagedAnnouncement } from '../../shared/protocol/commands/channel.ts';
import { LIMITS } from '../../shared/protocol/limits.ts';
import {
  asGiven,
  type BoardAnnouncement,
  type BoardChannel,
  type ChannelBoard,
  isFor,
  toHead,
} from '../domain/channel-board.ts';
import type { ChannelActor, ChannelRefusal, StoredChannel } from '../storage/channel-port.ts';
import type { RelayStorage } from '../storage/port.ts';
import type { Handler, HandlerContext } from './context.ts';
import type { Caller } from './publisher.ts';

/** What changed of channels after a commit, as the caller may see it (CHN-2); `undefined`: nothing. */
export async function changedChannels(
  { channelBoard, storage, counters, clock }: HandlerContext,
  { user, version }: Caller,
  since: number,
): Promise<ChannelPage | undefined> {
  const board = await channelBoard.board();
  if (board.size === 0) return undefined;
  const reads = await storage.channelReads(user, since);
  const page = board.page({ user, version }, since, reads, clock.now(), LIMITS.pageBytes);
  const { channels, reads: readSets, announcements } = page;
  if (channels.length + readSets.length + announcements.length === 0) return undefined;
  counters.channels.pulls++;
  counters.channels.announcementsPulled += announcements.length;
  return page;
}

/** CHN-2. */
export const pullChannels: Handler<'channel.pull'> = async (context, caller, { position }) => {
  const newest = await context.storage.position();
  const page = await changedChannels(context, caller, position);
  if (!page) return { channels: [], reads: [], announcements: [], position: newest, more: false };
  return page.more ? page : { ...page, position: Math.max(newest, page.position) };
};

/** CHN-1. */
export const channelRights: Handler<'channel.rights'> = async ({ storage }, { user }) => ({
  create: mayInChannel('create', standingsIn(undefined, user, await isAdministrator(storage, user))),
});

/** CHN-1. */
export const createChannel: Handler<'channel.create'> = async (context, { user }, { clientId, title }) => {
  const actor = actorOf(context, user);
  const id = ChannelId.parse(context.makeId());
  const outcome = await context.writes.track(async () => {
    const board = await context.channelBoard.board();
    const created = await context.storage.createChannel({ ...actor, id, clientId, title });
    if (created.kind === 'changed') await announceChannel(context, board, created.channel);
    return created;
  });
  if (!('channel' in outcome)) throw refused(outcome);
  return { channel: outcome.channel.id };
};

/** CHN-1. */
export const changeChannel: Handler<'channel.change'> = async (context, { user }, change) => {
  const actor = actorOf(context, user);
  await context.writes.track(async () => {
    const board = await context.channelBoard.board();
    const outcome = await context.storage.changeChannel({ ...actor, ...change });
    if (!('channel' in outcome)) throw refused(outcome);
    if (outcome.kind === 'changed') await announceChannel(context, board, outcome.channel);
  });
  return {};
};

/** CHN-5. Nobody is told of a draft. */
export const draftAnnouncement: Handler<'channel.draft'> = async (context, { user }, draft) => {
  const actor = actorOf(context, user);
  const outcome = await context.writes.track(() => context.storage.draftAnnouncement({ ...actor, ...draft }));
  if (!('announcement' in outcome)) throw refused(outcome);
  return { seq: outcome.announcement.seq };
};

/** CHN-5 to CHN-9. */
export const actOnAnnouncement: Handler<'channel.act'> = async (context, { user }, request) => {
  const actor = actorOf(context, user);
  return context.writes.track(async () => {
    const board = await context.channelBoard.board();
    const outcome = await context.storage.actOnAnnouncement({ ...actor, ...request });
    if (!('announcement' in outcome)) throw refused(outcome);
    const { announcement } = outcome;
    if (outcome.kind === 'changed') {
      context.counters.channels.steps.add(request.action.kind);
      if (context.peers) await context.peers.channelsChanged(announcement.position);
      else {
        board.putAnnouncement(announcement, context.clock.now());
        announce(context, announcement);
      }
      context.wakeCallbacks();
    }
    return { state: announcement.state, revision: announcement.revision };
  });
};

/** CHN-1, CHN-10. */
export const manageChannel: Handler<'channel.manage'> = async (context, { user }, args) => {
  await requireManager(context, args.channel, user);
  const { storage } = context;
  const found = await storage.listAnnouncements(args.channel, args.before, args.limit + 1);
  const shown = found.slice(0, args.limit);
  const reached = await storage.reach(
    args.channel,
    shown.map(({ seq }) => seq),
  );
  const reachOf = new Map(reached.map(({ seq, ...reach }) => [seq, reach]));
  const announcements = shown.map((one): ManagedAnnouncement => {
    const { channel, seq, revision, state, sender, title, text, createdAt, releasedAt, publishedAt } = one;
    const { endedAt, expiresAt, minVersion } = one;
    const reach = reachOf.get(seq) ?? { delivered: 0, read: 0, of: 0 };
    const what = { channel, seq, revision, state, sender, title, text };
    const when = { createdAt, releasedAt, publishedAt, endedAt, expiresAt };
    return { ...what, ...when, minVersion, whitelist: [...one.whitelist], reach };
  });
  return { announcements, more: found.length > shown.length };
};

/** CHN-10. */
export const channelReach: Handler<'channel.reach'> = async (context, { user }, { channel, seq }) => {
  await requireManager(context, channel, user);
  const [[found], points] = await Promise.all([
    context.storage.reach(channel, [seq]),
    context.storage.reachPoints(channel, seq),
  ]);
  if (!found) throw refused({ kind: 'no-announcement' });
  const { delivered, read, of } = found;
  return { reach: { delivered, read, of }, points: [...points] };
};

/** CHN-10: seqs that the caller was not given, or wrote, are left out. */
export const reportChannels: Handler<'channel.report'> = async (context, caller, { channels }) => {
  const { channelBoard, storage, clock, publisher, peers, writes, device } = context;
  const { user } = caller;
  const board = await channelBoard.board();
  await writes.track(() =>
    Promise.all(
      channels.map(async ({ channel, delivered = [], read = [] }) => {
        const given = board.reportable(channel, user);
        const report = {
          delivered: intersectRanges(delivered, given),
          read: intersectRanges(read, given),
        };
        if (report.delivered.length + report.read.length === 0) return;
        const at = clock.now();
        const { reads, changed } = await storage.reportChannel({ channel, user, at, device, ...report });
        if (!changed) return;
        publisher.toUser(user, 'channel.read', { channel, read: reads.read }, caller);
        peers?.announce({ kind: 'channelReads', user, channel, position: reads.position });
      }),
    ),
  );
  return {};
};

function actorOf({ clock, device }: HandlerContext, user: UserId): ChannelActor {
  return { user, at: clock.now(), device };
}

async function isAdministrator(storage: RelayStorage, user: UserId): Promise<boolean> {
  return (await storage.accountById(user))?.administrator ?? false;
}

async function requireManager(
  { storage, channelBoard }: HandlerContext,
  id: ChannelId,
  user: UserId,
): Promise<void> {
  const board = await channelBoard.board();
  const channel = board.channel(id);
  if (!channel) throw refused({ kind: 'no-channel' });
  const standings = standingsIn(channel, user, await isAdministrator(storage, user));
  if (!mayInChannel('seeReach', standings)) throw refused({ kind: 'forbidden' });
}

async function announceChannel(
  context: HandlerContext,
  board: ChannelBoard,
  stored: StoredChannel,
): Promise<void> {
  if (context.peers) {
    await context.peers.channelsChanged(stored.position);
    return;
  }
  board.putChannel(stored);
  tellChannel(context, stored);
}

/** Tells everybody here what a channel is now. */
export function tellChannel({ publisher }: HandlerContext, channel: BoardChannel): void {
  publisher.toEach(() => true, 'channel.changed', { channel: toHead(channel) });
}

/** Tells those here whom an announcement is for, if it was given out. */
export function announce({ publisher, clock }: HandlerContext, announcement: BoardAnnouncement): void {
  if (announcement.releasedAt === null) return;
  publisher.toEach((caller) => isFor(announcement, caller), 'channel.announced', {
    announcement: asGiven(announcement, clock.now()),
  });
}

function refused({ kind }: ChannelRefusal): AppError {
  switch (kind) {
    case 'no-channel':
      return new AppError('not_found', 'no such channel', { field: 'channel' });
    case 'no-announcement':
      return new AppError('not_found', 'no such announcement', { field: 'seq' });
    case 'forbidden':
      return new AppError('forbidden', 'you do not publish here');
    case 'bad-state':
      return new AppError('forbidden', 'not a step from where the announcement is', { field: 'action' });
    case 'too-many':
      return new AppError('too_many');
    default:
      return assertNever(kind);
  }
}
