import * as z from 'zod';
import { AnnouncementState } from '../../model/announcement-lifecycle.ts';
import {
  AnnouncementText,
  AnnouncementTitle,
  ChannelAnnouncement,
  ChannelHead,
  ChannelReads,
  ClientVersion,
  MAX_CHANNELS,
  MAX_PUBLISHERS,
  MAX_WHITELIST,
  Reach,
  ReachPoint,
} from '../../model/channel.ts';
import { ChannelId, ClientId, Seq, Timestamp, UserId } from '../../model/ids.ts';
import { ConversationTitle } from '../../model/person.ts';
import { rangeSetSchema } from '../../model/range-set.ts';
import { LIMITS } from '../limits.ts';
import { command, empty, position } from './spec.ts';

/** What changed of channels after a position, as one person sees it; in the order of the changes. */
export const ChannelPage = z.object({
  channels: z.array(ChannelHead),
  /** My whole read sets. */
  reads: z.array(ChannelReads),
  announcements: z.array(ChannelAnnouncement),
  /** Where the next page starts, if there is `more`. */
  position,
  more: z.boolean(),
});
export type ChannelPage = z.infer<typeof ChannelPage>;

const words = {
  title: AnnouncementTitle,
  text: AnnouncementText,
  /** `null`: never. */
  expiresAt: Timestamp.nullable(),
};

/** What an announcement is for; fixed when it is given out first. `null`: every client. */
const minVersion = ClientVersion.nullable();

export const AnnouncementAction = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('modify'), ...words, minVersion: minVersion.optional() }),
  /** Adds to the whitelist. */
  z.object({ kind: z.literal('preRelease'), users: z.array(UserId).min(1).max(MAX_WHITELIST) }),
  z.object({ kind: z.literal('publish') }),
  z.object({ kind: z.literal('stop') }),
  z.object({ kind: z.literal('recall') }),
]);
export type AnnouncementAction = z.infer<typeof AnnouncementAction>;

/** An announcement as those see it who publish. */
export const ManagedAnnouncement = z.object({
  channel: ChannelId,
  seq: Seq,
  revision: z.int().min(1),
  state: AnnouncementState,
  sender: UserId,
  /** `null` of a recalled one. */
  title: AnnouncementTitle.nullable(),
  text: AnnouncementText.nullable(),
  createdAt: Timestamp,
  /** When it was given out first, to everybody, and when it was stopped or recalled. */
  releasedAt: Timestamp.nullable(),
  publishedAt: Timestamp.nullable(),
  endedAt: Timestamp.nullable(),
  expiresAt: Timestamp.nullable(),
  minVersion,
  whitelist: z.array(UserId).max(MAX_WHITELIST),
  reach: Reach,
});
export type ManagedAnnouncement = z.infer<typeof ManagedAnnouncement>;

const one = { channel: ChannelId, seq: Seq };
const page = z.int().min(1).max(LIMITS.announcementsPage);

/** Announcements to everybody. */
export const CHANNEL_COMMANDS = {
  'channel.pull': command('signed-in', z.object({ position }), ChannelPage),
  'channel.rights': command('signed-in', empty, z.object({ create: z.boolean() })),
  'channel.create': command(
    'signed-in',
    z.object({ clientId: ClientId, title: ConversationTitle }),
    z.object({ channel: ChannelId }),
  ),
  'channel.change': command(
    'signed-in',
    z.object({
      channel: ChannelId,
      title: ConversationTitle.optional(),
      publishers: z.array(UserId).max(MAX_PUBLISHERS).optional(),
    }),
    empty,
  ),
  'channel.draft': command(
    'signed-in',
    z.object({ channel: ChannelId, clientId: ClientId, ...words, minVersion }),
    z.object({ seq: Seq }),
  ),
  'channel.act': command(
    'signed-in',
    z.object({ ...one, action: AnnouncementAction }),
    z.object({ state: AnnouncementState, revision: z.int().min(1) }),
  ),
  'channel.manage': command(
    'signed-in',
    z.object({ channel: ChannelId, before: Seq.optional(), limit: page }),
    z.object({ announcements: z.array(ManagedAnnouncement), more: z.boolean() }),
  ),
  'channel.reach': command(
    'signed-in',
    z.object(one),
    z.object({ reach: Reach, points: z.array(ReachPoint) }),
  ),
  'channel.report': command(
    'signed-in',
    z.object({
      channels: z
        .array(
          z.object({
            channel: ChannelId,
            delivered: rangeSetSchema(LIMITS.reportRanges).optional(),
            read: rangeSetSchema(LIMITS.reportRanges).optional(),
          }),
        )
        .min(1)
        .max(MAX_CHANNELS),
    }),
    empty,
  ),
} as const;
