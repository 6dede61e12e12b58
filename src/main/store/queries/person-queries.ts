import type { Database } from 'better-sqlite3';
import type { UserId } from '../../../shared/model/ids.ts';
import type { Person } from '../../../shared/model/person.ts';
import type { PictureId } from '../../../shared/model/profile-picture.ts';

/** The account's own row in `person`. */
export const ME = 1;

/** People, known by name or only referred to. */
export interface PersonQueries {
  /** The row of a person, made when missing. */
  num(id: UserId): number;
  /** The row of a person that has one. */
  known(id: UserId): number | undefined;
  /** True if this is news. */
  put(person: Person): boolean;
  byIds(ids: readonly UserId[]): Person[];
  unknown(limit: number, after: UserId | undefined): UserId[];
  /** Everybody whose name is known and who is not gone (PRF-7), by name. */
  named(): Person[];
  /** Whether anybody's name is known besides mine. */
  knowsOthers(): boolean;
}

interface Row extends Omit<Person, 'picture' | 'deactivated'> {
  readonly picture: PictureId | null;
  readonly deactivated: 0 | 1;
}

function toPerson({ picture, deactivated, ...person }: Row): Person {
  return {
    ...person,
    ...(picture === null ? {} : { picture }),
    ...(deactivated === 0 ? {} : { deactivated: true }),
  };
}

export function createPersonQueries(db: Database): PersonQueries {
  const selectNum = db.prepare<[string], number>('SELECT num FROM person WHERE id = ?').pluck();
  const insert = db.prepare<[string], number>('INSERT INTO person (id) VALUES (?) RETURNING num').pluck();
  const upsert = db.prepare<[string, string, string, string | null, 0 | 1]>(`
    INSERT INTO person (id, name, display_name, picture, deactivated) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (id) DO UPDATE SET name = excluded.name, display_name = excluded.display_name, picture = excluded.picture,
      deactivated = excluded.deactivated
    WHERE name IS NOT excluded.name OR display_name IS NOT excluded.display_name OR picture IS NOT excluded.picture
      OR deactivated != excluded.deactivated`);
  const selectIds = db.prepare<[string], Row>(`
    SELECT p.id, p.name, p.display_name AS displayName, p.picture, p.deactivated FROM json_each(?) AS wanted
    CROSS JOIN person AS p ON p.id = wanted.value WHERE p.name IS NOT NULL`);
  const selectUnknown = db
    .prepare<[number, number], UserId>(
      'SELECT id FROM person WHERE name IS NULL AND num > ? ORDER BY num LIMIT ?',
    )
    .pluck();
  const selectNamed = db.prepare<[], Row>(`
    SELECT id, name, display_name AS displayName, picture, deactivated FROM person
    WHERE name IS NOT NULL AND deactivated = 0 ORDER BY display_name, name`);
  const selectOther = db.prepare<[], number>(
    `SELECT 1 FROM person WHERE name IS NOT NULL AND num != ${ME} LIMIT 1`,
  );
  return {
    known: (id) => selectNum.get(id),
    num: (id) => selectNum.get(id) ?? insert.get(id) ?? 0,
    put: ({ id, name, displayName, picture, deactivated }) =>
      upsert.run(id, name, displayName, picture ?? null, deactivated ? 1 : 0).changes > 0,
    byIds: (ids) => selectIds.all(JSON.stringify(ids)).map(toPerson),
    unknown: (limit, after) => selectUnknown.all((after && selectNum.get(after)) ?? 0, limit),
    named: () => selectNamed.all().map(toPerson),
    knowsOthers: () => selectOther.get() !== undefined,
  };
}
