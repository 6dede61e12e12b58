import { afterEach, describe, expect, it } from 'vitest';
import { encodeRequest } from '../../src/shared/protocol/codec.ts';
import { LIMITS } from '../../src/shared/protocol/limits.ts';
import { RelayCounters } from '../../src/relay/metrics/relay-counters.ts';
import type { RelayDeps } from '../../src/relay/relay-deps.ts';
import { ProtocolClient } from '../support/protocol-client.ts';
import { OPCODE, RawClient, rawFrame } from '../support/raw-client.ts';
import { WsRelay } from '../support/ws-relay.ts';

let relay: WsRelay;
const counters = (): RelayCounters => new RelayCounters();

async function start(deps: Partial<RelayDeps> = {}): Promise<RawClient> {
  const shared = deps.counters ?? counters();
  relay = await WsRelay.start({ ...deps, counters: shared }, { counters: shared });
  return connectRaw();
}

async function connectRaw(): Promise<RawClient> {
  const raw = new RawClient(relay.server.port);
  await raw.upgrade();
  return raw;
}

/** The relay is none the worse for it: somebody else signs in and talks. */
async function isWell(): Promise<void> {
  const client = await ProtocolClient.connect(relay.server.url);
  await client.register('well');
  expect((await client.request('people.list', { limit: 9 })).people.map(({ name }) => name)).toContain(
    'well',
  );
  client.close();
  await client.closed;
}

/** Resolves once the relay has no connection any more. */
async function allGone(): Promise<void> {
  while (relay.world.relay.stats().connections > 0) await new Promise((resolve) => setImmediate(resolve));
}

afterEach(() => relay.stop());

describe('floods', () => {
  it('[CON-8] of tiny frames end with 4006, and what is behind is not even looked at', async () => {
    const shared = counters();
    const raw = await start({ counters: shared });
    const tiny = rawFrame(OPCODE.text, '{"id":1,"cmd":"a"}');
    raw.write(Buffer.concat(Array.from({ length: 20_000 }, () => tiny)));
    expect(await raw.closeCode()).toBe(4006);
    const answered = [...shared.commands.entries()].reduce((sum, [, , count]) => sum + count, 0);
    expect(answered).toBe(400);
    expect(shared.rateLimited['connection-frames']).toBe(1);
    await isWell();
  });

  it.each([
    ['pings', OPCODE.ping],
    ['pongs that nobody asked for', OPCODE.pong],
  ])('[CON-8] of %s end the connection', async (_name, opcode) => {
    const raw = await start();
    // Not all at once: the library itself cuts off whoever has 60 pings unanswered.
    const batch = Buffer.concat(Array.from({ length: 50 }, () => rawFrame(opcode, 'x'.repeat(125))));
    for (let i = 0; i < 1_000 && !raw.socket.destroyed; i++) {
      raw.write(batch);
      await new Promise((resolve) => setImmediate(resolve));
    }
    await raw.ended;
    await allGone();
    await isWell();
  });

  it('[CON-8] of pings that nobody reads the answers of end the connection, and no memory with it', async () => {
    const raw = await start();
    raw.socket.pause();
    const ping = rawFrame(OPCODE.ping, 'x'.repeat(125));
    raw.write(Buffer.concat(Array.from({ length: 50_000 }, () => ping)));
    await allGone();
    raw.socket.resume();
    await raw.ended;
    await isWell();
  });

  it('of fragments that never become a message are cut at 128 of them', async () => {
    const raw = await start();
    const first = rawFrame(OPCODE.text, '{', { final: false });
    const rest = rawFrame(OPCODE.continuation, ' ', { final: false });
    raw.write(Buffer.concat([first, ...Array.from({ length: 50_000 }, () => rest)]));
    expect(await raw.closeCode()).toBe(1008);
    await isWell();
  });

  it('of empty fragments are cut too', async () => {
    const raw = await start();
    const rest = rawFrame(OPCODE.continuation, '', { final: false });
    raw.write(
      Buffer.concat([
        rawFrame(OPCODE.text, '', { final: false }),
        ...Array.from({ length: 1_000 }, () => rest),
      ]),
    );
    expect(await raw.closeCode()).toBe(1008);
  });

  it('a message in a few fragments is one message', async () => {
    const raw = await start();
    const text = encodeRequest(1, 'session.hello', { versions: [1], client: { name: 'raw', version: '1' } });
    const parts = [text.slice(0, 10), text.slice(10, 40), text.slice(40)];
    parts.forEach((part, index) => {
      const opcode = index === 0 ? OPCODE.text : OPCODE.continuation;
      raw.write(rawFrame(opcode, part, { final: index === parts.length - 1 }));
      // Control frames may come in between.
      raw.write(rawFrame(OPCODE.ping));
    });
    await raw.heard('"ok":{"version":1');
    raw.write(rawFrame(OPCODE.close, Buffer.from([0x03, 0xe8])));
    expect(await raw.closeCode()).toBe(1000);
  });

  it('[CON-4] a frame that says it is larger than it may be is refused before it is here', async () => {
    const raw = await start();
    const header = Buffer.from([0x81, 0xff, 0, 0, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0]);
    raw.write(header);
    expect(await raw.closeCode()).toBe(1009);
  });

  it('[CON-4] so are fragments that are small each and too large together', async () => {
    const raw = await start();
    const piece = 'x'.repeat(Math.ceil(LIMITS.clientFrameBytes / 10));
    raw.write(rawFrame(OPCODE.text, piece, { final: false }));
    for (let i = 0; i < 10; i++) raw.write(rawFrame(OPCODE.continuation, piece, { final: false }));
    expect(await raw.closeCode()).toBe(1009);
  });

  it.each([
    ['compressed', rawFrame(OPCODE.text, 'x', { rsv: 4 }), 1002],
    ['with other reserved bits', rawFrame(OPCODE.text, 'x', { rsv: 1 }), 1002],
    ['unmasked', rawFrame(OPCODE.text, 'x', { masked: false }), 1002],
    ['of a kind that there is not', rawFrame(3, 'x'), 1002],
    ['that continue nothing', rawFrame(OPCODE.continuation, 'x'), 1002],
    ['of control that are fragmented', rawFrame(OPCODE.ping, 'x', { final: false }), 1002],
    ['that are not UTF-8', rawFrame(OPCODE.text, Buffer.from([0xc3, 0x28])), 1007],
    ['that close with a code nobody may send', rawFrame(OPCODE.close, Buffer.from([0x03, 0xed])), 1002],
  ])('frames %s end the connection', async (_name, frame, code) => {
    const raw = await start();
    raw.write(frame);
    expect(await raw.closeCode()).toBe(code);
    await allGone();
  });

  it('[CON-6] handshakes that are never finished end after 30 s, however busy they are', async () => {
    const quiet = await start({ sessionLimits: { heartbeatMs: 1_000_000 } });
    const busy = await connectRaw();
    const { clock } = relay.world;
    for (let second = 0; second < 29; second++) {
      busy.write(
        rawFrame(OPCODE.text, '{"id":1,"cmd":"session.resume","args":{"token":"xxxxxxxxxxxxxxxxxxxxxxxx"}}'),
      );
      busy.write(rawFrame(OPCODE.ping));
      clock.advance(1_000);
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(relay.world.relay.stats().connections).toBe(2);
    clock.advance(1_000);
    expect([await quiet.closeCode(), await busy.closeCode()]).toEqual([4001, 4001]);
  });
});
