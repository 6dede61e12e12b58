import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import type { EventBody } from '../../../shared/ipc/contract.ts';
import type { ConversationId, UserId } from '../../../shared/model/ids.ts';
import { request } from '../bridge/client.ts';
import { pageClock } from './page-clock.ts';
import { usePeople } from './people.ts';

/** Told every 3 s while somebody writes; silence of twice that means that they stopped. */
const REST_MS = 6_000;
const TELL_MS = 3_000;
const MAX_TYPING = 50;

/** Who is writing in the conversation that is open, oldest first, and telling others that I am. */
export const useTyping = defineStore('typing', () => {
  const typing = shallowRef<readonly UserId[]>([]);
  const ends = new Map<UserId, () => void>();
  let looked: ConversationId | null = null;
  let toldAt = -Infinity;

  function stop(user: UserId): void {
    ends.get(user)?.();
    ends.delete(user);
    typing.value = typing.value.filter((one) => one !== user);
  }

  function apply({ conversation, user }: EventBody<'typing.started'>): void {
    if (conversation !== looked) return;
    ends.get(user)?.();
    if (!ends.has(user) && ends.size >= MAX_TYPING) return;
    ends.set(
      user,
      pageClock.schedule(REST_MS, () => stop(user)),
    );
    if (!typing.value.includes(user)) typing.value = [...typing.value, user];
    usePeople().ensure([user]);
  }

  /** The conversation that is looked at; `null`: none is, or nobody looks. */
  async function look(conversation: ConversationId | null): Promise<void> {
    if (looked === conversation) return;
    looked = conversation;
    toldAt = -Infinity;
    for (const user of typing.value) stop(user);
    await request('conversation.look', { conversation }).catch(() => undefined);
  }

  /** I am writing here. At most every 3 s; nobody waits for it. */
  function tell(conversation: ConversationId): void {
    if (pageClock.monotonic() - toldAt < TELL_MS) return;
    toldAt = pageClock.monotonic();
    void request('typing.send', { conversation }).catch(() => undefined);
  }

  return { typing, apply, look, tell, stop };
});
