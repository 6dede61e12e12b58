import * as z from 'zod';
import { ConversationId, UserId } from '../../src/shared/model/ids.ts';

/** What a client is started with: a filled store, and how far the relay is ahead of it. */
export const StartPlan = z.object({
  file: z.string(),
  workerPath: z.string(),
  me: UserId,
  sender: UserId,
  /** As the store has them, in the order of the list. */
  conversations: z.array(z.object({ id: ConversationId, headSeq: z.int(), unread: z.int() })),
  /** Messages that wait at the relay for each of the first so many conversations. */
  waiting: z.object({ conversations: z.int(), each: z.int() }),
});
export type StartPlan = z.infer<typeof StartPlan>;

/** What the client saw. Times are ms since its code had been loaded. */
export const StartReport = z.object({
  loadedMs: z.number(),
  openedMs: z.number(),
  /** The list, the total and the newest page of its first conversation. */
  firstScreenMs: z.number(),
  onlineMs: z.number(),
  /** Every row and the total as the relay has them. */
  rightMs: z.number(),
  /** Everything that waited is on disk. */
  storedMs: z.number(),
  /** Of all threads, until everything was right; and until it was loaded. */
  cpuMs: z.number(),
  loadCpuMs: z.number(),
  loopDelayP99: z.number(),
  loopDelayMax: z.number(),
});
export type StartReport = z.infer<typeof StartReport>;
