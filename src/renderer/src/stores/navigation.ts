import { defineStore } from 'pinia';
import { computed, ref } from 'vue';
import type { ChannelId, ConversationId, UserId } from '../../../shared/model/ids.ts';
import { useChannels } from './channels.ts';
import { request } from '../bridge/client.ts';
import { useConversations } from './conversations.ts';
import { ownConversation } from './own-window.ts';
import { useReceipts } from './receipts.ts';
import { useSearch } from './search.ts';
import { type TimelineRow, useTimeline } from './timeline.ts';
import { useToasts } from './toasts.ts';
import { useWindowWidth } from './window-width.ts';

/** What is in front: the section of the rail, the conversation, the details beside it, a dialog above all. */
export const useNavigation = defineStore('navigation', () => {
  const section = ref<'chats' | 'contacts' | 'channels'>('chats');
  const conversation = ref<ConversationId | null>(null);
  const details = ref<'none' | 'members' | 'group' | 'search' | 'pins'>('none');
  const dialog = ref<'none' | 'search' | 'settings' | 'new-chat' | 'join' | 'add-members' | 'new-channel'>(
    'none',
  );
  /** The page that the settings open at. */
  const settingsPage = ref<'general' | 'storage'>('general');
  const row = computed(() =>
    conversation.value ? (useConversations().rows.get(conversation.value) ?? null) : null,
  );

  /** The conversation that the window shows: none while it is held behind a channel, the contacts or its own details. */
  const inFront = computed(() => {
    const { detailsCover, showsOnePane } = useWindowWidth();
    if (section.value === 'channels' || (section.value === 'contacts' && showsOnePane)) return null;
    return details.value !== 'none' && detailsCover ? null : conversation.value;
  });

  /** Opens a conversation, at a message if one is named. Going where one is already stays there. */
  async function openConversation(id: ConversationId, seq?: number): Promise<void> {
    const target = useConversations().rows.get(id);
    if (!target) return;
    const own = ownConversation();
    if (own !== null && own !== id) {
      // This window is of one conversation; the others are the main one's.
      await request('place.show', { to: 'message', conversation: id, seq: seq ?? null });
      return;
    }
    const timeline = useTimeline();
    section.value = 'chats';
    dialog.value = 'none';
    void useToasts().guard(() => useConversations().takeMarkOff(id));
    if (conversation.value === id && timeline.conversation === id) {
      if (seq !== undefined) await timeline.jumpTo(seq);
      return;
    }
    useReceipts().close();
    if (details.value !== 'members' || target.kind === 'direct') details.value = 'none';
    conversation.value = id;
    await timeline.open(target, seq);
  }

  /** Opens the direct conversation with this person; there is one from then on. */
  async function openDirect(peer: UserId): Promise<void> {
    const { id } = await useConversations().createDirect(peer);
    await openConversation(id);
  }

  /** Opens a conversation as it was when the program ended: at this row, or at its end or what is unread there. */
  async function reopenConversation(
    id: ConversationId,
    at: TimelineRow | null,
    beside: typeof details.value,
  ): Promise<void> {
    const target = useConversations().rows.get(id);
    if (!target) return;
    conversation.value = id;
    details.value = beside;
    if (beside === 'search') useSearch().open(id);
    await useTimeline().open(target, at ?? undefined);
  }

  /** Opens a channel, at an announcement if one is named. */
  function openChannel(id: ChannelId, seq?: number): void {
    section.value = 'channels';
    dialog.value = 'none';
    useReceipts().close();
    void useToasts().guard(() => useChannels().open(id, seq));
  }

  function closeConversation(): void {
    conversation.value = null;
    details.value = 'none';
    useReceipts().close();
    useTimeline().close();
  }

  /** Steps through the list as it is sorted; at its ends nothing happens. */
  async function step(by: 1 | -1): Promise<void> {
    const list = useConversations().listed;
    const index = list.findIndex((candidate) => candidate.id === conversation.value);
    const next = list[index === -1 ? 0 : index + by];
    if (next) await openConversation(next.id);
  }

  function toggleDetails(which: Exclude<typeof details.value, 'none'>): void {
    details.value = details.value === which ? 'none' : which;
    if (details.value === 'search') useSearch().open(conversation.value);
  }

  function openDialog(which: Exclude<typeof dialog.value, 'none'>): void {
    if (which === 'search') {
      if (details.value === 'search') details.value = 'none';
      useSearch().open(null);
    }
    settingsPage.value = 'general';
    dialog.value = which;
  }

  function openSettings(page: typeof settingsPage.value): void {
    settingsPage.value = page;
    dialog.value = 'settings';
  }

  function closeDialog(): void {
    dialog.value = 'none';
  }

  function reset(): void {
    closeConversation();
    section.value = 'chats';
    dialog.value = 'none';
  }

  return {
    section,
    conversation,
    row,
    inFront,
    details,
    dialog,
    settingsPage,
    openConversation,
    openDirect,
    reopenConversation,
    openChannel,
    closeConversation,
    step,
    toggleDetails,
    openDialog,
    openSettings,
    closeDialog,
    reset,
  };
});
