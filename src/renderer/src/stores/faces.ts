import { defineStore } from 'pinia';
import { ref } from 'vue';
import { ConversationId, UserId } from '../../../shared/model/ids.ts';
import type { PictureId } from '../../../shared/model/profile-picture.ts';
import { useAccount } from './account.ts';
import { useAccounts } from './accounts.ts';
import { useConversations } from './conversations.ts';
import { usePeople } from './people.ts';

/** People asked for because their avatar was drawn before anybody wanted their name; beyond it they stay initials. */
const MAX_WANTED = 20_000;

/** Which pictures people and groups have, as addresses that the main process serves. */
export const useFaces = defineStore('faces', () => {
  const account = useAccount();
  const people = usePeople();
  const conversations = useConversations();
  const round = ref(0);
  /** Asked for once: an id that nobody knows is not asked for again and again. */
  let wanted = new Set<UserId>();

  function pictureOf(user: UserId): PictureId | undefined {
    if (user === account.me?.id) return account.me.picture;
    const person = people.known.get(user);
    if (!person && !wanted.has(user) && wanted.size < MAX_WANTED) {
      wanted.add(user);
      // Not while something is being drawn that depends on it.
      queueMicrotask(() => people.ensure([user]));
    }
    return person?.picture;
  }

  function urlOf(kind: 'person' | 'title', id: string, of?: string): string | undefined {
    if (of !== undefined && of !== account.ready?.id) {
      const picture = useAccounts().entries.find((entry) => entry.id === of)?.me.picture;
      return picture && `/pictures/account/${of}/${picture}`;
    }
    if (kind === 'person') {
      const user = UserId.safeParse(id);
      const picture = user.success ? pictureOf(user.data) : undefined;
      return picture && `/pictures/person/${id}/${picture}`;
    }
    const conversation = ConversationId.safeParse(id);
    const picture = conversation.success ? conversations.rows.get(conversation.data)?.picture : undefined;
    return picture && `/pictures/conversation/${id}/${picture}`;
  }

  /** The relay can be asked again. */
  function tryAgain(): void {
    round.value += 1;
  }

  function reset(): void {
    wanted = new Set();
  }

  return { round, urlOf, tryAgain, reset };
});
