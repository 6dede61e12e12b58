import { defineStore } from 'pinia';
import { computed, shallowReactive, shallowRef, toRaw } from 'vue';
import type { RequestOutput } from '../../../shared/ipc/contract.ts';
import type { UserId } from '../../../shared/model/ids.ts';
import type { Person } from '../../../shared/model/person.ts';
import { request } from '../bridge/client.ts';
import { useToasts } from './toasts.ts';

const PER_REQUEST = 1_000;
/** Beyond this the names longest not asked for are forgotten; views ask again. */
const MAX_KNOWN = 20_000;

/** Names of people. Views ask with `ensure` for whom they show; questions of one tick travel together. */
export const usePeople = defineStore('people', () => {
  /** Whoever looks one person up is told of that one alone: people arrive with every page of a timeline. */
  const known = shallowReactive(new Map<UserId, Person>());
  /** The same, in the order in which they were told of, for whoever must not be told of changes. */
  const inOrder = toRaw(known);
  /** Another object after every change of `known`. */
  const current = shallowRef({ people: inOrder });
  const asked = new Set<UserId>();
  let waiting: UserId[] = [];

  function apply(people: readonly Person[]): void {
    if (people.length === 0) return;
    for (const person of people) {
      inOrder.delete(person.id);
      known.set(person.id, person);
      asked.delete(person.id);
    }
    for (const id of inOrder.keys()) {
      if (inOrder.size <= MAX_KNOWN) break;
      known.delete(id);
    }
    current.value = { people: inOrder };
  }

  // As values: a store's own functions become actions, which make two sets for whoever may watch them at every call, and rows of long
  // lists call these.
  const nameOf = computed(
    () =>
      (id: UserId): string =>
        known.get(id)?.displayName ?? '',
  );

  /** For lists of thousands: whoever looks names up this way is told whenever anybody changes, and each name costs next to nothing. */
  const nameInList = computed(() => {
    const { people } = current.value;
    return (id: UserId): string => people.get(id)?.displayName ?? '';
  });

  /** Whether they are known to have given their account up (PRF-7). */
  const isGone = computed(
    () =>
      (id: UserId): boolean =>
        known.get(id)?.deactivated === true,
  );

  function ensure(ids: Iterable<UserId>): void {
    for (const id of ids) {
      if (inOrder.has(id) || asked.has(id)) continue;
      asked.add(id);
      if (waiting.push(id) === 1) queueMicrotask(() => void flush());
    }
  }

  async function flush(): Promise<void> {
    const users = waiting;
    waiting = [];
    for (let start = 0; start < users.length; start += PER_REQUEST) {
      const part = users.slice(start, start + PER_REQUEST);
      try {
        apply((await request('people.get', { users: part })).people);
      } catch (error) {
        useToasts().report(error);
      }
      // Whoever is still unknown may be asked for again when a view shows them next.
      for (const id of part) asked.delete(id);
    }
  }

  /** People whose name fits, at most `limit`; remembered, so that rows can show them. */
  async function search(query: string, limit: number): Promise<RequestOutput<'people.search'>> {
    const answer = await request('people.search', { query: query.slice(0, 64), limit });
    apply(answer.people);
    return answer;
  }

  function reset(): void {
    known.clear();
    current.value = { people: inOrder };
    asked.clear();
    waiting = [];
  }

  return { known, apply, nameOf, nameInList, isGone, ensure, search, reset };
});
