import { defineStore } from 'pinia';
import { computed, shallowRef, watch } from 'vue';
import { FIRST_VIEW, type View } from '../../../shared/ipc/views.ts';
import { request } from '../bridge/client.ts';
import { useAccount } from './account.ts';
import { useAttention } from './attention.ts';
import { useChannels } from './channels.ts';
import { useConversations } from './conversations.ts';
import { debounce } from './debounce.ts';
import { handOverOnLeave } from './hand-over.ts';
import { useNavigation } from './navigation.ts';
import { pageClock } from './page-clock.ts';
import { useTimeline } from './timeline.ts';
import { useToasts } from './toasts.ts';

/** Scrolling changes the view with every frame. */
const PAUSE_MS = 300;

/** Where the window stands, kept for the next start, and put back then (S13). */
export const useView = defineStore('view', () => {
  const stored = shallowRef<View>(FIRST_VIEW);
  const listWidth = computed(() => stored.value.listWidth);

  let saved: Promise<unknown> = Promise.resolve();
  const save = debounce(pageClock, PAUSE_MS, () => {
    saved = useToasts().guard(() => request('view.set', stored.value));
  });

  function change(changes: Partial<View>): void {
    const next = { ...stored.value, ...changes };
    if (JSON.stringify(next) === JSON.stringify(stored.value)) return;
    stored.value = next;
    save.call();
  }

  async function load(): Promise<void> {
    stored.value = await request('view.get', {});
  }

  function setListWidth(width: number): void {
    change({ listWidth: width });
  }

  function coverUntilUsed(): void {
    const uncover = useAttention().cover();
    const events = ['pointerdown', 'keydown', 'wheel'] as const;
    const begin = (): void => {
      uncover();
      for (const event of events) window.removeEventListener(event, begin, true);
    };
    for (const event of events) window.addEventListener(event, begin, { capture: true, passive: true });
  }

  /**
   * Opens what was open. Nothing of it counts as read before somebody does something here (X1): a program that starts with the
   * computer is not a reader.
   */
  async function restore(): Promise<void> {
    const { account, section, conversation, details, row, channel } = stored.value;
    const navigation = useNavigation();
    const isElsewhere = navigation.conversation !== null || useChannels().openId !== null;
    if (account !== useAccount().me?.id || isElsewhere) return;
    // Before anything is waited for: a notification or link that has started the program may lead elsewhere meanwhile.
    navigation.section = section;
    const opensChannel = channel !== null && useChannels().rows.some(({ id }) => id === channel);
    const opensConversation = conversation !== null && useConversations().rows.has(conversation);
    if (opensChannel || opensConversation) coverUntilUsed();
    if (opensChannel) void useChannels().open(channel);
    if (opensConversation) await navigation.reopenConversation(conversation, row, details);
  }

  /** Follows the window from now on; returns what ends it. */
  function follow(): () => void {
    const end = watch(
      () => {
        const { section, conversation, details } = useNavigation();
        const { lookingAt, conversation: drawn } = useTimeline();
        const row = drawn === conversation ? lookingAt : null;
        return { section, conversation, details, row, channel: useChannels().openId };
      },
      (now) => {
        const account = useAccount().me?.id ?? null;
        // Signing out closes everything, and is to be forgotten with the rest.
        if (account !== null && useConversations().loaded) change({ ...now, account });
      },
    );
    const keep = handOverOnLeave(async () => {
      save.flush();
      await saved;
    });
    return () => {
      end();
      keep();
    };
  }

  return { listWidth, load, setListWidth, restore, follow };
});
