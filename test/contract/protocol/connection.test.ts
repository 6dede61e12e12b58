import { request } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { encodeRequest } from '../../../src/shared/protocol/codec.ts';
import { LIMITS } from '../../../src/shared/protocol/limits.ts';
import { ProtocolClient } from '../../support/protocol-client.ts';
import { RelayWorld, turn } from '../../support/relay-world.ts';
import { WsRelay } from '../../support/ws-relay.ts';

let running: WsRelay | undefined;

async function start(...args: Parameters<typeof WsRelay.start>): Promise<WsRelay> {
  running = await WsRelay.start(...args);
  return running;
}

afterEach(async () => {
  await running?.stop();
  running = undefined;
});

/** Status of the answer to an upgrade request; 101 = accepted. */
function upgradeStatus(port: number, path: string, headers: Record<string, string> = {}): Promise<number> {
  return new Promise((resolve, reject) => {
    const upgrade = { connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-version': '13' };
    const key = { 'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==' };
    const call = request({ host: '127.0.0.1', port, path, headers: { ...upgrade, ...key, ...headers } });
    call.on('error', reject);
    call.on('response', (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    call.on('upgrade', (response, socket) => {
      socket.destroy();
      resolve(response.statusCode ?? 0);
    });
    call.end();
  });
}

describe('connection, over a real socket', () => {
  it('[CON-1] answers on /v1/socket only; other paths are 404', async () => {
    const { server } = await start();
    expect(await upgradeStatus(server.port, '/v1/socket')).toBe(101);
    expect(await upgradeStatus(server.port, '/')).toBe(404);
    expect(await upgradeStatus(server.port, '/v2/socket')).toBe(404);
    expect((await fetch(`http://127.0.0.1:${server.port}/anything`)).status).toBe(404);
  });

  it('[CON-2] refuses every Origin by default with 403, and takes clients without one', async () => {
    const { server } = await start();
    for (const origin of ['https://evil.example', 'null', 'http://127.0.0.1', '']) {
      expect(await upgradeStatus(server.port, '/v1/socket', { origin })).toBe(403);
    }
    expect(await upgradeStatus(server.port, '/v1/socket')).toBe(101);
  });

  it('[CON-2] takes the origins that are allowed, exactly', async () => {
    const allowedOrigins = ['https://chat.example'];
    const { server } = await start({}, { admission: { allowedOrigins } });
    expect(await upgradeStatus(server.port, '/v1/socket', { origin: 'https://chat.example' })).toBe(101);
    expect(await upgradeStatus(server.port, '/v1/socket', { origin: 'https://chat.example.evil' })).toBe(403);
    expect(await upgradeStatus(server.port, '/v1/socket', { origin: 'http://chat.example' })).toBe(403);
  });

  it('[CON-1] refuses more connections than it is allowed to have with 503', async () => {
    const { server } = await start({}, { admission: { maxConnections: 1 } });
    const first = await ProtocolClient.connect(server.url);
    expect(await upgradeStatus(server.port, '/v1/socket')).toBe(503);
    first.close();
    await first.closed;
  });

  it('[CON-3] closes on a binary frame with 4000', async () => {
    const { server } = await start();
    const socket = new WebSocket(server.url);
    socket.on('open', () => socket.send(Buffer.from('{}'), { binary: true }));
    const code = await new Promise((resolve) => socket.on('close', resolve));
    expect(code).toBe(4000);
  });

  it.each([
    '',
    'hello',
    '[]',
    '{}',
    '{"id":0,"cmd":"session.hello"}',
    '{"id":1}',
    '{"id":"1","cmd":"x"}',
    'null',
  ])('[CON-3] closes on text that is no frame with 4000: %j', async (text) => {
    const relay = await start();
    const client = await relay.connect();
    client.sendRaw(text);
    expect(await client.closed).toMatchObject({ code: 4000 });
  });

  it('[CON-4] closes on a frame over 256 KiB with 1009 and takes one of exactly that size', async () => {
    const relay = await start();
    const client = await relay.connect();
    const frame = (size: number): string => {
      const [head, tail] = ['{"id":1,"cmd":"x","args":{"pad":"', '"}}'];
      return head + 'a'.repeat(size - head.length - tail.length) + tail;
    };
    await expect(client.exchange(1, frame(LIMITS.clientFrameBytes))).rejects.toMatchObject({
      code: 'unknown_command',
    });
    client.sendRaw(frame(LIMITS.clientFrameBytes + 1));
    expect(await client.closed).toMatchObject({ code: 1009 });
  });

  it('[CON-5] pings, and answers the pings of a client', async () => {
    const relay = await start();
    const socket = new WebSocket(relay.server.url);
    await new Promise((resolve) => socket.once('open', resolve));
    const pinged = new Promise((resolve) => socket.once('ping', resolve));
    relay.world.clock.advance(LIMITS.heartbeatMs);
    await pinged;
    const answered = new Promise((resolve) => socket.once('pong', resolve));
    socket.ping();
    await answered;
    socket.terminate();
  });

  it('[CON-7] closes a client that does not read with 4005, and everybody else goes on', async () => {
    const relay = await start({ sessionLimits: { bufferedBytes: 1_000_000 } });
    const { world } = relay;
    const anna = await relay.connect();
    await anna.register('anna');
    const socket = new WebSocket(relay.server.url);
    const code = new Promise<number>((resolve) => socket.on('close', resolve));
    await new Promise((resolve) => socket.once('open', resolve));
    const slow = new ProtocolClient({
      send: (text) => socket.send(text),
      close: () => socket.close(),
      listen: (onText, onClosed) => {
        socket.on('message', (data: Buffer) => onText(data.toString('utf8')));
        socket.on('close', (closeCode, reason) => onClosed(closeCode, reason.toString('utf8')));
      },
    });
    const { user } = await slow.register('slow');
    const { conversation } = await anna.request('conversation.create', { kind: 'direct', peer: user.id });
    const content = { type: 'text', text: '读'.repeat(16_000) } as const;
    for (let i = 0; i < 10; i++) {
      const clientId = world.newClientId();
      await anna.request('message.send', { conversation: conversation.id, clientId, content });
    }
    socket.pause();
    const args = { conversation: conversation.id, from: 1, to: 11, limit: 50 };
    let asked = 0;
    // Replies are not gathered as pushes are (SYN-7). The kernel's own buffers take some megabytes before anything waits here.
    while (world.relay.stats().signedIn === 2 && asked < 500) {
      slow.sendRaw(encodeRequest(1_000 + asked++, 'timeline.pull', args));
      await anna.request('people.get', { users: [user.id] });
      if (asked % 100 === 0) world.clock.advance(1_000);
    }
    expect(world.relay.stats().signedIn).toBe(1);
    socket.resume();
    expect(await code).toBe(4005);
    expect(await anna.request('people.get', { users: [user.id] })).toMatchObject({
      people: [{ name: 'slow' }],
    });
  });

  it('[CON-8] closes with 4006 when more than 64 requests wait for their replies', async () => {
    const world = new RelayWorld();
    const anna = await world.register('anna');
    const { id } = await world.group(anna);
    for (let i = 0; i < 70; i++) world.send(anna, id, 'at once').catch(() => undefined);
    expect(await anna.client.closed).toMatchObject({ code: 4006 });
  });

  it('[CON-8] closes with 4006 on a sustained 200 frames per second, and forgives a burst', async () => {
    const world = new RelayWorld();
    const { client } = world.connect();
    await client.hello();
    const frame = (id: number): Promise<unknown> => client.exchange(id, `{"id":${id},"cmd":"nothing"}`);
    let refused = 0;
    const flood = async (count: number): Promise<void> => {
      for (let i = 0; i < count; i++) await frame(1_000 + refused).catch(() => refused++);
    };
    await flood(300);
    world.clock.advance(1_000);
    await flood(250);
    expect(client.frames.at(-1)).toContain('unknown_command');
    await flood(400);
    expect(await client.closed).toMatchObject({ code: 4006 });
  });
});

describe('connection, over time', () => {
  it('[CON-5] closes with 4004 after two heartbeats without a sign of life, not before', async () => {
    const world = new RelayWorld();
    const { client } = world.connect({ answersPings: false });
    const { token } = await client.register('anna');
    expect(token).toBeDefined();
    world.clock.advance(2 * LIMITS.heartbeatMs - 1);
    await turn();
    expect(world.relay.stats().connections).toBe(1);
    world.clock.advance(1);
    expect(await client.closed).toMatchObject({ code: 4004 });
    expect(world.relay.stats()).toMatchObject({ connections: 0, signedIn: 0 });
  });

  it('[CON-5] keeps a silent client that answers pings', async () => {
    const world = new RelayWorld();
    const anna = await world.register('anna');
    for (let i = 0; i < 10; i++) {
      world.clock.advance(LIMITS.heartbeatMs);
      await turn();
    }
    await world.settle(anna);
    expect(world.relay.stats().signedIn).toBe(1);
  });

  it('[CON-6] closes with 4001 after 30 s without a sign-in, hello or not', async () => {
    const world = new RelayWorld();
    const silent = world.connect();
    const greeted = world.connect();
    await greeted.client.hello();
    world.clock.advance(29_999);
    await turn();
    expect(world.relay.stats().connections).toBe(2);
    world.clock.advance(1);
    expect(await silent.client.closed).toMatchObject({ code: 4001 });
    expect(await greeted.client.closed).toMatchObject({ code: 4001 });
    const anna = await world.register('anna');
    await world.pass(31_000, anna);
    expect(world.relay.stats().signedIn).toBe(1);
  });

  it('closes everybody with 1001 when the relay goes away, after the open requests', async () => {
    const world = new RelayWorld();
    const anna = await world.register('anna');
    const { id } = await world.group(anna);
    const sent = world.send(anna, id, 'last words');
    await Promise.resolve().then(() => anna.pair.deliver('to-relay'));
    await world.relay.close();
    expect(await anna.client.closed).toMatchObject({ code: 1001 });
    expect((await sent).seq).toBe(2);
    const { client } = world.connect();
    expect(await client.closed).toMatchObject({ code: 1001 });
    expect(world.clock.waiting).toBe(0);
  });
});
