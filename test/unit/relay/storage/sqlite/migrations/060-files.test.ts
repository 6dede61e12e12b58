import { expect, it } from 'vitest';
import { files } from '../../../../../../src/relay/storage/sqlite/migrations/060-files.ts';
import { prepareQueries } from '../../../../../../src/relay/storage/sqlite/queries/all.ts';
import { FileId, UserId } from '../../../../../../src/shared/model/ids.ts';
import { seededIds } from '../../../../../support/seeded-random.ts';
import { migrateThrough, olderDatabase, putAnna } from './older-database.ts';

it('migration 60 gives an older relay files, which refer to its accounts and messages', () => {
  const makeId = seededIds(60);
  const [user, file] = [UserId.parse(makeId()), FileId.parse(makeId())];
  const database = olderDatabase();
  database.pragma('foreign_keys = ON');
  putAnna(database, user);
  migrateThrough(database, files);
  const queries = prepareQueries(database).files;
  const upload = { id: file, owner: user, name: '报告.pdf', type: 'application/pdf', size: 7, at: 5 };
  expect(queries.insert({ ...upload, quota: 9, openUploads: 1 }, 1)).toBe(true);
  expect(queries.get(file)).toMatchObject({ owner: user, name: '报告.pdf', complete: null });
  expect(() => queries.use(file, 1, 1)).toThrow('FOREIGN KEY');
  const strict = database
    .prepare(`SELECT min(strict) FROM pragma_table_list WHERE name IN ('file', 'file_use')`)
    .pluck();
  expect(strict.get()).toBe(1);
  database.close();
});
