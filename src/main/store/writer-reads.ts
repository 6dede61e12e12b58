import { withReported, withShown } from './badge.ts';
import { DeltaBuilder } from './delta.ts';
import type { WritableStore } from './port.ts';
import type { Sync } from './sync-api.ts';
import { loadKnown, noteRead, othersCounter, saveState, type WriterContext } from './writer-context.ts';

/** What I have read, and what others have read of mine. */
export function createReadWriter(
  context: WriterContext,
): Sync<Pick<WritableStore, 'markRead' | 'reported' | 'applyReceipts'>> {
  return {
    markRead(conversation, seqs) {
      const state = loadKnown(context, conversation);
      const delta = new DeltaBuilder();
      const { state: after, added } = withShown(state, seqs, othersCounter(context, state.num));
      if (added.length === 0 && after.unread === state.unread) return delta.build();
      saveState(context, after);
      noteRead(context, after, added, delta);
      return delta.conversation(conversation).build();
    },

    reported(reports) {
      for (const { conversation, delivered, read } of reports) {
        const state = context.conversations.load(conversation);
        if (!state) continue;
        const after = {
          ...withReported(state, read, othersCounter(context, state.num)),
          deliveredReported: Math.max(state.deliveredReported, delivered),
        };
        if (read.length > 0) saveState(context, after);
        else context.conversations.saveReported(after);
      }
    },

    applyReceipts(conversation, counts) {
      const delta = new DeltaBuilder();
      const state = context.conversations.load(conversation);
      if (!state) return delta.build();
      for (const { seq, unread, receivers } of counts) {
        const key = context.items.setReceipt(state.num, seq, unread, receivers);
        if (key !== undefined) delta.changed(conversation, key);
      }
      return delta.build();
    },
  };
}
