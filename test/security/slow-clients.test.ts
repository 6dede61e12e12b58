import { afterEach, describe, expect, it } from 'vitest';
import { RawClient } from '../support/raw-client.ts';
import { WsRelay } from '../support/ws-relay.ts';

let relay: WsRelay | undefined;

afterEach(async () => {
  await relay?.stop();
  relay = undefined;
});

const UPGRADE = 'GET /v1/socket HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n';

describe('clients that take their time before they are clients', () => {
  it(
    'are cut off after 10 s and a little, whatever part of a request they keep back',
    { timeout: 60_000 },
    async () => {
      relay = await WsRelay.start();
      const { port } = relay.server;
      const beginnings = {
        silent: '',
        'half a line': 'GET /v1/soc',
        'half the headers': `${UPGRADE}X-More: `,
        'no key': `${UPGRADE}Sec-WebSocket-Version: 13\r\n`,
        'half a body': 'POST /healthz HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\nx',
        'endless chunks': 'POST /x HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n',
      };
      const cut = Object.entries(beginnings).map(async ([name, text]) => {
        const raw = new RawClient(port);
        raw.write(text);
        const answer = (await raw.ended).toString('latin1').split('\r\n', 1)[0];
        return [name, answer] as const;
      });
      const dripping = new RawClient(port);
      dripping.write(UPGRADE);
      const drip = setInterval(() => dripping.write('X-Drip: 1\r\n'), 100);
      try {
        const answers = Object.fromEntries(await Promise.all(cut));
        // A body is not waited for at all.
        expect(answers).toMatchObject({ 'half a body': 'HTTP/1.1 404 Not Found' });
        for (const name of ['silent', 'half a line', 'half the headers', 'no key'] as const) {
          expect([name, answers[name]]).toEqual([
            name,
            expect.stringMatching(/^(HTTP\/1.1 408 Request Timeout|)$/),
          ]);
        }
        await dripping.ended;
      } finally {
        clearInterval(drip);
      }
    },
  );

  it.each([
    ['a wrong key', 'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: short\r\n\r\n', /^HTTP\/1.1 400/],
    ['no key', 'Sec-WebSocket-Version: 13\r\n\r\n', /^HTTP\/1.1 400/],
    [
      'another version',
      'Sec-WebSocket-Version: 7\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
      /^HTTP\/1.1 4\d\d/,
    ],
    ['two lengths', 'Content-Length: 1\r\nContent-Length: 2\r\n\r\n', /^HTTP\/1.1 400/],
    ['length and chunks', 'Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n', /^HTTP\/1.1 400/],
    ['a header of two lines', 'X-A: 1\r\n 2: 3\r\n\u0000\r\n\r\n', /^HTTP\/1.1 400/],
  ])('an upgrade with %s is refused, and its connection ends', async (_name, rest, expected) => {
    relay = await WsRelay.start();
    const raw = new RawClient(relay.server.port);
    raw.write(UPGRADE + rest);
    expect((await raw.ended).toString('latin1')).toMatch(expected);
    expect(relay.world.relay.stats().connections).toBe(0);
  });

  it('[CON-1] a refused upgrade leaves nothing behind, even if its answer is not read', async () => {
    relay = await WsRelay.start({}, { admission: { maxConnections: 1 } });
    const raws = Array.from({ length: 50 }, () => {
      const raw = new RawClient(relay?.server.port ?? 0);
      raw.write(`${UPGRADE.replace('/v1/socket', '/other')}\r\n`);
      return raw;
    });
    for (const raw of raws) expect((await raw.ended).toString('latin1')).toMatch(/^HTTP\/1.1 404/);
    const taken = new RawClient(relay.server.port);
    await taken.upgrade();
    taken.socket.destroy();
    await taken.ended;
  });
});
