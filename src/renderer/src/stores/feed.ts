import { watch } from 'vue';
import type { Person } from '../../../shared/model/person.ts';
import { request, subscribe } from '../bridge/client.ts';
import { useAccount } from './account.ts';
import { useAccounts } from './accounts.ts';
import { useArchive } from './archive.ts';
import { useAttention } from './attention.ts';
import { useChannels } from './channels.ts';
import { useConversations } from './conversations.ts';
import { useDesktop } from './desktop.ts';
import { useDrafts } from './drafts.ts';
import { useFaces } from './faces.ts';
import { useGallery } from './gallery.ts';
import { useFiles } from './files.ts';
import { useHistory } from './history.ts';
import { useLock } from './lock.ts';
import { useLost } from './lost.ts';
import { useNavigation } from './navigation.ts';
import { ownConversation } from './own-window.ts';
import { usePackets } from './packets.ts';
import { usePeople } from './people.ts';
import { usePlaces } from './places.ts';
import { usePresence } from './presence.ts';
import { useRelayRules } from './relay-rules.ts';
import { useSearch } from './search.ts';
import { useSession } from './session.ts';
import { useSettings } from './settings.ts';
import { useStorage } from './storage.ts';
import { useTimeline } from './timeline.ts';
import { useToasts } from './toasts.ts';
import { useTyping } from './typing.ts';
import { useUpdates } from './updates.ts';
import { useView } from './view.ts';
import { useWindowWidth } from './window-width.ts';

/** Another name or picture of my own is all that is told then. */
function isSameMe(a: Person, b: Person): boolean {
  return a.displayName === b.displayName && a.picture === b.picture;
}

/**
 * Joins the stores to the main process: every event is applied to the stores it concerns, and what an account shows is
 * loaded when it signs in and forgotten when it signs out. Returns what ends it.
 */
export function connectFeed(): () => void {
  const account = useAccount();
  const session = useSession();
  const conversations = useConversations();
  const people = usePeople();
  const timeline = useTimeline();
  const toasts = useToasts();
  const isMain = ownConversation() === null;

  function load(): void {
    void toasts.guard(() =>
      Promise.all([
        Promise.all([conversations.load(), useChannels().load()]).then(() =>
          isMain ? useView().restore() : undefined,
        ),
        session.load(),
        useRelayRules().load(),
        useHistory().load(),
        useStorage().load(),
        useLost().load(),
        useArchive().load(),
      ]),
    );
  }

  const ends = [
    subscribe('account.changed', (state) => {
      const before = account.ready;
      account.apply(state);
      // The same account with another store, or another certificate of its relay: what is shown is read again.
      if (before && state.kind === 'ready' && state.id === before.id && isSameMe(before.me, state.me)) load();
    }),
    subscribe('accounts.changed', useAccounts().apply),
    subscribe('lock.changed', useLock().apply),
    subscribe('session.changed', session.apply),
    subscribe('channels.changed', useChannels().apply),
    subscribe('relay.changed', useRelayRules().apply),
    subscribe('presence.changed', ({ online }) => usePresence().apply(online)),
    subscribe('typing.started', useTyping().apply),
    subscribe('packet.changed', usePackets().apply),
    subscribe('points.changed', usePackets().pointsChanged),
    subscribe('settings.changed', useSettings().apply),
    subscribe('desktop.changed', useDesktop().apply),
    subscribe('updates.changed', useUpdates().apply),
    subscribe('place.wanted', () => void toasts.guard(usePlaces().take)),
    subscribe('history.changed', (state) => {
      useHistory().apply(state);
      void useSearch().refresh();
    }),
    subscribe('storage.changed', useStorage().apply),
    subscribe('lost.changed', useLost().apply),
    subscribe('archive.changed', useArchive().apply),
    subscribe('attention.changed', (body) => useAttention().setShell(body.attentive)),
    subscribe('store.changed', (change) => {
      people.apply(change.people);
      conversations.apply(change);
      if (change.transfers) useFiles().apply(change.transfers);
      for (const part of change.timelines) {
        timeline.applyChange(part);
        useGallery().applyChange(part);
      }
    }),
    watch(
      () => account.ready?.id ?? null,
      (id) => {
        useNavigation().reset();
        conversations.reset();
        people.reset();
        useChannels().reset();
        usePackets().reset();
        usePresence().reset();
        useFaces().reset();
        useHistory().reset();
        useLost().reset();
        useArchive().reset();
        useFiles().reset();
        useDrafts().reset();
        useStorage().reset();
        if (id) load();
      },
      { immediate: true },
    ),
    // History that could not be read while offline is asked for again by itself.
    watch(
      () => session.online,
      (online) => {
        if (!online) return;
        void timeline.retryHistory();
        useFaces().tryAgain();
      },
    ),
    // PRS-3: a conversation is looked at while somebody can be looking.
    watch(
      () => (useAttention().attentive ? useNavigation().inFront : null),
      (looked) => void useTyping().look(looked),
    ),
    // Nobody is to be notified of what is in front of them.
    watch(
      () => useNavigation().inFront,
      (conversation) => void toasts.guard(() => request('window.shows', { conversation })),
    ),
    // Other windows show what they were opened for.
    ...(isMain ? [usePlaces().begin(), useView().follow()] : []),
    watch(
      () => useNavigation().inFront !== null,
      (inFront) => useAttention().setConversationInFront(inFront),
      { immediate: true, flush: 'sync' },
    ),
    useAttention().observePage(window),
    useWindowWidth().observe(window),
    session.observeNetwork(window),
  ];
  return () => {
    for (const end of ends) end();
  };
}
