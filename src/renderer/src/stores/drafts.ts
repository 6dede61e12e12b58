import { defineStore } from 'pinia';
import { watch } from 'vue';
import { AppError, type ErrorCode } from '../../../shared/errors.ts';
import type { RequestArgs } from '../../../shared/ipc/contract.ts';
import type { ConversationId } from '../../../shared/model/ids.ts';
import { request } from '../bridge/client.ts';
import { useStorage } from './storage.ts';

type DraftToSave = RequestArgs<'draft.save'>;

/** The disk will take it later. */
const PASSES: ReadonlySet<ErrorCode> = new Set(['disk_full', 'store_read_only', 'store_locked']);

/** X7: drafts on their way to the disk. What it has no room for is kept here, the newest text of each conversation. */
export const useDrafts = defineStore('drafts', () => {
  const waiting = new Map<ConversationId, DraftToSave>();
  const newest = new Map<ConversationId, DraftToSave>();
  const storage = useStorage();

  /** On disk when it resolves. What a full or locked disk refuses is saved by itself as soon as it can be. */
  async function save(draft: DraftToSave): Promise<void> {
    const { conversation } = draft;
    newest.set(conversation, draft);
    waiting.delete(conversation);
    try {
      await request('draft.save', draft);
    } catch (error) {
      if (newest.get(conversation) === draft && PASSES.has(AppError.from(error).code))
        waiting.set(conversation, draft);
      throw error;
    } finally {
      if (newest.get(conversation) === draft) newest.delete(conversation);
    }
  }

  /** What stood in the composer and is not on the disk. */
  function unsaved(conversation: ConversationId): DraftToSave | undefined {
    return waiting.get(conversation);
  }

  function reset(): void {
    waiting.clear();
  }

  watch(
    () => storage.state.trouble,
    (trouble) => {
      // Refused once more, it waits for the next time; the user knows of the disk.
      if (trouble === null) for (const draft of [...waiting.values()]) save(draft).catch(() => undefined);
    },
  );

  return { save, unsaved, reset };
});
