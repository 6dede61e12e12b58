import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { PAGE_ORIGIN, registerAppScheme, servePage } from '../../../../src/main/platform/app-scheme.ts';

const electron = vi.hoisted(() => ({
  serve: undefined as ((request: Request) => Promise<Response>) | undefined,
  schemes: [] as { scheme: string; privileges: Record<string, boolean> }[],
}));
vi.mock('electron', () => ({
  protocol: {
    handle: (_scheme: string, serve: (request: Request) => Promise<Response>) => (electron.serve = serve),
    registerSchemesAsPrivileged: (schemes: typeof electron.schemes) => (electron.schemes = schemes),
  },
}));

const FACE = 'f'.repeat(43);
const PICTURE = '0192f000-0000-7000-8000-000000000001';
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'yidu-page-'));
  mkdirSync(join(folder, 'renderer'));
  writeFileSync(join(folder, 'renderer', 'index.html'), '<html></html>');
  writeFileSync(join(folder, 'secret.js'), 'secret');
  writeFileSync(join(folder, 'picture'), 'pixels');
  servePage(join(folder, 'renderer'), {
    ofMessage: (id) =>
      id === PICTURE
        ? Promise.resolve({ path: join(folder, 'picture'), type: 'image/png' })
        : Promise.reject(new Error('no picture')),
    ofProfile: ({ of, picture }) => {
      if (picture !== FACE || of.kind === 'conversation') return Promise.reject(new Error('no picture'));
      const owner = of.kind === 'person' ? of.user : `account ${of.account}`;
      return Promise.resolve({ bytes: Buffer.from(`face of ${owner}`), type: 'image/webp' });
    },
  });
});
afterAll(() => rmSync(folder, { recursive: true }));

async function get(url: string, method = 'GET'): Promise<Response> {
  const response = await electron.serve?.(new Request(url, { method }));
  if (!response) throw new Error('nothing serves');
  return response;
}

it('serves pictures of messages by their id, as nothing but pictures', async () => {
  const picture = await get(`${PAGE_ORIGIN}/media/${PICTURE}?1`);
  expect([picture.status, await picture.text()]).toEqual([200, 'pixels']);
  expect(Object.fromEntries(picture.headers)).toMatchObject({
    'content-type': 'image/png',
    'content-security-policy': "default-src 'none'; sandbox",
    'x-content-type-options': 'nosniff',
  });
  for (const id of [PICTURE.replace('1', '2'), 'index.html', `${PICTURE}/x`]) {
    expect((await get(`${PAGE_ORIGIN}/media/${id}`)).status).toBe(404);
  }
});

it('serves pictures of people and groups by whose they are and which, as nothing but pictures', async () => {
  const face = await get(`${PAGE_ORIGIN}/pictures/person/${PICTURE}/${FACE}`);
  expect([face.status, await face.text()]).toEqual([200, `face of ${PICTURE}`]);
  expect(Object.fromEntries(face.headers)).toMatchObject({
    'content-type': 'image/webp',
    'content-security-policy': "default-src 'none'; sandbox",
    'x-content-type-options': 'nosniff',
  });
  const own = await get(`${PAGE_ORIGIN}/pictures/account/${'a'.repeat(32)}/${FACE}`);
  expect(await own.text()).toBe(`face of account ${'a'.repeat(32)}`);
  for (const path of [
    `account/${PICTURE}/${FACE}`,
    `conversation/${PICTURE}/${FACE}`,
    `person/${PICTURE}/${FACE}x`,
    `person/nobody/${FACE}`,
    `channel/${PICTURE}/${FACE}`,
    `person/${PICTURE}`,
    `person/%2e%2e/${FACE}`,
  ]) {
    expect((await get(`${PAGE_ORIGIN}/pictures/${path}`)).status, path).toBe(404);
  }
});

it('serves the page, and every answer has the policy', async () => {
  const page = await get(`${PAGE_ORIGIN}/`);
  expect(page.status).toBe(200);
  expect(await page.text()).toBe('<html></html>');
  for (const response of [page, await get(`${PAGE_ORIGIN}/missing.js`)]) {
    expect(response.headers.get('Content-Security-Policy')).toContain("default-src 'none'");
    expect(response.headers.get('X-Content-Type-Options')).toBe('nosniff');
  }
});

it('serves nothing else', async () => {
  expect((await get(`${PAGE_ORIGIN}/%2e%2e/secret.js`)).status).toBe(404);
  expect((await get(`${PAGE_ORIGIN}/..%2fsecret.js`)).status).toBe(404);
  expect((await get('app://other/')).status).toBe(403);
  expect((await get(`${PAGE_ORIGIN}/`, 'POST')).status).toBe(403);
});

it('is an origin of its own that does not bypass the policy', () => {
  registerAppScheme();
  expect(electron.schemes).toHaveLength(1);
  expect(electron.schemes[0]).toMatchObject({ scheme: 'app', privileges: { standard: true, secure: true } });
  expect(electron.schemes[0]?.privileges).not.toHaveProperty('bypassCSP');
});
