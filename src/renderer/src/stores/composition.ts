import { defineStore } from 'pinia';
import { shallowRef, watch } from 'vue';
import type { MessageItem } from '../../../shared/ipc/views.ts';
import { useTimeline } from './timeline.ts';

/** What the composer of the open conversation is about. */
export type ComposerMode =
  | { readonly kind: 'new' }
  | { readonly kind: 'reply'; readonly to: MessageItem }
  | { readonly kind: 'edit'; readonly item: MessageItem; readonly text: string };

const NEW: ComposerMode = { kind: 'new' };
const MAX_RECALLED = 50;

/** Replying, editing and writing again. Another conversation starts with a new message. */
export const useComposition = defineStore('composition', () => {
  const mode = shallowRef<ComposerMode>(NEW);
  /** A text that shall be put into the composer. Every new object is a new wish. */
  const refill = shallowRef<{ readonly text: string } | null>(null);
  /** Texts of mine that I recalled while the page was open, by item key; the last fifty. */
  const recalled = shallowRef<ReadonlyMap<string, string>>(new Map());

  function reply(to: MessageItem): void {
    mode.value = { kind: 'reply', to };
  }

  /** Only a text can be edited; anything else changes nothing. */
  function edit(item: MessageItem): void {
    if (item.content.type === 'text') mode.value = { kind: 'edit', item, text: item.content.text };
  }

  function cancel(): void {
    mode.value = NEW;
  }

  function rememberRecalled(item: MessageItem): void {
    if (!item.mine || item.content.type !== 'text') return;
    const next = new Map(recalled.value);
    next.delete(item.key);
    next.set(item.key, item.content.text);
    recalled.value = new Map([...next].slice(-MAX_RECALLED));
  }

  function writeAgain(text: string): void {
    cancel();
    refill.value = { text };
  }

  watch(
    () => useTimeline().conversation,
    () => {
      cancel();
      refill.value = null;
    },
  );

  return { mode, refill, recalled, reply, edit, cancel, rememberRecalled, writeAgain };
});
