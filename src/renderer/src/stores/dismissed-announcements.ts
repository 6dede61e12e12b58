import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import * as z from 'zod';
import type { ConversationId } from '../../../shared/model/ids.ts';

const KEY = 'yidu.dismissed-announcements';
/** Beyond these the longest dismissed are shown again. */
const MAX_KEPT = 300;
const Dismissed = z.array(z.tuple([z.string().max(64), z.string().max(16)])).max(MAX_KEPT);

/** Not a secret, only short: tells whether an announcement is still the one that was dismissed. */
function fingerprint(text: string): string {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return `${text.length}-${(hash >>> 0).toString(36)}`;
}

function read(): ReadonlyMap<string, string> {
  try {
    return new Map(Dismissed.safeParse(JSON.parse(localStorage.getItem(KEY) ?? 'null')).data ?? []);
  } catch {
    return new Map();
  }
}

/** Announcements that were put away on this device. A new text shows again. */
export const useDismissedAnnouncements = defineStore('dismissed-announcements', () => {
  const dismissed = shallowRef(read());

  function isDismissed(conversation: ConversationId, text: string): boolean {
    return dismissed.value.get(conversation) === fingerprint(text);
  }

  function dismiss(conversation: ConversationId, text: string): void {
    const others = [...dismissed.value].filter(([id]) => id !== conversation);
    const kept = [...others, [conversation, fingerprint(text)] as const].slice(-MAX_KEPT);
    dismissed.value = new Map(kept);
    localStorage.setItem(KEY, JSON.stringify(kept));
  }

  return { isDismissed, dismiss };
});
