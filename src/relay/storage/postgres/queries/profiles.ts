import type { PictureId } from '../../../../shared/model/profile-picture.ts';
import type { ChangedPerson, NewPicture } from '../../profile-port.ts';
import { type PersonRow, toPerson } from '../../rows/account.ts';
import type { Session } from '../session.ts';
import { PERSON } from './accounts.ts';

/** How people are shown, and the pictures of people and groups. */
export interface ProfileQueries {
  /** `terms`: what the person is found by from now on, instead of all before. */
  rename(account: number, displayName: string, terms: readonly string[]): Promise<void>;
  setPicture(account: number, picture: PictureId | null): Promise<void>;
  /** Something of the above was changed by this commit, or the account was given up. */
  stamp(account: number, position: number): Promise<void>;
  /** Above a position, ascending. */
  changedSince(position: number, limit: number): Promise<ChangedPerson[]>;
  bytes(picture: PictureId): Promise<string | undefined>;
  /** Harmless when it is there. */
  store(picture: NewPicture): Promise<void>;
  /** Unless somebody has it. */
  drop(picture: PictureId): Promise<void>;
}

interface ChangedRow extends PersonRow {
  readonly position: number;
}

export function prepareProfiles(session: Session): ProfileQueries {
  const rename = session.prepare<[string, number]>('UPDATE account SET display_name = ? WHERE key = ?');
  const removeTerms = session.prepare<[number]>('DELETE FROM account_term WHERE account = ?');
  const addTerms = session.prepare<[number, readonly string[]]>(
    'INSERT INTO account_term (account, term) SELECT ?::integer, term FROM unnest(?::text[]) AS t (term)',
  );
  const setPicture = session.prepare<[PictureId | null, number]>(
    'UPDATE account SET picture = ? WHERE key = ?',
  );
  const stamp = session.prepare<[number, number]>('UPDATE account SET profile_position = ? WHERE key = ?');
  const changedSince = session.prepare<[number, number], ChangedRow>(
    `SELECT ${PERSON}, profile_position AS position FROM account
     WHERE profile_position > ? ORDER BY profile_position LIMIT ?`,
  );
  const bytes = session
    .prepare<[PictureId], string>('SELECT bytes FROM profile_picture WHERE id = ?')
    .pluck();
  const store = session.prepare<[PictureId, string]>(
    'INSERT INTO profile_picture (id, bytes) VALUES (?, ?) ON CONFLICT (id) DO NOTHING',
  );
  const drop = session.prepare<[PictureId]>(
    `DELETE FROM profile_picture p WHERE id = ? AND NOT EXISTS (SELECT 1 FROM account WHERE picture = p.id)
       AND NOT EXISTS (SELECT 1 FROM conversation WHERE picture = p.id)`,
  );
  return {
    async rename(account, displayName, terms) {
      await rename.run(displayName, account);
      await removeTerms.run(account);
      await addTerms.run(account, terms);
    },
    setPicture: (account, picture) => setPicture.run(picture, account),
    stamp: (account, position) => stamp.run(position, account),
    changedSince: async (position, limit) =>
      (await changedSince.all(position, limit)).map((row) => ({
        person: toPerson(row),
        position: row.position,
      })),
    bytes: (picture) => bytes.get(picture),
    store: ({ id, bytes: content }) => store.run(id, content),
    drop: (picture) => drop.run(picture),
  };
}
