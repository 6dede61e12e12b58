import * as z from 'zod';
import { ErrorCode } from '../errors.ts';
import { FileId } from '../model/ids.ts';

/** How far the bytes of a file are; told only while they move, and at the end. */
export const Transfer = z.object({
  file: FileId,
  direction: z.enum(['up', 'down']),
  state: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('running'), bytes: z.int().min(0), total: z.int().min(0) }),
    /** All of it is at the relay, or on this disk. */
    z.object({ kind: z.literal('done') }),
    /** Nothing moves: held back, given up, or to be tried again. */
    z.object({ kind: z.literal('stopped') }),
    z.object({ kind: z.literal('failed'), error: ErrorCode }),
  ]),
});
export type Transfer = z.infer<typeof Transfer>;

/** A file that the user has chosen and not sent yet. */
export const StagedFile = z.object({
  file: FileId,
  name: z.string(),
  size: z.int().min(0),
  mime: z.string(),
  /** Pixels of what can be shown as a picture. */
  picture: z.object({ width: z.int().min(1), height: z.int().min(1) }).nullable(),
});
export type StagedFile = z.infer<typeof StagedFile>;

/** What became of a choice of files: those that can be sent, and why the others cannot. */
export const ChosenFiles = z.object({ files: z.array(StagedFile), refused: z.array(ErrorCode) });
export type ChosenFiles = z.infer<typeof ChosenFiles>;
