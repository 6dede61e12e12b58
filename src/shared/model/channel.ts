import * as z from 'zod';
import { MAX_READ_RANGES } from './conversation.ts';
import { ChannelId, Seq, Timestamp, UserId } from './ids.ts';
import { ConversationTitle } from './person.ts';
import { rangeSetSchema } from './range-set.ts';

/** Channels of one relay. */
export const MAX_CHANNELS = 100;
/** Announcements of one channel over all time, drafts included; also the greatest seq. */
export const MAX_ANNOUNCEMENTS = 10_000;
/** Announcements of all channels that run at the same time: what a new device is given, and a relay keeps in memory. */
export const MAX_RUNNING = 1_000;
/** People who may publish in one channel, besides its owner. */
export const MAX_PUBLISHERS = 100;
/** People on the whitelist of a pre-release. */
export const MAX_WHITELIST = 1_000;
/** Text of an announcement, in UTF-16 units. */
export const MAX_ANNOUNCEMENT_TEXT = 8_000;
/** How a client's version is compared: one to three numbers, as in `1.20.3`. */
export const ClientVersion = z.string().regex(/^\d{1,5}(\.\d{1,5}){0,2}$/, 'is not a version like 1.2.0');
export type ClientVersion = z.infer<typeof ClientVersion>;

/** Whether `version` is `needed` or newer. What is no version, such as `dev`, is older than any. */
export function isVersionAtLeast(version: string, needed: ClientVersion): boolean {
  const parts = /^(\d{1,5})(?:\.(\d{1,5}))?(?:\.(\d{1,5}))?/.exec(version);
  if (!parts) return false;
  const [, major, minor, patch] = parts;
  const own = [major, minor, patch].map((part) => Number(part ?? 0));
  const wanted = needed.split('.').map(Number);
  for (let index = 0; index < 3; index++) {
    const difference = (own[index] ?? 0) - (wanted[index] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}

export const AnnouncementTitle = ConversationTitle;
export const AnnouncementText = z
  .string()
  .max(MAX_ANNOUNCEMENT_TEXT)
  .refine((text) => text.trim().length > 0, 'is blank')
  .refine((text) => text.isWellFormed(), 'has lone surrogates');

/** What somebody is in a channel besides a reader, which everybody is. */
export const ChannelRole = z.enum(['owner', 'publisher']);
export type ChannelRole = z.infer<typeof ChannelRole>;

/** A channel as everybody sees it. */
export const ChannelHead = z.object({
  id: ChannelId,
  title: ConversationTitle,
  owner: UserId,
  publishers: z.array(UserId).max(MAX_PUBLISHERS),
});
export type ChannelHead = z.infer<typeof ChannelHead>;

/** Seqs of announcements that were shown to me. */
export const ChannelReads = z.object({ channel: ChannelId, read: rangeSetSchema(MAX_READ_RANGES) });
export type ChannelReads = z.infer<typeof ChannelReads>;

const announcement = {
  channel: ChannelId,
  seq: Seq,
  /** Grows with each change; a client keeps the greatest. */
  revision: z.int().min(1),
};

export const RunningAnnouncement = z.object({
  ...announcement,
  state: z.literal('running'),
  sender: UserId,
  title: AnnouncementTitle,
  text: AnnouncementText,
  /** When it was given out first. */
  at: Timestamp,
  /** When its words were changed last after that; absent: never. */
  modifiedAt: Timestamp.optional(),
  /** Ends by itself then; absent: never. */
  expiresAt: Timestamp.optional(),
  /** Only a whitelist has it yet, and I am on it. */
  preRelease: z.literal(true).optional(),
});
export type RunningAnnouncement = z.infer<typeof RunningAnnouncement>;

/**
 * An announcement as one person is given it. `stopped`: whoever has it keeps it, nobody gets it any more. `recalled`: whoever has
 * it removes what it said. Neither means anything to a device that does not have it.
 */
export const ChannelAnnouncement = z.discriminatedUnion('state', [
  RunningAnnouncement,
  z.object({ ...announcement, state: z.literal('stopped') }),
  z.object({ ...announcement, state: z.literal('recalled') }),
]);
export type ChannelAnnouncement = z.infer<typeof ChannelAnnouncement>;

/** How many have it, and have read it, of how many it is for. */
export const Reach = z.object({
  delivered: z.int().min(0),
  read: z.int().min(0),
  of: z.int().min(0),
});
export type Reach = z.infer<typeof Reach>;

/** Of how many it reached in a span of time: `at` is where the span starts. */
export const ReachPoint = z.object({
  at: Timestamp,
  delivered: z.int().min(0),
  read: z.int().min(0),
});
export type ReachPoint = z.infer<typeof ReachPoint>;
