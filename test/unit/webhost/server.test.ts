import type { IncomingMessage } from 'node:http';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { type PageServer, startServer } from '../../../src/webhost/server.ts';
import { PATHS } from '../../../src/webhost/wire.ts';

const connected = vi.fn();
const ring = vi.fn();
const takeBytes = vi.fn(() => Promise.resolve('ticket'));
const takeFile = vi.fn((_request: IncomingMessage, name: string) => Promise.resolve(name));
const serve = vi.fn((request: Request) =>
  Promise.resolve(
    new Response('<html><head><title>x</title></head></html>', {
      headers: { 'Content-Type': 'text/html', 'Content-Security-Policy': 'from the shell', Url: request.url },
    }),
  ),
);
let server: PageServer;

beforeEach(async () => {
  vi.clearAllMocks();
  server = await startServer({ serve, preload: () => 'preload()', connected, ring, takeBytes, takeFile });
});
afterEach(() => server.close());

async function signedIn(kind: 'once' | 'launch' = 'once'): Promise<string> {
  const response = await fetch(`${server.origin}/?ticket=${server.access.ticket(kind)}`, {
    redirect: 'manual',
  });
  expect(response.status).toBe(303);
  expect(response.headers.get('location')).toBe('/');
  return response.headers.get('set-cookie') ?? '';
}

function upgrade(headers: Record<string, string>): Promise<number | 'open'> {
  return new Promise((resolve) => {
    const socket = new WebSocket(`${server.origin.replace('http', 'ws')}${PATHS.socket}`, { headers });
    socket.on('open', () => resolve('open'));
    socket.on('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0));
    socket.on('error', () => undefined);
  });
}

describe('the loopback server of the web host', () => {
  it('gives nothing to whoever has no ticket', async () => {
    for (const path of ['/', PATHS.preload, '/index.html', `/?ticket=wrong`]) {
      expect((await fetch(server.origin + path)).status).toBe(403);
    }
    expect(serve).not.toHaveBeenCalled();
  });

  it('takes a ticket once and gives a cookie that scripts cannot read and other sites cannot use', async () => {
    const ticket = server.access.ticket('once');
    const first = await fetch(`${server.origin}/?ticket=${ticket}`, { redirect: 'manual' });
    expect(first.headers.get('set-cookie')).toMatch(/; HttpOnly; SameSite=Strict; Path=\/$/);
    expect((await fetch(`${server.origin}/?ticket=${ticket}`, { redirect: 'manual' })).status).toBe(403);
  });

  it('takes the printed ticket as long as it runs', async () => {
    const url = `${server.origin}/?ticket=${server.access.ticket('launch')}`;
    for (let i = 0; i < 2; i++) expect((await fetch(url, { redirect: 'manual' })).status).toBe(303);
  });

  it("serves the shell's page with the shell's headers, the preload script first", async () => {
    const response = await fetch(`${server.origin}/a/b.html?c`, { headers: { cookie: await signedIn() } });
    expect(response.headers.get('content-security-policy')).toBe('from the shell');
    expect(response.headers.get('url')).toBe('app://yidu/a/b.html');
    expect(await response.text()).toBe(
      `<html><head><script src="${PATHS.preload}"></script><title>x</title></head></html>`,
    );
  });

  it('refuses requests that were made for another name (DNS rebinding)', async () => {
    const cookie = await signedIn();
    const { port } = new URL(server.origin);
    const { request } = await import('node:http');
    const status = await new Promise((resolve) => {
      request({ port, host: '127.0.0.1', headers: { cookie, host: `evil.example:${port}` } }, (response) => {
        response.resume();
        resolve(response.statusCode);
      }).end();
    });
    expect(status).toBe(403);
  });

  it('connects only its own page: cookie and origin must be right', async () => {
    const cookie = await signedIn();
    const { origin } = server;
    expect(await upgrade({ origin })).toBe(403);
    expect(await upgrade({ cookie, origin: 'http://evil.example' })).toBe(403);
    expect(await upgrade({ cookie })).toBe(403);
    expect(connected).not.toHaveBeenCalled();
    expect(await upgrade({ cookie, origin })).toBe('open');
    expect(connected).toHaveBeenCalledTimes(1);
  });

  it('takes bytes and chosen files from its own page only', async () => {
    const cookie = await signedIn();
    const { origin } = server;
    const post = (path: string, headers: Record<string, string>) =>
      fetch(origin + path, { method: 'POST', body: 'x', headers });
    for (const path of [PATHS.bytes, `${PATHS.files}?name=a%2Fb.txt`]) {
      for (const headers of [{ origin }, { cookie }, { cookie, origin: 'http://evil.example' }]) {
        expect((await post(path, headers as Record<string, string>)).status).toBe(403);
      }
    }
    expect(takeBytes).not.toHaveBeenCalled();
    expect(await (await post(PATHS.bytes, { cookie, origin })).text()).toBe('ticket');
    expect(await (await post(`${PATHS.files}?name=a%2Fb.txt`, { cookie, origin })).text()).toBe('a/b.txt');
  });

  it('rings for whoever knows the address in the profile folder', async () => {
    expect((await fetch(server.origin + PATHS.ring, { method: 'POST' })).status).toBe(403);
    expect((await fetch(server.ringAddress)).status).toBe(403);
    expect(ring).not.toHaveBeenCalled();
    expect((await fetch(server.ringAddress, { method: 'POST' })).status).toBe(204);
    expect(ring).toHaveBeenCalledTimes(1);
  });
});
