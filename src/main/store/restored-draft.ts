import type { ArchivedConversation } from '../../shared/archive/format.ts';
import { NO_DRAFT } from './draft-state.ts';
import type { WriterContext } from './writer-context.ts';

/**
 * What an archive says was being written, in a conversation of the relay's: only where nothing is written, and none of the relay's drafts
 * has come, because then it knows what has become of this one.
 */
export function restoreDraft(
  { drafts }: Pick<WriterContext, 'drafts'>,
  { id, draft: text }: Pick<ArchivedConversation, 'id' | 'draft'>,
): void {
  const here = drafts.get(id) ?? NO_DRAFT;
  if (text === undefined || here.text !== '' || here.revision > 0 || here.other) return;
  drafts.put(id, { ...here, text, version: here.version + 1, unsaved: true });
}
