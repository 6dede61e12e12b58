import type { Database } from 'better-sqlite3';
import type { UserId } from '../../../shared/model/ids.ts';

/** What the relay's greeting said when what is on disk was pulled. */
export interface Greeted {
  /** Under which all heads were pulled; `null`: not known. */
  readonly receiptPolicy: string | null;
  /** All messages with content of these have been pulled as they are. */
  readonly features: readonly string[];
}

/** Single values of the store. */
export interface MetaQueries {
  /** What the next pull goes on from. */
  position(): number;
  /** Everything up to here is on disk; `followed` says so too, from here on. */
  setPosition(position: number): void;
  /** The newest position that was reached here, or by the damaged file before this one: beyond `position` until all is pulled again. */
  followed(): number;
  setFollowed(position: number): void;
  /** How far changes of people have been followed; `undefined`: never. */
  peoplePosition(): number | undefined;
  setPeoplePosition(position: number): void;
  generation(): string | undefined;
  setGeneration(generation: string): void;
  isComparing(): boolean;
  setComparing(comparing: boolean): void;
  /** Makes the file `me`'s, with person 1; false, and nothing has changed, if it is somebody else's. */
  claim(me: UserId): boolean;
  greeted(): Greeted;
  setGreeted(greeted: Partial<Greeted>): void;
  isClean(): boolean;
  setClean(clean: boolean): void;
}

/** Whether the database has no table at all. */
export function hasNoTables(db: Database): boolean {
  return db.prepare('SELECT 1 FROM sqlite_schema LIMIT 1').get() === undefined;
}

export function createMetaQueries(db: Database): MetaQueries {
  const select = db.prepare<[string], string>('SELECT value FROM meta WHERE key = ?').pluck();
  const upsert = db.prepare<[string, string]>(
    'INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
  );
  const remove = db.prepare<[string]>('DELETE FROM meta WHERE key = ?');
  const insertMe = db.prepare<[string]>('INSERT INTO person (num, id) VALUES (1, ?)');
  return {
    position: () => Number(select.get('position') ?? 0),
    setPosition(position) {
      upsert.run('position', String(position));
      remove.run('followed');
    },
    followed: () => Number(select.get('followed') ?? select.get('position') ?? 0),
    setFollowed: (position) => void upsert.run('followed', String(position)),
    peoplePosition() {
      const position = select.get('people');
      return position === undefined ? undefined : Number(position);
    },
    setPeoplePosition: (position) => void upsert.run('people', String(position)),
    generation: () => select.get('generation'),
    setGeneration: (generation) => void upsert.run('generation', generation),
    isComparing: () => select.get('comparing') === '1',
    setComparing: (comparing) => void upsert.run('comparing', comparing ? '1' : '0'),
    claim(me) {
      const owner = select.get('me');
      if (owner !== undefined) return owner === me;
      db.transaction(() => {
        upsert.run('me', me);
        insertMe.run(me);
      })();
      return true;
    },
    greeted: () => ({
      receiptPolicy: select.get('greeted-receipts') ?? null,
      features: (select.get('greeted-features') ?? '').split(' ').filter((name) => name !== ''),
    }),
    setGreeted({ receiptPolicy, features }) {
      if (receiptPolicy) upsert.run('greeted-receipts', receiptPolicy);
      if (features) upsert.run('greeted-features', features.join(' '));
    },
    isClean: () => select.get('clean') === '1',
    setClean: (clean) => void upsert.run('clean', clean ? '1' : '0'),
  };
}
