import { defineStore } from 'pinia';
import { watch } from 'vue';
import { AppError, type ErrorCode } from '../../../shared/errors.ts';
import type { RequestArgs } from '../../../shared/ipc/contract.ts';
import type { ConversationId } from '../../../shared/model/ids.ts';
import { request } from '../bridge/client.ts';
import { useConversations } from './conversations.ts';
import { useStorage } from './storage.ts';

type DraftToSave = RequestArgs<'draft.save'>;

/** The disk will take it later. */
const PASSES: ReadonlySet<ErrorCode> = new Set(['disk_full', 'store_read_only', 'store_locked']);

/** Conversations whose row may not tell yet what was saved here. */
const MAX_LATEST = 50;

/** X7: drafts on their way to the disk. What it has no room for is kept here, the newest text of each conversation. */
export const useDrafts = defineStore('drafts', () => {
  const waiting = new Map<ConversationId, DraftToSave>();
  const newest = new Map<ConversationId, DraftToSave>();
  /** What was saved last: rows tell it later. */
  const latest = new Map<ConversationId, DraftToSave>();
  /** On their way to the disk. */
  const saving = new Set<Promise<unknown>>();
  const composers = new Map<ConversationId, (text: string) => void>();
  const storage = useStorage();

  /** On disk when it resolves. What a full or locked disk refuses is saved by itself as soon as it can be. */
  async function save(draft: DraftToSave): Promise<void> {
    const { conversation } = draft;
    newest.set(conversation, draft);
    latest.delete(conversation);
    latest.set(conversation, draft);
    for (const key of latest.keys()) {
      if (latest.size <= MAX_LATEST) break;
      latest.delete(key);
    }
    waiting.delete(conversation);
    const asked = request('draft.save', draft);
    saving.add(asked);
    try {
      await asked;
    } catch (error) {
      if (newest.get(conversation) === draft && PASSES.has(AppError.from(error).code))
        waiting.set(conversation, draft);
      throw error;
    } finally {
      saving.delete(asked);
      if (newest.get(conversation) === draft) newest.delete(conversation);
    }
  }

  /** Nothing that was saved is on its way any more: it is on the disk, or was refused. */
  async function settled(): Promise<void> {
    await Promise.allSettled(saving);
  }

  /** What stood in the composer and is not on the disk. */
  function unsaved(conversation: ConversationId): DraftToSave | undefined {
    return waiting.get(conversation);
  }

  /** The conversation's composer is there and takes texts that come back, until the returned function is called. */
  function attach(conversation: ConversationId, take: (text: string) => void): () => void {
    composers.set(conversation, take);
    return () => {
      if (composers.get(conversation) === take) composers.delete(conversation);
    };
  }

  /** A text that could not be sent stands in its conversation's composer again, before what was written since; there or on the disk. */
  async function giveBack(conversation: ConversationId, text: string): Promise<void> {
    const take = composers.get(conversation);
    if (take) {
      take(text);
      return;
    }
    const row = useConversations().rows.get(conversation);
    const last = latest.get(conversation);
    const since = last && last.version >= (row?.draftVersion ?? 0) ? last : null;
    const written = since?.text ?? row?.draft ?? '';
    await save({
      conversation,
      text: before(text, written),
      version: since?.version ?? row?.draftVersion ?? 0,
    });
  }

  function reset(): void {
    waiting.clear();
    latest.clear();
  }

  watch(
    () => storage.state.trouble,
    (trouble) => {
      // Refused once more, it waits for the next time; the user knows of the disk.
      if (trouble === null) for (const draft of [...waiting.values()]) save(draft).catch(() => undefined);
    },
  );

  return { save, settled, unsaved, attach, giveBack, reset };
});

/** Two texts as one. */
export function before(text: string, written: string): string {
  return written === '' ? text : `${text}\n${written}`;
}
