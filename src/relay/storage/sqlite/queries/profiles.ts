import type Database from 'better-sqlite3';
import type { UserId } from '../../../../shared/model/ids.ts';
import type { PictureId } from '../../../../shared/model/profile-picture.ts';
import type { ChangedPerson, NewPicture } from '../../profile-port.ts';
import { type PersonRow, toPerson } from '../../rows/account.ts';
import { PERSON } from './accounts.ts';

/** How people are shown, and the pictures of people and groups. */
export interface ProfileQueries {
  /** `terms`: what the person was found by, and is from now on. */
  rename(
    account: number,
    displayName: string,
    terms: { readonly before: readonly string[]; readonly after: readonly string[] },
  ): void;
  setPicture(account: number, picture: PictureId | null): void;
  /** Something of the above was changed by this commit, or the account was given up. */
  stamp(account: number, position: number): void;
  /** Above a position, ascending. */
  changedSince(position: number, limit: number): ChangedPerson[];
  bytes(picture: PictureId): string | undefined;
  /** Harmless when it is there. */
  store(picture: NewPicture): void;
  /** Unless somebody has it. */
  drop(picture: PictureId): void;
}

interface ChangedRow extends PersonRow {
  readonly id: UserId;
  readonly position: number;
}

export function prepareProfiles(database: Database.Database): ProfileQueries {
  const rename = database.prepare<[string, number]>('UPDATE account SET display_name = ? WHERE key = ?');
  const removeTerm = database.prepare<[string, number]>(
    'DELETE FROM account_term WHERE term = ? AND account = ?',
  );
  const addTerm = database.prepare<[string, number]>('INSERT INTO account_term VALUES (?, ?)');
  const setPicture = database.prepare<[PictureId | null, number]>(
    'UPDATE account SET picture = ? WHERE key = ?',
  );
  const stamp = database.prepare<[number, number]>('UPDATE account SET profile_position = ? WHERE key = ?');
  const changedSince = database.prepare<[number, number], ChangedRow>(
    `SELECT ${PERSON}, profile_position AS position FROM account
     WHERE profile_position > ? ORDER BY profile_position LIMIT ?`,
  );
  const bytes = database
    .prepare<[PictureId], string>('SELECT bytes FROM profile_picture WHERE id = ?')
    .pluck();
  const store = database.prepare<[PictureId, string]>(
    'INSERT INTO profile_picture (id, bytes) VALUES (?, ?) ON CONFLICT (id) DO NOTHING',
  );
  const drop = database.prepare<[PictureId, PictureId, PictureId]>(
    `DELETE FROM profile_picture WHERE id = ? AND NOT EXISTS (SELECT 1 FROM account WHERE picture = ?)
       AND NOT EXISTS (SELECT 1 FROM conversation WHERE picture = ?)`,
  );
  return {
    rename(account, displayName, { before, after }) {
      rename.run(displayName, account);
      for (const term of before) removeTerm.run(term, account);
      for (const term of after) addTerm.run(term, account);
    },
    setPicture: (account, picture) => void setPicture.run(picture, account),
    stamp: (account, position) => void stamp.run(position, account),
    changedSince: (position, limit) =>
      changedSince.all(position, limit).map((row) => ({ person: toPerson(row), position: row.position })),
    bytes: (picture) => bytes.get(picture),
    store: ({ id, bytes: content }) => void store.run(id, content),
    drop: (picture) => void drop.run(picture, picture, picture),
  };
}
