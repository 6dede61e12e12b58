import * as z from 'zod';
import { ChannelId } from '../../model/ids.ts';
import { ConversationTitle } from '../../model/person.ts';
import { rangeSetSchema } from '../../model/range-set.ts';
import { CHANNEL_COMMANDS } from '../../protocol/commands/channel.ts';
import { AnnouncementItem, AnnouncementPlace, ChannelRow } from '../channel-views.ts';
import { PAGE, nothing, request } from './spec.ts';

export const CHANNEL_REQUESTS = {
  'channel.list': request(nothing, z.object({ channels: z.array(ChannelRow) })),
  /** Newest first, those below `before`. */
  'channel.announcements': request(
    z.object({ channel: ChannelId, before: AnnouncementPlace.optional(), limit: z.int().min(1).max(PAGE) }),
    z.object({ items: z.array(AnnouncementItem), more: z.boolean() }),
  ),
  /** What was really shown (X1). */
  'channel.shown': request(z.object({ channel: ChannelId, seqs: rangeSetSchema(200) }), nothing),
  /** The rest needs the relay: without a session it fails with `offline`. */
  'channel.rights': request(nothing, CHANNEL_COMMANDS['channel.rights'].result),
  'channel.create': request(
    z.object({ title: ConversationTitle }),
    CHANNEL_COMMANDS['channel.create'].result,
  ),
  'channel.change': request(CHANNEL_COMMANDS['channel.change'].args, nothing),
  'channel.draft': request(
    CHANNEL_COMMANDS['channel.draft'].args.omit({ clientId: true }),
    CHANNEL_COMMANDS['channel.draft'].result,
  ),
  'channel.act': request(CHANNEL_COMMANDS['channel.act'].args, CHANNEL_COMMANDS['channel.act'].result),
  'channel.manage': request(
    CHANNEL_COMMANDS['channel.manage'].args,
    CHANNEL_COMMANDS['channel.manage'].result,
  ),
  'channel.reach': request(CHANNEL_COMMANDS['channel.reach'].args, CHANNEL_COMMANDS['channel.reach'].result),
} as const;
