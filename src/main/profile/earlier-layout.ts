import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as z from 'zod';
import { UserId } from '../../shared/model/ids.ts';
import { accountIdOf } from './account-id.ts';

const EarlierAccount = z.object({ me: z.object({ id: UserId }), relayUrl: z.string() });

/**
 * Moves the one signed-in account of a profile before several were possible to its folder: `account.json`, `stores/` and `media/`
 * lay at the top. Every step can be done again, and `account.json` goes last, so a crash in between is made up for at the next
 * start. Stores of people who had signed out stay where they are.
 */
export function moveToAccountFolder(folder: string): void {
  const account = join(folder, 'account.json');
  const found = EarlierAccount.safeParse(readJson(account));
  if (!found.success) return;
  const { me, relayUrl } = found.data;
  const id = accountIdOf(relayUrl, me.id);
  const to = (name: string): string => join(folder, 'accounts', id, name);
  const store = join(folder, 'stores', `${me.id}.db`);
  // The journal first: nobody opens a store that has lost it.
  move(`${store}-wal`, to('store.db-wal'));
  rmSync(`${store}-shm`, { force: true });
  move(store, to('store.db'));
  move(join(folder, 'media', me.id), to('media'));
  const index = join(folder, 'accounts.json');
  if (!existsSync(index))
    writeFileSync(index, `${JSON.stringify({ active: id, accounts: [id] })}\n`, { mode: 0o600, flush: true });
  move(account, to('account.json'));
}

function move(from: string, to: string): void {
  if (!existsSync(from)) return;
  mkdirSync(dirname(to), { recursive: true, mode: 0o700 });
  renameSync(from, to);
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}
