import { AppError } from '../../shared/errors.ts';
import type { ConversationId } from '../../shared/model/ids.ts';
import { DeltaBuilder } from './delta.ts';
import { arrived, type DraftState, saved, written } from './draft-state.ts';
import type { WritableStore } from './port.ts';
import type { Sync } from './sync-api.ts';
import type { WriterContext } from './writer-context.ts';

/** What is being written, here and on the person's other devices. */
export function createDraftWriter({
  drafts,
}: Pick<WriterContext, 'drafts'>): Sync<Pick<WritableStore, 'setDraft' | 'applyDrafts' | 'draftSaved'>> {
  /** Tells only of what a view shows. */
  function change(
    conversation: ConversationId,
    to: (state: DraftState) => DraftState,
    delta: DeltaBuilder,
  ): boolean {
    const before = drafts.get(conversation);
    if (!before) return false;
    const after = to(before);
    if (after === before) return true;
    drafts.put(conversation, after);
    const looksSame =
      after.text === before.text &&
      after.version === before.version &&
      after.other?.text === before.other?.text;
    if (!looksSame) delta.conversation(conversation);
    return true;
  }

  return {
    setDraft(conversation, text, seen) {
      const delta = new DeltaBuilder();
      if (!change(conversation, (state) => written(state, text, seen), delta))
        throw new AppError('not_found', 'no such conversation');
      return delta.build();
    },
    applyDrafts(news, position) {
      const delta = new DeltaBuilder();
      const early = news.filter(
        (draft) => !change(draft.conversation, (state) => arrived(state, draft), delta),
      );
      if (position !== null) {
        const known = Math.min(position, ...early.map(({ revision }) => revision - 1));
        if (known > drafts.position()) drafts.setPosition(known);
      }
      return delta.build();
    },
    draftSaved(conversation, text, revision) {
      const delta = new DeltaBuilder();
      change(conversation, (state) => saved(state, { text, revision }), delta);
      return delta.build();
    },
  };
}
