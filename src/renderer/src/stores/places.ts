import { defineStore } from 'pinia';
import { computed, ref, watch } from 'vue';
import { assertNever } from '../../../shared/assert-never.ts';
import { AppError } from '../../../shared/errors.ts';
import type { Place } from '../../../shared/ipc/views.ts';
import { request } from '../bridge/client.ts';
import { useAccount } from './account.ts';
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
    if (account.state === null || account.justHosted) return false;
    return account.me === null || useConversations().loaded;
  });

  function go(place: Place): void {
    const navigation = useNavigation();
    switch (place.to) {
      case 'message':
        if (account.me === null) useToasts().report(new AppError('no_account'));
        else if (!useConversations().rows.has(place.conversation))
          useToasts().report(new AppError('not_found'));
        else
          void useToasts().guard(() =>
            navigation.openConversation(place.conversation, place.seq ?? undefined),
          );
        return;
      case 'join':
        joinLink.value = place.link;
        if (account.me !== null) navigation.openDialog('join');
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

  function takeJoinLink(): string {
    const link = joinLink.value;
    joinLink.value = '';
    return link;
  }

  return { joinLink, begin, take, takeJoinLink };
});
