import type { Database } from 'better-sqlite3';
import type { UserId } from '../../../shared/model/ids.ts';
import type { Person } from '../../../shared/model/person.ts';

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
  unknown(limit: number): UserId[];
  /** Everybody whose name is known, by name. */
  named(): Person[];
}

type Row = Person;

export function createPersonQueries(db: Database): PersonQueries {
  const selectNum = db.prepare<[string], number>('SELECT num FROM person WHERE id = ?').pluck();
  const insert = db.prepare<[string], number>('INSERT INTO person (id) VALUES (?) RETURNING num').pluck();
  const upsert = db.prepare<[string, string, string]>(`
    INSERT INTO person (id, name, display_name) VALUES (?, ?, ?)
    ON CONFLICT (id) DO UPDATE SET name = excluded.name, display_name = excluded.display_name
    WHERE name IS NOT excluded.name OR display_name IS NOT excluded.display_name`);
  const selectIds = db.prepare<[string], Row>(`
    SELECT p.id, p.name, p.display_name AS displayName FROM json_each(?) AS wanted
    CROSS JOIN person AS p ON p.id = wanted.value WHERE p.name IS NOT NULL`);
  const selectUnknown = db
    .prepare<[number], UserId>('SELECT id FROM person WHERE name IS NULL ORDER BY num LIMIT ?')
    .pluck();
  const selectNamed = db.prepare<[], Row>(
    'SELECT id, name, display_name AS displayName FROM person WHERE name IS NOT NULL ORDER BY display_name, name',
  );
  return {
    known: (id) => selectNum.get(id),
    num: (id) => selectNum.get(id) ?? insert.get(id) ?? 0,
    put: ({ id, name, displayName }) => upsert.run(id, name, displayName).changes > 0,
    byIds: (ids) => selectIds.all(JSON.stringify(ids)),
    unknown: (limit) => selectUnknown.all(limit),
    named: () => selectNamed.all(),
  };
}
