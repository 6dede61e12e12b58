import { defineStore } from 'pinia';
import { computed, ref, watch } from 'vue';
import { assertNever } from '../../../shared/assert-never.ts';
import { AppError } from '../../../shared/errors.ts';
import type { DeepLink } from '../../../shared/deep-link.ts';
import type { Place } from '../../../shared/ipc/views.ts';
import type { AccountId, ChannelId, ConversationId } from '../../../shared/model/ids.ts';
import { request } from '../bridge/client.ts';
import { useAccount } from './account.ts';
import { useAccounts } from './accounts.ts';
import { useArchive } from './archive.ts';
import { useChannels } from './channels.ts';
import { useConversations } from './conversations.ts';
import { useNavigation } from './navigation.ts';
import { useToasts } from './toasts.ts';

/**
 * Goes where the shell wants the page to be: by a notification, a link, the tray. A page that has just started asks once it can
 * go anywhere, so a click that has started the program leads where it would have led otherwise.
 */
export const usePlaces = defineStore('places', () => {
  const account = useAccount();
  /** An invite link that was opened and not dealt with; '' for none. Nothing is done with it before somebody agrees. */
  const joinLink = ref('');
  const ready = computed(() => {
    // Behind a lock nothing is asked: the wish waits.
    if (account.state === null || account.state.kind === 'locked' || account.justHosted) return false;
    return account.me === null || useConversations().loaded;
  });

  /** A conversation of another account is shown in that account. */
  async function open(
    owner: AccountId | null,
    link: { readonly conversation: ConversationId; readonly seq: number | null },
  ): Promise<void> {
    if (owner === null) throw new AppError('not_found');
    if (owner === account.shown?.id)
      await useNavigation().openConversation(link.conversation, link.seq ?? undefined);
    else await useAccounts().switchTo(owner, { to: 'message', ...link });
  }

  async function openMessage(conversation: ConversationId, seq: number | null): Promise<void> {
    if (account.me === null) throw new AppError('no_account');
    const isHere = useConversations().rows.has(conversation);
    const owner = isHere ? account.shown?.id : (await request('place.account', { conversation })).account;
    // One that is this account's and not in its list has gone from it in this moment.
    await open(!isHere && owner === account.shown?.id ? null : (owner ?? null), { conversation, seq });
  }

  /** In the account whose it is; `not_found` where the shown one has no such channel. */
  async function openAnnouncement(
    owner: AccountId | null,
    { channel, seq }: { readonly channel: ChannelId; readonly seq: number },
  ): Promise<void> {
    if (owner !== null && owner !== account.shown?.id) {
      await useAccounts().switchTo(owner, { to: 'announcement', channel, seq });
      return;
    }
    if (account.me === null) throw new AppError('no_account');
    const channels = useChannels();
    if (!channels.loaded) await channels.load();
    if (!channels.rows.some(({ id }) => id === channel)) throw new AppError('not_found');
    useNavigation().openChannel(channel, seq);
  }

  function go(place: Place): void {
    const navigation = useNavigation();
    const { guard } = useToasts();
    switch (place.to) {
      case 'message':
        void guard(() => openMessage(place.conversation, place.seq));
        return;
      case 'told':
        void guard(() => open(place.account, { conversation: place.conversation, seq: place.seq }));
        return;
      case 'announcement':
        void guard(() => openAnnouncement(account.shown?.id ?? null, place));
        return;
      case 'announced':
        void guard(() => openAnnouncement(place.account, place));
        return;
      case 'join':
        joinLink.value = place.link;
        if (account.me !== null) navigation.openDialog('join');
        return;
      case 'archive':
        void guard(() => {
          if (account.me === null) throw new AppError('no_account');
          useArchive().opened = place.name;
          return Promise.resolve();
        });
        return;
      case 'settings':
        if (account.me !== null) navigation.openDialog('settings');
        return;
      default:
        assertNever(place);
    }
  }

  async function take(): Promise<void> {
    if (!ready.value) return;
    const { place } = await request('place.take', {});
    if (place) go(place);
  }

  /** Until the returned function is called. */
  function begin(): () => void {
    return watch(ready, () => void useToasts().guard(take), { immediate: true });
  }

  /** A link in a message was pressed: as if another program had opened it, so that it only leads somewhere or fills something in. */
  async function follow(link: DeepLink): Promise<void> {
    await request('place.show', link);
  }

  function takeJoinLink(): string {
    const link = joinLink.value;
    joinLink.value = '';
    return link;
  }

  return { joinLink, begin, take, follow, takeJoinLink };
});
