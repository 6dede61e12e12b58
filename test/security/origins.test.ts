import { request } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { ProtocolClient } from '../support/protocol-client.ts';
import { WsRelay } from '../support/ws-relay.ts';

let relay: WsRelay;

afterEach(() => relay.stop());

const metrics = ({ isLocal }: { readonly isLocal: boolean }) =>
  isLocal ? Promise.resolve({ contentType: 'text/plain', body: 'inner workings' }) : undefined;

/** Status and body of a GET with exactly these headers. */
function get(
  path: string,
  headers: Record<string, string>,
): Promise<{ status: number; body: string; cors: unknown }> {
  return new Promise((resolve, reject) => {
    const call = request({ host: '127.0.0.1', port: relay.server.port, path, headers }, (response) => {
      let body = '';
      response.on('data', (chunk: Buffer) => (body += chunk.toString()));
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          body,
          cors: response.headers['access-control-allow-origin'],
        }),
      );
    });
    call.on('error', reject);
    call.end();
  });
}

describe('pages of other sites', () => {
  it.each([
    'https://evil.example',
    'http://127.0.0.1:7480',
    'http://localhost',
    'null',
    'file://',
    'chrome-extension://abc',
    'https://chat.example.evil.example',
    'https://chat.example:8443',
    'HTTPS://CHAT.EXAMPLE',
    'https://chat.example/',
  ])('[CON-2] of the origin %s do not get a connection, with whatever else they say', async (origin) => {
    relay = await WsRelay.start({}, { admission: { allowedOrigins: ['https://chat.example'] } });
    const { url } = relay.server;
    for (const more of [{}, { 'Sec-WebSocket-Origin': 'https://chat.example' }, { Host: 'chat.example' }]) {
      await expect(ProtocolClient.connect(url, { Origin: origin, ...more })).rejects.toThrow('403');
    }
    await ProtocolClient.connect(url, { Origin: 'https://chat.example' });
  });

  it('whose name was made to point at this machine read neither metrics nor counts', async () => {
    relay = await WsRelay.start(
      {},
      {
        metrics,
        health: (isLocal) => ({ ok: true, body: { status: 'ok', ...(isLocal && { connections: 7 }) } }),
      },
    );
    const { port } = relay.server;
    for (const host of [
      `evil.example:${port}`,
      'evil.example',
      '127.0.0.1.evil.example',
      'localhost.evil.example',
    ]) {
      expect((await get('/metrics', { host })).status).toBe(404);
      expect((await get('/healthz', { host })).body).toBe('{"status":"ok"}\n');
    }
    for (const host of [`localhost:${port}`, `127.0.0.1:${port}`, '[::1]:80', '127.0.0.1']) {
      expect((await get('/metrics', { host })).body).toBe('inner workings');
      expect((await get('/healthz', { host })).body).toContain('connections');
    }
  });

  it('are never told that they may read an answer', async () => {
    relay = await WsRelay.start({}, { metrics });
    for (const path of ['/metrics', '/healthz', '/']) {
      expect((await get(path, { origin: 'https://evil.example' })).cors).toBeUndefined();
    }
  });
});
