import { defineStore } from 'pinia';
import { computed, shallowRef } from 'vue';
import { AppError } from '../../../shared/errors.ts';
import { MAX_MENTIONS } from '../../../shared/model/event.ts';
import type { ConversationId, UserId } from '../../../shared/model/ids.ts';
import type { Person } from '../../../shared/model/person.ts';
import { request } from '../bridge/client.ts';
import { useAccount } from './account.ts';
import { usePeople } from './people.ts';
import { useTimeline } from './timeline.ts';
import { useToasts } from './toasts.ts';

/** Of those whose names fit, so many are offered. */
const MAX_OFFERED = 50;
/** People found on this disk for what was typed in one conversation. */
const MAX_FOUND = 200;
/** Conversations of which is known whom their texts mean by a name. */
const MAX_CONVERSATIONS = 50;

/** What was asked of the relay, as long as it has not refused. */
interface Held {
  readonly conversation: ConversationId;
  readonly memberCount: number;
  /** Settled once it has answered. */
  done: Promise<void>;
}

/**
 * Whom a message of one group can call by name: its members, without me. Read when the first `@` is typed. Until the relay has named
 * them all these are people who have written here lately, and while it cannot be asked those whom this disk knows by what is
 * typed, too; whoever is no member the relay leaves out (MSG-8).
 */
export const useMentionCandidates = defineStore('mention-candidates', () => {
  const members = shallowRef<readonly UserId[]>([]);
  const found = shallowRef<readonly UserId[]>([]);
  /** The relay has named all of them. */
  const whole = shallowRef(false);
  const people = computed(() => {
    const { known } = usePeople();
    const ids = whole.value ? members.value : [...members.value, ...writers(), ...found.value];
    return [...new Set(ids)].flatMap((id): Person[] => {
      const person = id === useAccount().me?.id ? undefined : known.get(id);
      return person && !person.deactivated ? [person] : [];
    });
  });
  /** Whom a text means by a name, kept as long as its draft may be written on. */
  const chosen = new Map<ConversationId, Map<string, UserId>>();
  let of: ConversationId | null = null;
  let held: Held | null = null;

  function writers(): readonly UserId[] {
    const { conversation, items } = useTimeline();
    return conversation === of ? items.map(({ sender }) => sender) : [];
  }

  async function read(conversation: ConversationId, mine: () => boolean): Promise<void> {
    const all: UserId[] = [];
    try {
      for (let more = true; more;) {
        const after = all.at(-1);
        const page = await request('conversation.members', {
          conversation,
          ...(after === undefined ? {} : { after }),
        });
        if (!mine()) return;
        all.push(...page.members.map((member) => member.user));
        usePeople().ensure(page.members.map((member) => member.user));
        members.value = [...all];
        more = page.more && page.members.length > 0;
      }
      whole.value = true;
    } catch (error) {
      if (mine()) held = null;
      // The page says elsewhere that it is offline, and people are offered all the same.
      if (AppError.from(error).code !== 'offline') useToasts().report(error);
    }
  }

  /** Reads all members once; again when their number has changed. Each page brings at least one, so it ends. */
  async function prepare(conversation: ConversationId, memberCount: number): Promise<void> {
    if (held?.conversation !== conversation || held.memberCount !== memberCount) {
      if (of !== conversation) {
        members.value = [];
        found.value = [];
        whole.value = false;
      }
      of = conversation;
      const mine: Held = { conversation, memberCount, done: Promise.resolve() };
      held = mine;
      mine.done = read(conversation, () => held === mine);
    }
    await held.done;
  }

  /** For what is typed after an `@`: asks the relay again where it could not be asked, and this disk where it still cannot be. */
  async function look(conversation: ConversationId, memberCount: number, query: string): Promise<void> {
    await prepare(conversation, memberCount);
    if (of !== conversation || whole.value || query === '') return;
    const answer = await useToasts().guard(() => usePeople().search(query, MAX_OFFERED));
    if (!answer || of !== conversation) return;
    found.value = [...new Set([...answer.people.map(({ id }) => id), ...found.value])].slice(0, MAX_FOUND);
  }

  /** By this name the conversation's text means this person from now on. */
  function choose(conversation: ConversationId, name: string, id: UserId): void {
    const names = chosen.get(conversation) ?? new Map<string, UserId>();
    chosen.delete(conversation);
    chosen.set(conversation, keepNewest(names.set(name, id), MAX_MENTIONS));
    keepNewest(chosen, MAX_CONVERSATIONS);
  }

  /** Those who were chosen, by the names that stand in the text. */
  function chosenIn(conversation: ConversationId): ReadonlyMap<string, UserId> {
    return chosen.get(conversation) ?? new Map<string, UserId>();
  }

  return { people, prepare, look, choose, chosenIn };
});

function keepNewest<K, V>(map: Map<K, V>, most: number): Map<K, V> {
  for (const key of map.keys()) {
    if (map.size <= most) break;
    map.delete(key);
  }
  return map;
}
