import * as z from 'zod';
import { ErrorCode } from '../errors.ts';

const count = z.int().min(0);

/** Taking history along, and bringing it in; one at a time. */
export const ArchiveState = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('idle') }),
  z.object({
    kind: z.literal('running'),
    task: z.enum(['export', 'import']),
    /** Rounded down. */
    percent: z.int().min(0).max(100),
  }),
  z.object({
    kind: z.literal('exported'),
    /** Where it lies now. */
    folder: z.string(),
    conversations: count,
    items: count,
    announcements: count,
    files: count,
  }),
  z.object({
    kind: z.literal('imported'),
    /** What was not here before. */
    added: count,
    announcements: count,
    conversations: count,
    /** Conversations that no relay knows of here: they can only be read. */
    archiveOnly: count,
    /** Messages that are here as others than the archive says, and stay so. */
    conflicts: count,
  }),
  z.object({
    kind: z.literal('failed'),
    task: z.enum(['export', 'import']),
    error: ErrorCode,
    /** Of an archive that does not keep to its format: the file and the line, if it has lines. */
    place: z.string().nullable(),
  }),
]);
export type ArchiveState = z.infer<typeof ArchiveState>;

/** What an account takes on this disk; bytes. */
export const StorageSizes = z.object({
  /** The store with its search index, and the index in it. */
  store: count,
  index: count,
  /** Contents of files that were sent and fetched. */
  files: count,
  /** Free for this user. */
  free: count,
});
export type StorageSizes = z.infer<typeof StorageSizes>;
