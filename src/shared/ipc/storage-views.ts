import * as z from 'zod';
import { ErrorCode } from '../errors.ts';
import { Timestamp } from '../model/ids.ts';

/** What became of a file of messages that could not be used any more: a new one has taken its place. */
export const StoreRecovery = z.object({
  at: Timestamp,
  /** `foreign`: it was another program's, or another account's; nothing of it was looked at. */
  reason: z.enum(['damaged', 'empty', 'foreign']),
  /** Where it lies now. */
  file: z.string(),
  /** Whether anything could be read of it. */
  readable: z.boolean(),
  /** What was taken over: unsent messages, drafts, and messages of the history so far. */
  unsent: z.int().min(0),
  drafts: z.int().min(0),
  messages: z.int().min(0),
  /** The history is still being taken over. */
  running: z.boolean(),
});
export type StoreRecovery = z.infer<typeof StoreRecovery>;

/** How the disk is. */
export const StorageState = z.object({
  /** What keeps this account's messages from being stored now: `disk_full`, `store_read_only` …; `null`: nothing. */
  trouble: ErrorCode.nullable(),
  /** `null` once the user has taken note of it. */
  recovery: StoreRecovery.nullable(),
});
export type StorageState = z.infer<typeof StorageState>;
