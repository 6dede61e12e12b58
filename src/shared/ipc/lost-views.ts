import * as z from 'zod';
import { MessageContent } from '../model/event.ts';
import { ConversationId, Timestamp, UserId } from '../model/ids.ts';

/** A message of somebody else's that the relay has lost: only devices that had it still do. */
export const LostMessage = z.object({
  /** With `at`, its place among them. */
  num: z.int().min(1),
  conversation: ConversationId,
  sender: UserId,
  at: Timestamp,
  content: MessageContent,
});
export type LostMessage = z.infer<typeof LostMessage>;

/** What the relay has lost of what was on this device, all of it together. */
export const LostCounts = z.object({
  /** Messages of others, which are kept apart from the timelines. */
  kept: z.int().min(0),
  /** Messages of mine, which wait to be sent again or deleted. */
  unsent: z.int().min(0),
});
export type LostCounts = z.infer<typeof LostCounts>;
