import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { accountIdOf } from '../../../../src/main/profile/account-id.ts';
import { openProfile } from '../../../../src/main/profile/profile.ts';
import { UserId } from '../../../../src/shared/model/ids.ts';
import { temporaryFolder } from '../../../contract/client-store/fixture.ts';

const me = { id: UserId.parse('019a0000-0000-7000-8000-000000000001'), name: 'lin', displayName: '林夕' };
const relayUrl = 'ws://127.0.0.1:7480/v1/socket';
const id = accountIdOf(relayUrl, me.id);
const STORE = ['.db', '.db-wal', '.db-shm'];

/** A profile as versions with one account left it. */
function earlier(): string {
  const folder = temporaryFolder();
  const account = { me, relayUrl, relayName: 'office', token: { kind: 'plain', token: 'secret' } };
  writeFileSync(join(folder, 'account.json'), JSON.stringify(account));
  mkdirSync(join(folder, 'stores'));
  for (const ending of STORE) writeFileSync(join(folder, 'stores', me.id + ending), ending);
  mkdirSync(join(folder, 'media', me.id), { recursive: true });
  writeFileSync(join(folder, 'media', me.id, 'picture'), 'bytes');
  return folder;
}

function expectMoved(folder: string): void {
  const profile = openProfile(folder);
  expect(profile.accounts.read()).toEqual({ active: id, accounts: [id] });
  expect(profile.account(id).read()).toMatchObject({ me, token: { kind: 'plain', token: 'secret' } });
  expect(readFileSync(profile.storeFile(id), 'utf8')).toBe('.db');
  expect(readFileSync(`${profile.storeFile(id)}-wal`, 'utf8')).toBe('.db-wal');
  expect(existsSync(`${profile.storeFile(id)}-shm`)).toBe(false);
  expect(readFileSync(join(profile.mediaFolder(id), 'picture'), 'utf8')).toBe('bytes');
  expect(existsSync(join(folder, 'account.json'))).toBe(false);
}

it('the one account of an earlier version moves to its folder, with store and files', () => {
  expectMoved(earlier());
});

it('goes on where a crash has broken it off', () => {
  const folder = earlier();
  const target = join(folder, 'accounts', id);
  mkdirSync(target, { recursive: true });
  // After the first of its steps: the journal has moved, the store has not.
  renameSync(join(folder, 'stores', `${me.id}.db-wal`), join(target, 'store.db-wal'));
  expectMoved(folder);
});

it('another relay cannot name its person as somebody else’s to get their store', () => {
  expect(accountIdOf('wss://elsewhere/v1/socket', me.id)).not.toBe(id);
});
