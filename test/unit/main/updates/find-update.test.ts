import { generateKeyPairSync } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createHttpClient } from '../../../../src/main/net/http-client.ts';
import { findUpdate } from '../../../../src/main/updates/find-update.ts';
import { readUpdateKey } from '../../../../src/main/updates/read-statement.ts';
import { MAX_STATEMENT_BYTES, SignedStatement } from '../../../../src/shared/update-manifest.ts';
import { startUpdateFeed, type UpdateFeed } from '../../../support/update-feed.ts';

let feed: UpdateFeed;
beforeEach(async () => {
  feed = await startUpdateFeed();
});
afterEach(() => feed.close());

function find(
  sources = [{ url: feed.url }],
  key = feed.publicKey,
  signal: AbortSignal = AbortSignal.timeout(10_000),
) {
  const deps = { httpFor: () => createHttpClient(), key, target: 'linux-x64' };
  return findUpdate(deps, sources, signal);
}

function statement(): SignedStatement {
  return SignedStatement.parse(JSON.parse(readFileSync(join(feed.folder, 'linux-x64.json'), 'utf8')));
}

function tamper(change: (text: SignedStatement) => unknown): void {
  writeFileSync(join(feed.folder, 'linux-x64.json'), JSON.stringify(change(statement())));
}

it('finds what was signed, and nothing where nothing is [UPD-1] [UPD-2]', async () => {
  expect(await find()).toBeNull();
  feed.publish({ version: '1.2.3', rollout: 25 }, Buffer.from('program'));
  const found = await find();
  expect(found?.manifest).toMatchObject({
    version: '1.2.3',
    rollout: 25,
    file: { name: 'Yidu-next.AppImage', bytes: 7 },
  });
});

it('believes nothing that its key has not signed [UPD-3]', async () => {
  feed.publish({ version: '1.2.3' }, Buffer.from('program'));
  const { publicKey: another } = generateKeyPairSync('ed25519');
  await expect(find(undefined, another)).rejects.toMatchObject({ code: 'update_refused' });
  tamper(({ manifest, signature }) => ({ manifest: manifest.replace('1.2.3', '1.2.4'), signature }));
  await expect(find()).rejects.toMatchObject({ code: 'update_refused' });
  for (const text of ['', '{}', 'x'.repeat(20_000), JSON.stringify({ manifest: '{}', signature: 'A' })]) {
    writeFileSync(join(feed.folder, 'linux-x64.json'), text);
    await expect(find()).rejects.toMatchObject({ code: 'update_refused' });
  }
  expect(feed.asked.filter((path) => path.endsWith('.AppImage'))).toEqual([]);
});

it('refuses a signed statement that was made for another target [UPD-3]', async () => {
  feed.publish({ target: 'win32-x64' }, Buffer.from('program'));
  const other = readFileSync(join(feed.folder, 'win32-x64.json'));
  writeFileSync(join(feed.folder, 'linux-x64.json'), other);
  await expect(find()).rejects.toMatchObject({ code: 'update_refused' });
});

it('passes over a source that lies or is silent, and asks the next', async () => {
  feed.publish({}, Buffer.from('program'));
  const dead = { url: 'http://127.0.0.1:9/updates' };
  expect(await find([dead, { url: feed.url }])).not.toBeNull();
  await expect(find([dead])).rejects.toMatchObject({ code: 'unreachable' });
  await expect(find([dead, { url: `${feed.url}/nothing` }])).rejects.toMatchObject({ code: 'unreachable' });
});

it('tells of a lie before all else, where no source has anything to offer', async () => {
  feed.publish({}, Buffer.from('program'));
  tamper(({ manifest }) => ({ manifest, signature: `${'A'.repeat(86)}==` }));
  const dead = { url: 'http://127.0.0.1:9/updates' };
  await expect(find([dead, { url: feed.url }])).rejects.toMatchObject({ code: 'update_refused' });
});

it('reads no more than a statement can have, even where all of it would be in order [UPD-2]', async () => {
  feed.publish({}, Buffer.from('program'));
  const file = join(feed.folder, 'linux-x64.json');
  writeFileSync(file, readFileSync(file, 'utf8') + ' '.repeat(MAX_STATEMENT_BYTES));
  await expect(find()).rejects.toMatchObject({ code: 'update_refused' });
});

it('asks nobody else once it is given up', async () => {
  feed.publish({}, Buffer.from('program'));
  const abort = new AbortController();
  const silent = createServer(() => abort.abort());
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  const { port } = silent.address() as AddressInfo;
  const sources = [{ url: `http://127.0.0.1:${port}/updates` }, { url: feed.url }];
  await expect(find(sources, undefined, abort.signal)).rejects.toMatchObject({ code: 'cancelled' });
  expect(feed.asked).toEqual([]);
  silent.closeAllConnections();
  await new Promise((resolve) => silent.close(resolve));
});

it('takes Ed25519 keys only', () => {
  const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  expect(readUpdateKey(publicKey.export({ format: 'der', type: 'spki' }).toString('base64'))).toBeUndefined();
  expect(readUpdateKey('nonsense')).toBeUndefined();
  const good = feed.publicKey.export({ format: 'der', type: 'spki' }).toString('base64');
  expect(readUpdateKey(good)?.asymmetricKeyType).toBe('ed25519');
});
