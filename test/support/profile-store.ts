import { basename, dirname, join } from 'node:path';
import Database, { type Database as Connection } from 'better-sqlite3-multiple-ciphers';
import { openProfile } from '../../src/main/profile/profile.ts';
import { useKey } from '../../src/main/store/cipher.ts';
import { storeKeyOf } from '../../src/main/vault/box.ts';
import { AccountId } from '../../src/shared/model/ids.ts';

/** The key of a store in a profile without keychain and passcode, as the web host makes them. */
export function profileStoreKey(file: string): Uint8Array {
  const account = dirname(file);
  const vault = openProfile(join(account, '../..')).vault.read();
  if (vault?.key.kind !== 'plain') throw new Error('the key is not in the profile');
  return storeKeyOf(Buffer.from(vault.key.secret, 'base64'), AccountId.parse(basename(account)));
}

/** Opens it as another program with the key would. */
export function openProfileStore(file: string, options: Database.Options = {}): Connection {
  const db = new Database(file, options);
  useKey(db, profileStoreKey(file));
  return db;
}
