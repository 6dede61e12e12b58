import type { WriterContext } from '../writer-context.ts';
import { ME } from '../queries/person-queries.ts';
import { OldPerson } from './old-rows.ts';
import type { OldStore } from './old-store.ts';

const MAX_KNOWN = 10_000;

/** Whom the old file means by a number. */
export interface OldPeople {
  /** The person's number in this store; `undefined` if the old file does not tell. */
  num(place: number | null): number | undefined;
}

export function createOldPeople(old: OldStore, { people }: Pick<WriterContext, 'people'>): OldPeople {
  const known = new Map<number, number | undefined>();
  return {
    num(place) {
      if (place === null) return undefined;
      // A file that is mine has me there.
      if (place === ME) return ME;
      if (known.has(place)) return known.get(place);
      const id = OldPerson.shape.id.safeParse(old.row('person', place)?.['id']).data;
      const num = id && people.num(id);
      if (known.size >= MAX_KNOWN) known.clear();
      known.set(place, num);
      return num;
    },
  };
}
