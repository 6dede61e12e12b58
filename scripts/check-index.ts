/** `npm run check:index -- <store.db> …`: proves that the search index of a client's store equals its messages. */
import { existsSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { openProfile } from '../src/main/profile/profile.ts';
import { isPlainDatabase } from '../src/main/store/cipher.ts';
import { openForReading } from '../src/main/store/database.ts';
import { SCHEMA_VERSION } from '../src/main/store/migrations/migrate.ts';
import { checkIndex } from '../src/main/store/search/check-index.ts';
import { storeKeyOf } from '../src/main/vault/box.ts';
import { AccountId } from '../src/shared/model/ids.ts';

const files = process.argv.slice(2);
if (files.length === 0 || !files.every((file) => existsSync(file))) {
  console.error('usage: npm run check:index -- <store.db> …   (the client that owns it may be running)');
  process.exit(2);
}
for (const file of files) {
  const key = isPlainDatabase(file) ? undefined : keyOf(file);
  const db = openForReading(file, key);
  if (Number(db.pragma('user_version', { simple: true })) !== SCHEMA_VERSION) {
    console.error(`${file}: is of another version; start the client once`);
    process.exit(2);
  }
  const { messages, waiting, wrong } = db.transaction(() => checkIndex(db))();
  db.close();
  const verdict =
    wrong.length === 0 ? 'equal' : `NOT equal: ${wrong.length === 100 ? '100 or more' : wrong.length}`;
  console.log(
    `${file}: ${messages} messages, ${waiting} still to be indexed, index and messages are ${verdict}`,
  );
  if (wrong.length > 0) process.exitCode = 1;
}

/** From the vault of the profile that the store lies in, where neither a keychain nor a passcode is in front of it. */
function keyOf(file: string): Uint8Array {
  const folder = dirname(resolve(file));
  const account = AccountId.safeParse(basename(folder));
  const vault = openProfile(join(folder, '../..')).vault.read();
  if (!account.success || vault?.key.kind !== 'plain' || vault.passcode) {
    console.error(`${file}: is encrypted, and its key is in a keychain or behind a passcode`);
    process.exit(2);
  }
  return storeKeyOf(Buffer.from(vault.key.secret, 'base64'), account.data);
}
