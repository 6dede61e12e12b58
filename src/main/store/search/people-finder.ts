import type { Person } from '../../../shared/model/person.ts';
import { findInName, queryWords } from '../../../shared/names/find-in-name.ts';
import { createNameKeys } from '../../../shared/names/name-keys.ts';
import { readingsOf } from '../../../shared/names/readings.ts';
import type { PersonQueries } from '../queries/person-queries.ts';

/** Finds people on this disk by name, pinyin and initials. */
export interface PeopleFinder {
  /** Those whose name begins with the query first, then those with a word that does; each by name. Without a query, everybody. */
  find(query: string, limit: number): Person[];
}

/**
 * Looks at everybody: the names of 10,000 people are ready for it after the first time, and then it takes some milliseconds
 * of the reader's thread. No index finds what is inside a mixture of characters and letters.
 */
export function createPeopleFinder(people: Pick<PersonQueries, 'named'>): PeopleFinder {
  const keyOf = createNameKeys(readingsOf);
  return {
    find(query, limit) {
      if (query.trim() === '') return people.named().slice(0, limit);
      const words = queryWords(query);
      if (words.length === 0) return [];
      const byRank: [Person[], Person[], Person[]] = [[], [], []];
      for (const person of people.named()) {
        const ranks = [person.displayName, person.name].flatMap(
          (name) => findInName(keyOf(name), words)?.rank ?? [],
        );
        const [first, second = first] = ranks;
        if (first !== undefined && second !== undefined) byRank[first < second ? first : second].push(person);
      }
      return byRank.flat().slice(0, limit);
    },
  };
}
