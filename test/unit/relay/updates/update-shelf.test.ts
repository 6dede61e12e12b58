import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  createUpdateShelf,
  MAX_DOWNLOADS,
  MAX_DOWNLOADS_PER_ADDRESS,
} from '../../../../src/relay/updates/update-shelf.ts';
import { startUpdateFeed, type UpdateFeed } from '../../../support/update-feed.ts';

let feed: UpdateFeed;
beforeEach(async () => {
  feed = await startUpdateFeed();
  feed.publish({}, Buffer.from('0123456789'));
});
afterEach(() => feed.close());

describe('updates for anybody [UPD-1]', () => {
  it('serves whole files, parts of them and their heads', async () => {
    const url = `${feed.url}/Yidu-next.AppImage`;
    const whole = await fetch(url);
    expect(whole.status).toBe(200);
    expect(await whole.text()).toBe('0123456789');
    expect(whole.headers.get('content-security-policy')).toContain('sandbox');
    const part = await fetch(url, { headers: { range: 'bytes=3-5' } });
    expect([part.status, await part.text()]).toEqual([206, '345']);
    expect(part.headers.get('content-range')).toBe('bytes 3-5/10');
    const head = await fetch(url, { method: 'HEAD' });
    expect([head.headers.get('content-length'), await head.text()]).toEqual(['10', '']);
    expect((await fetch(url, { headers: { range: 'bytes=10-' } })).status).toBe(416);
  });

  it('gives nothing but plain files of its folder', async () => {
    writeFileSync(join(feed.folder, '.hidden'), 'secret');
    mkdirSync(join(feed.folder, 'folder'));
    const { port } = new URL(feed.url);
    for (const path of [
      '',
      '/',
      '/.hidden',
      '/folder',
      '/..',
      '/../x',
      '/%2e%2e%2fx',
      '/a/b',
      '/nothing.json',
    ]) {
      const status = await new Promise((resolve, reject) => {
        // Not by `fetch`, which tidies paths up.
        const asked = httpRequest({ port, host: '127.0.0.1', path: `/updates${path}` }, ({ statusCode }) =>
          resolve(statusCode),
        );
        asked.once('error', reject).end();
      });
      expect(status, path).toBe(404);
    }
    expect((await fetch(`${feed.url}/Yidu-next.AppImage`, { method: 'POST', body: 'x' })).status).toBe(405);
  });

  it('holds so many downloads at a time, fewer for one address, and takes more when they are over', async () => {
    writeFileSync(join(feed.folder, 'large.AppImage'), Buffer.alloc(50_000_000));
    const shelf = createUpdateShelf(feed.folder);
    let address: string | undefined = 'a';
    const server = createServer((request, response) =>
      shelf.answer(request, response, {
        text: '',
        limitKey: address,
        isLocal: false,
        isSecure: false,
        token: undefined,
      }),
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const open: AbortController[] = [];
    // A response that nobody holds is given up by `fetch`.
    const held: Response[] = [];
    const ask = async (): Promise<Response> => {
      const abort = new AbortController();
      const response = await fetch(`http://127.0.0.1:${port}/updates/large.AppImage`, {
        signal: abort.signal,
      });
      open.push(abort);
      held.push(response);
      return response;
    };
    for (let n = 0; n < MAX_DOWNLOADS_PER_ADDRESS; n++) expect((await ask()).status).toBe(200);
    const refused = await ask();
    expect(refused.status).toBe(503);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    for (let n = MAX_DOWNLOADS_PER_ADDRESS; n < MAX_DOWNLOADS; n++) {
      address = `b${n}`;
      expect((await ask()).status).toBe(200);
    }
    address = 'c';
    expect((await ask()).status).toBe(503);
    for (const abort of open) abort.abort();
    await expect.poll(async () => (await ask()).status).toBe(200);
    for (const abort of open) abort.abort();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
});
