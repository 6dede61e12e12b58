import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../../../shared/errors.ts';
import { DATABASE } from '../../backup/manifest.ts';
import { ConfigError } from '../config-error.ts';
import { DatabaseUrl } from '../relay-settings.ts';
import type { Printed } from './command-words.ts';
import { table } from './print.ts';

/**
 * Copies the database of a stopped relay into PostgreSQL, all or nothing. Throws `not_found` where there is none, and
 * `store_failed` as `importSqlite` does.
 */
export async function importIntoPostgres(
  dataFolder: string,
  url: string | undefined,
  signal: AbortSignal,
): Promise<Printed> {
  const database = DatabaseUrl.safeParse(url);
  if (!database.success) {
    throw new ConfigError(
      'database: --database or YIDU_RELAY_DATABASE says where to, postgres://user:password@host/name',
    );
  }
  const file = join(dataFolder, DATABASE);
  if (!existsSync(file)) {
    throw new AppError('not_found', `${dataFolder} holds no data of a relay; --data names the folder`);
  }
  // Only here: the other commands have no use for a client of PostgreSQL.
  const { importSqlite } = await import('../../storage/postgres/import-sqlite.ts');
  const counts = await importSqlite(file, database.data, signal);
  const rows = counts.map(({ table: name, rows: count }) => [name, count, 'equal'] as const);
  const text = `${table(['TABLE', 'ROWS', ''], rows)}\nevery row was read back and is equal; ${file} is as it was. Files stay in the data folder: start the relay on the\nsame one, with the database`;
  return { value: { tables: counts }, text };
}
