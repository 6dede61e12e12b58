/** `npm run check:index -- <store.db> …`: proves that the search index of a client's store equals its messages. */
import { existsSync } from 'node:fs';
import { openForReading } from '../src/main/store/database.ts';
import { SCHEMA_VERSION } from '../src/main/store/migrations/migrate.ts';
import { checkIndex } from '../src/main/store/search/check-index.ts';

const files = process.argv.slice(2);
if (files.length === 0 || !files.every((file) => existsSync(file))) {
  console.error('usage: npm run check:index -- <store.db> …   (the client that owns it may be running)');
  process.exit(2);
}
for (const file of files) {
  const db = openForReading(file);
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
