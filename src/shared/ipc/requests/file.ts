import * as z from 'zod';
import { MAX_CAPTION_LENGTH, MAX_THUMBNAIL_BYTES } from '../../model/file.ts';
import { ClientId, ConversationId, FileId, Seq } from '../../model/ids.ts';
import { ChosenFiles, StagedFile } from '../views.ts';
import { PAGE, nothing, request } from './spec.ts';

/** Larger files come as files, which the main process reads itself. */
export const MAX_PASTED_BYTES = 32 * 1024 * 1024;

export const FILE_REQUESTS = {
  /** Has the user choose files of this computer. */
  'attachment.pick': request(nothing, ChosenFiles),
  /** A file as its bytes, from the clipboard for example. */
  'attachment.paste': request(
    z.object({
      name: z.string().max(1_000),
      type: z.string().max(200),
      bytes: z
        .instanceof(Uint8Array)
        .refine((bytes) => bytes.length <= MAX_PASTED_BYTES, 'is larger than what may be pasted'),
    }),
    StagedFile,
  ),
  'attachment.discard': request(z.object({ file: FileId }), nothing),
  /** As `message.send`, once the row and those of its files are on disk; the message leaves when the relay has the files. */
  'attachment.send': request(
    z.object({
      conversation: ConversationId,
      file: FileId,
      /** What is no picture goes as a file in any case. */
      as: z.enum(['image', 'file']),
      caption: z.string().max(MAX_CAPTION_LENGTH).optional(),
      quote: Seq.optional(),
      receipt: z.literal(false).optional(),
      thumbnail: z
        .instanceof(Uint8Array)
        .refine((bytes) => bytes.length <= MAX_THUMBNAIL_BYTES, 'is too large for a thumbnail')
        .optional(),
    }),
    z.object({ clientId: ClientId }),
  ),
  /** Holds the files of a message of the outbox back, or lets them go on. */
  'transfer.pause': request(z.object({ clientId: ClientId, paused: z.boolean() }), nothing),
  /** Which of these files are on this disk. */
  'file.states': request(
    z.object({ files: z.array(FileId).max(PAGE) }),
    z.object({ there: z.array(FileId) }),
  ),
  /** Answers once it is here; the change feed tells how far it is. */
  'file.fetch': request(z.object({ file: FileId }), nothing),
  'file.cancel': request(z.object({ file: FileId }), nothing),
  /** Fetches it and puts it where the user says; `false`: nowhere. */
  'file.save': request(
    z.object({ file: FileId, name: z.string().max(1_000) }),
    z.object({ saved: z.boolean() }),
  ),
  /** Fetches it and hands it to the program of the system that opens such files; `forbidden` for what could run by itself. */
  'file.open': request(z.object({ file: FileId, name: z.string().max(1_000) }), nothing),
} as const;
