import * as z from 'zod';
import { Draft, DraftRevision, DraftText } from '../../model/draft.ts';
import { ConversationId } from '../../model/ids.ts';
import { command, position } from './spec.ts';

/** What a person is writing, on all their devices. */
export const DRAFT_COMMANDS = {
  'draft.save': command(
    'signed-in',
    z.object({
      conversation: ConversationId,
      text: DraftText,
      /** The revision of the draft that this text was made from. */
      base: DraftRevision,
    }),
    z.object({
      /** Of what is stored now. */
      revision: DraftRevision,
      /** Nothing was stored: another device of the person has stored this since `base`. */
      other: Draft.optional(),
    }),
  ),
  'draft.pull': command(
    'signed-in',
    z.object({ position }),
    z.object({ drafts: z.array(Draft), position, more: z.boolean() }),
  ),
} as const;
