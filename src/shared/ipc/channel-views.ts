import * as z from 'zod';
import { ChannelId, Seq, Timestamp, UserId } from '../model/ids.ts';

/** A channel as the client's store has it. */
export const ChannelRow = z.object({
  id: ChannelId,
  title: z.string(),
  owner: UserId,
  publishers: z.array(UserId),
  /** Announcements that run, are not mine and were not shown to me. */
  unread: z.int().min(0),
  /** The newest one on this disk that was not recalled. */
  last: z.object({ title: z.string(), at: Timestamp }).nullable(),
  /** It came out of an archive, and no relay has told of it: it can only be read. */
  imported: z.literal(true).optional(),
});
export type ChannelRow = z.infer<typeof ChannelRow>;

/** An announcement on this disk. Whether it has expired says the relay's clock. */
export const AnnouncementItem = z.object({
  channel: ChannelId,
  seq: Seq,
  sender: UserId,
  mine: z.boolean(),
  /** Nothing is left of the words of a recalled one. */
  state: z.enum(['running', 'stopped', 'recalled']),
  title: z.string(),
  text: z.string(),
  at: Timestamp,
  modifiedAt: Timestamp.nullable(),
  expiresAt: Timestamp.nullable(),
  preRelease: z.boolean(),
  /** Whether it was shown to me; mine always were. */
  read: z.boolean(),
});
export type AnnouncementItem = z.infer<typeof AnnouncementItem>;

/** Where a page of announcements ended. */
export const AnnouncementPlace = z.object({ at: Timestamp, seq: Seq });
export type AnnouncementPlace = z.infer<typeof AnnouncementPlace>;

const marks = z.array(z.tuple([z.int().min(0), z.int().min(0)]));

/** Marks as those of a SearchHit. */
export const AnnouncementHit = z.object({ item: AnnouncementItem, titleMarks: marks, textMarks: marks });
export type AnnouncementHit = z.infer<typeof AnnouncementHit>;
