import { connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { Connection } from '../../../../src/relay/session/connection.ts';
import { chained } from '../../../support/frames.ts';
import { listenWs, type WsServer, type WsServerOptions } from '../../../../src/relay/transport/ws-server.ts';
import { SILENT_LOGGER } from '../../../../src/shared/logger.ts';
import { ManualClock } from '../../../support/manual-clock.ts';

let server: WsServer | undefined;

async function listen(options: Partial<WsServerOptions> = {}): Promise<WsServer> {
  server = await listenWs({
    host: '127.0.0.1',
    port: 0,
    onConnection: () => undefined,
    health: () => ({ ok: true, body: { status: 'ok' } }),
    clock: new ManualClock(),
    logger: SILENT_LOGGER,
    ...options,
  });
  return server;
}

afterEach(async () => {
  await server?.close(0);
  server = undefined;
});

describe('ws server', () => {
  it('answers /healthz with 200, and with 503 when it is not well', async () => {
    let ok = true;
    const { port } = await listen({ health: () => ({ ok, body: { status: ok ? 'ok' : 'draining' } }) });
    const healthy = await fetch(`http://127.0.0.1:${port}/healthz`);
    expect([healthy.status, await healthy.json()]).toEqual([200, { status: 'ok' }]);
    ok = false;
    const unwell = await fetch(`http://127.0.0.1:${port}/healthz`);
    expect([unwell.status, await unwell.json()]).toEqual([503, { status: 'draining' }]);
    expect((await fetch(`http://127.0.0.1:${port}/v1/socket`)).status).toBe(426);
  });

  it('tells /healthz whether the asker is on this machine, and a proxy on it does not count', async () => {
    const { port } = await listen({ health: (isLocal) => ({ ok: true, body: { isLocal } }) });
    const ask = async (headers: Record<string, string>): Promise<unknown> =>
      (await fetch(`http://127.0.0.1:${port}/healthz`, { headers })).json();
    expect(await ask({})).toEqual({ isLocal: true });
    expect(await ask({ 'x-forwarded-for': '203.0.113.9' })).toEqual({ isLocal: false });
    expect(await ask({ forwarded: 'for=203.0.113.9' })).toEqual({ isLocal: false });
  });

  it('hands out /metrics to whom it is told to, and is not there for anybody else', async () => {
    const askers: unknown[] = [];
    const { port } = await listen({
      metrics: (asker) => {
        askers.push(asker);
        return asker.token === 'sesame'
          ? Promise.resolve({ contentType: 'text/plain', body: 'x 1\n' })
          : undefined;
      },
    });
    const ask = (headers: Record<string, string>, method = 'GET'): Promise<Response> =>
      fetch(`http://127.0.0.1:${port}/metrics`, { headers, method });
    const open = await ask({ authorization: 'Bearer sesame' });
    expect([open.status, open.headers.get('content-type'), await open.text()]).toEqual([
      200,
      'text/plain',
      'x 1\n',
    ]);
    const closed = await ask({ 'x-forwarded-for': '203.0.113.9', authorization: 'Basic sesame' });
    expect([closed.status, await closed.json()]).toEqual([404, { error: 'Not Found' }]);
    expect(askers).toEqual([
      { isLocal: true, token: 'sesame' },
      { isLocal: false, token: undefined },
    ]);
    expect((await ask({ authorization: 'Bearer sesame' }, 'DELETE')).status).toBe(404);
  });

  it('answers 500, and logs, when the metrics cannot be read', async () => {
    const { port } = await listen({ metrics: () => Promise.reject(new Error('broken')) });
    expect((await fetch(`http://127.0.0.1:${port}/metrics`)).status).toBe(500);
  });

  it('rejects when the port is taken', async () => {
    const { port } = await listen();
    const second = listenWs({
      host: '127.0.0.1',
      port,
      onConnection: () => undefined,
      health: () => ({ ok: true, body: {} }),
      clock: new ManualClock(),
      logger: SILENT_LOGGER,
    });
    await expect(second).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });

  it('[CON-1] cuts off a request whose headers are too large', async () => {
    const { port } = await listen();
    const socket = connect(port, '127.0.0.1');
    socket.write(`GET /healthz HTTP/1.1\r\nHost: x\r\nX-Big: ${'a'.repeat(20_000)}\r\n\r\n`);
    const answer = await new Promise<string>((resolve) => {
      let text = '';
      socket.on('data', (data) => (text += data.toString()));
      socket.on('close', () => resolve(text));
    });
    expect(answer).toMatch(/^HTTP\/1.1 431/);
  });

  it('sends several frames at once, between the pings of ws, in order', async () => {
    let relayEnd: Connection | undefined;
    const { url } = await listen({ onConnection: (connection) => (relayEnd = connection) });
    const socket = new WebSocket(url);
    const texts: string[] = [];
    let pings = 0;
    socket.on('message', (data: Buffer) => texts.push(data.toString('utf8')));
    socket.on('ping', () => pings++);
    await new Promise((resolve) => socket.once('open', resolve));
    for (let i = 0; i < 50; i++) {
      relayEnd?.send(chained(`${i}a`, `${i}b`));
      relayEnd?.ping();
    }
    relayEnd?.close(1001, 'bye');
    relayEnd?.send(chained('too late'));
    const code = await new Promise((resolve) => socket.on('close', resolve));
    expect(code).toBe(1001);
    expect(texts).toEqual(Array.from({ length: 50 }, (_, i) => [`${i}a`, `${i}b`]).flat());
    expect(pings).toBe(50);
  });

  it('tells the connection of its end exactly once, however it ends', async () => {
    let ends = 0;
    let ended = (): void => undefined;
    const done = new Promise<void>((resolve) => (ended = resolve));
    const { url } = await listen({
      onConnection: (connection) =>
        connection.listen({
          text: () => undefined,
          binary: () => undefined,
          alive: () => undefined,
          closed: () => {
            ends++;
            ended();
          },
        }),
    });
    const socket = new WebSocket(url);
    await new Promise((resolve) => socket.once('open', resolve));
    socket.terminate();
    await done;
    expect(ends).toBe(1);
  });

  it('takes no connections any more once it was told to', async () => {
    const running = await listen();
    running.stopAccepting();
    const socket = new WebSocket(running.url);
    const error = await new Promise<Error>((resolve) => socket.on('error', resolve));
    expect(error.message).toContain('503');
  });
});
