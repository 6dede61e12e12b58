import { defineStore } from 'pinia';
import { computed, ref, shallowRef } from 'vue';
import type { MessageItem } from '../../../shared/ipc/views.ts';
import { attachmentsOf } from '../../../shared/model/event.ts';
import type { ImageContent } from '../../../shared/model/file.ts';
import type { ConversationId, FileId } from '../../../shared/model/ids.ts';
import { request } from '../bridge/client.ts';
import type { TimelineChange } from './timeline-window.ts';
import { useTimeline } from './timeline.ts';

/** Of one question to the disk. */
const PAGE = 100;
/** Messages with images that are remembered at most; beyond them only what the timeline holds is shown. */
const MAX_MESSAGES = 2_000;

/** The images of the open conversation, oldest first: those that the timeline holds, and those on this disk from the newest down. */
export const useGallery = defineStore('gallery', () => {
  const found = shallowRef<readonly MessageItem[]>([]);
  /** Nothing older is on this disk. */
  const complete = ref(false);
  let conversation: ConversationId | null = null;
  let cursor: string | undefined;
  let reading: Promise<void> | undefined;

  const images = computed<readonly ImageContent[]>(() => {
    const messages = new Map(found.value.map((item) => [item.key, item]));
    for (const item of useTimeline().items) if (item.kind === 'message') messages.set(item.key, item);
    const place = ({ seq }: MessageItem): number => seq ?? Number.MAX_SAFE_INTEGER;
    const all = new Map<FileId, ImageContent>();
    for (const { content } of [...messages.values()].sort((a, b) => place(a) - place(b)))
      for (const one of attachmentsOf(content)) if (one.type === 'image') all.set(one.file, one);
    return [...all.values()];
  });

  async function readPage(): Promise<void> {
    const of = conversation;
    if (of === null) return;
    const { hits, cursor: next } = await request('search.messages', {
      query: '',
      conversation: of,
      type: 'image',
      limit: PAGE,
      ...(cursor === undefined ? {} : { cursor }),
    });
    if (conversation !== of) return;
    found.value = [...found.value, ...hits.map(({ item }) => item)];
    cursor = next ?? undefined;
    complete.value = next === null;
  }

  /** The next older ones, unless all are there or they are as many as are remembered. */
  function more(): Promise<void> {
    if (complete.value || found.value.length >= MAX_MESSAGES) return Promise.resolve();
    reading ??= readPage().finally(() => (reading = undefined));
    return reading;
  }

  /** Begins with the newest, and goes on until what the timeline holds is among them: so that nothing is left out in between. */
  async function open(id: ConversationId): Promise<void> {
    close();
    conversation = id;
    const oldestHeld = useTimeline().items.find(({ seq }) => seq !== null)?.seq ?? 1;
    do await more();
    while (
      conversation === id &&
      !complete.value &&
      found.value.length < MAX_MESSAGES &&
      (found.value.at(-1)?.seq ?? 0) > oldestHeld
    );
  }

  function close(): void {
    conversation = null;
    found.value = [];
    complete.value = false;
    cursor = undefined;
    reading = undefined;
  }

  /** What was recalled, edited or deleted meanwhile is so here too. */
  function applyChange(change: TimelineChange): void {
    if (change.conversation !== conversation) return;
    const now = new Map(change.items.map((item) => [item.key, item]));
    found.value = found.value
      .filter(({ key }) => !change.removed.includes(key))
      .map((item) => {
        const changed = now.get(item.key);
        return changed?.kind === 'message' ? changed : item;
      });
  }

  return { images, complete, open, close, more, applyChange };
});
