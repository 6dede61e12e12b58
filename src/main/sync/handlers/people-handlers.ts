import type { RequestOutput } from '../../../shared/ipc/contract.ts';
import type { Person } from '../../../shared/model/person.ts';
import type { EngineHandlers } from '../engine.ts';
import { isLinkFailure } from '../uplink.ts';
import { patiently } from '../patience.ts';
import type { HandlerContext } from './context.ts';

const SEARCH_LIMIT = 50;
/** A relay that takes longer is not waited for: the disk knows whom one has met; ms. */
const PATIENCE_MS = 2_000;

export function peopleHandlers({ store, session, clock, feed }: HandlerContext) {
  async function learn(people: readonly Person[]): Promise<void> {
    if (people.length > 0) feed.add(await store.write.putPeople(people));
  }

  async function searchDisk(query: string, limit: number): Promise<RequestOutput<'people.search'>> {
    const found = await store.read.searchPeople(query, limit + 1);
    return { people: found.slice(0, limit), more: found.length > limit };
  }

  return {
    async 'people.search'({ query, limit = SEARCH_LIMIT }) {
      const from = session();
      if (!from) return searchDisk(query, limit);
      try {
        const asking = from.request('people.list', { query, limit });
        const answer = await patiently(clock, PATIENCE_MS, asking);
        if (!answer) return await searchDisk(query, limit);
        await learn(answer.people);
        return { people: answer.people, more: answer.more };
      } catch (error) {
        if (!isLinkFailure(error)) throw error;
        return searchDisk(query, limit);
      }
    },
    async 'people.get'({ users }) {
      const known = await store.read.people(users);
      const have = new Set(known.map(({ id }) => id));
      const missing = users.filter((user) => !have.has(user));
      const from = session();
      if (!from || missing.length === 0) return { people: known };
      try {
        const { people } = await from.request('people.get', { users: missing });
        await learn(people);
        return { people: [...known, ...people] };
      } catch (error) {
        if (!isLinkFailure(error)) throw error;
        return { people: known };
      }
    },
  } satisfies Partial<EngineHandlers>;
}
