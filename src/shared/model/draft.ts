import * as z from 'zod';
import { MAX_TEXT_LENGTH } from './event.ts';
import { ConversationId } from './ids.ts';

/** What somebody is writing; empty: nothing, or nothing any more. */
export const DraftText = z
  .string()
  .max(MAX_TEXT_LENGTH)
  .refine((text) => text.isWellFormed(), 'has lone surrogates');

/** Grows with each change of a draft; 0: there has been none. */
export const DraftRevision = z.int().min(0);

/** What the relay keeps of a person's writing in one conversation. */
export const Draft = z.object({ conversation: ConversationId, text: DraftText, revision: DraftRevision });
export type Draft = z.infer<typeof Draft>;

/** Drafts of one person that are not empty, and UTF-16 units of all of them together. */
export const MAX_DRAFTS = 500;
export const MAX_DRAFT_UNITS = 1_048_576;
