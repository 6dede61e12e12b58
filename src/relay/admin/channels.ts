import type { AdminChannel } from '../../shared/admin/admin-views.ts';
import { AppError } from '../../shared/errors.ts';
import type { Operation } from './context.ts';

/** By title. What happens in them is done in the client, where administrators may do everything (CHN-1). */
export const listChannels: Operation<'channels.list'> = async ({ relay }) => {
  const { channelBoard, storage } = relay;
  const board = await channelBoard.board();
  const channels = await Promise.all(
    board.channels().map(async ({ id, title, owner, publishers }): Promise<AdminChannel> => {
      const [[newest], [person]] = await Promise.all([
        storage.listAnnouncements(id, undefined, 1),
        storage.peopleByIds([owner]),
      ]);
      return {
        id,
        title,
        owner: person ?? null,
        publishers: publishers.length,
        announcements: newest?.seq ?? 0,
        lastReleasedAt: newest?.releasedAt ?? null,
      };
    }),
  );
  return { channels: channels.sort((a, b) => a.title.localeCompare(b.title)) };
};

/** Newest first, drafts included, with how many each one reached. */
export const listChannelAnnouncements: Operation<'channels.announcements'> = async (
  { relay },
  _actor,
  { channel, before, limit },
) => {
  const { channelBoard, storage } = relay;
  if (!(await channelBoard.board()).channel(channel)) throw new AppError('not_found', 'no such channel');
  const found = await storage.listAnnouncements(channel, before, limit + 1);
  const shown = found.slice(0, limit);
  const reached = await storage.reach(
    channel,
    shown.map(({ seq }) => seq),
  );
  const reachOf = new Map(reached.map(({ seq, ...reach }) => [seq, reach]));
  const announcements = shown.map(({ seq, state, title, releasedAt, expiresAt }) => {
    const reach = reachOf.get(seq) ?? { delivered: 0, read: 0, of: 0 };
    return { seq, state, title, releasedAt, expiresAt, reach };
  });
  return { announcements, more: found.length > shown.length };
};
