import Database from 'better-sqlite3-multiple-ciphers';
import { migrate } from '../../src/main/store/migrations/migrate.ts';
import { createMetaQueries } from '../../src/main/store/queries/meta-queries.ts';

let bytes: Buffer | undefined;

/** A store's file of the present schema that is nobody's yet: migrating one for each device took an eighth of a simulation. */
export function emptyStore(): Buffer {
  if (bytes) return bytes;
  const db = new Database(':memory:');
  migrate(db);
  createMetaQueries(db).setClean(true);
  bytes = db.serialize();
  db.close();
  return bytes;
}
