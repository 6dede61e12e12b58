import { defineStore } from 'pinia';
import { computed, shallowRef } from 'vue';
import type { ConversationId, UserId } from '../../../shared/model/ids.ts';
import type { Person } from '../../../shared/model/person.ts';
import { request } from '../bridge/client.ts';
import { useAccount } from './account.ts';
import { usePeople } from './people.ts';
import { useToasts } from './toasts.ts';

/** Whom a message of one group can call by name: its members, without me. Read when the first `@` is typed. */
export const useMentionCandidates = defineStore('mention-candidates', () => {
  const users = shallowRef<readonly UserId[]>([]);
  const people = computed(() => {
    const { known } = usePeople();
    return users.value.flatMap((id): Person[] => {
      const person = known.get(id);
      return person && !person.deactivated ? [person] : [];
    });
  });
  let held: { readonly conversation: ConversationId; readonly memberCount: number } | null = null;

  /** Reads all members once; again when their number has changed. Each page brings at least one, so it ends. */
  async function prepare(conversation: ConversationId, memberCount: number): Promise<void> {
    if (held?.conversation === conversation && held.memberCount === memberCount) return;
    const mine = { conversation, memberCount };
    if (held?.conversation !== conversation) users.value = [];
    held = mine;
    const found: UserId[] = [];
    try {
      for (let more = true; more;) {
        const after = found.at(-1);
        const page = await request('conversation.members', {
          conversation,
          ...(after === undefined ? {} : { after }),
        });
        if (held !== mine) return;
        found.push(...page.members.map((member) => member.user));
        usePeople().ensure(page.members.map((member) => member.user));
        users.value = found.filter((id) => id !== useAccount().me?.id);
        more = page.more && page.members.length > 0;
      }
    } catch (error) {
      if (held === mine) held = null;
      useToasts().report(error);
    }
  }

  return { people, prepare };
});
