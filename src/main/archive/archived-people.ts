import type { ArchivedLine } from '../../shared/archive/format.ts';
import type { UserId } from '../../shared/model/ids.ts';
import type { Person } from '../../shared/model/person.ts';
import type { StoreSnapshot } from '../store/archive-port.ts';
import { peopleInContent } from '../../shared/model/people-in-content.ts';
import { peopleIn } from '../store/notice.ts';

const PEOPLE_AT_ONCE = 1_000;

/** Whom a line names. */
export function peopleOf(item: ArchivedLine): UserId[] {
  if (item.type === 'unsent') return [...peopleInContent(item.content)];
  if (item.type === 'notice') return [item.sender, ...peopleIn(item.notice)];
  const reacted = (item.reactions ?? []).flatMap(({ user }) => user ?? []);
  return [item.sender, ...peopleInContent(item.content), ...reacted];
}

/** Everybody whom the archive names, by id; `null`: nobody knows what they are called. */
export function createArchivedPeople(snapshot: Pick<StoreSnapshot, 'people'>) {
  const found = new Map<UserId, Person | null>();
  return {
    nameOf: (user: UserId): string | undefined => found.get(user)?.displayName,
    async learn(users: readonly UserId[]): Promise<void> {
      const news = [...new Set(users)].filter((user) => !found.has(user));
      for (let at = 0; at < news.length; at += PEOPLE_AT_ONCE) {
        const some = news.slice(at, at + PEOPLE_AT_ONCE);
        for (const user of some) found.set(user, null);
        for (const person of await snapshot.people(some)) found.set(person.id, person);
      }
    },
    all: (): Person[] =>
      [...found.values()]
        .filter((person) => person !== null)
        .map(({ id, name, displayName }) => ({ id, name, displayName }))
        .sort((a, b) => (a.id < b.id ? -1 : 1)),
  };
}
