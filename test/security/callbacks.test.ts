import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { CallbackVerifier } from '../../docs/verify-callback.ts';
import { CallableAddresses } from '../../src/relay/callbacks/callable-addresses.ts';
import { HttpCallbackPoster, type LookUp } from '../../src/relay/callbacks/http-callback-poster.ts';
import { signCallback } from '../../src/relay/callbacks/signature.ts';
import { CallbackUrl } from '../../src/shared/model/integration.ts';

const SECRET = 'a secret of the receiver and the relay';
const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

/** A receiver on this machine that counts what comes. */
async function receiver(answer: { status: number; headers?: Record<string, string>; body?: string }) {
  const seen: { readonly path: string; readonly host: string | undefined }[] = [];
  const server = createServer((request, response) => {
    seen.push({ path: request.url ?? '', host: request.headers.host });
    request.resume().once('end', () => {
      response.writeHead(answer.status, answer.headers);
      response.end(answer.body);
    });
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { port, seen };
}

const none: LookUp = () => Promise.reject(new Error('asked for a name'));

function post(url: string, { networks = [], lookUp = none }: { networks?: string[]; lookUp?: LookUp } = {}) {
  const poster = new HttpCallbackPoster(new CallableAddresses(networks), lookUp);
  return poster.post({ url, headers: {}, body: '{}' }, AbortSignal.timeout(5_000));
}

describe('URLs of callbacks', () => {
  const PRIVATE = [
    '127.0.0.1',
    '127.1',
    '2130706433',
    '0x7f000001',
    '0177.0.0.1',
    '0.0.0.0',
    '10.0.0.1',
    '100.64.0.1',
    '169.254.169.254',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '198.18.0.1',
    '224.0.0.1',
    '255.255.255.255',
    '[::]',
    '[::1]',
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
    '[::127.0.0.1]',
    '[64:ff9b::7f00:1]',
    '[64:ff9b:1::7f00:1]',
    '[2002:7f00:1::]',
    '[2001:0:7f00:1::]',
    '[2001:db8::1]',
    '[fc00::1]',
    '[fd12:3456::1]',
    '[fe80::1]',
    '[fec0::1]',
    '[ff02::1]',
  ];

  it.each(PRIVATE)('into private networks are refused: %s', async (host) => {
    for (const scheme of ['http', 'https']) {
      const poster = new HttpCallbackPoster(new CallableAddresses([]), none);
      expect(poster.refusal(`${scheme}://${host}/`)).toBeDefined();
      expect(await post(`${scheme}://${host}:1/`)).toEqual({ problem: 'address' });
    }
  });

  it.each(['1.1.1.1', '172.32.0.1', '[2606:4700::1111]', '[2a00:1450::1]'])(
    'into the internet are taken: %s',
    (host) => {
      const poster = new HttpCallbackPoster(new CallableAddresses([]), none);
      expect(poster.refusal(`https://${host}/`)).toBeUndefined();
      // Not in clear text.
      expect(poster.refusal(`http://${host}/`)).toBeDefined();
    },
  );

  it('whose name has a private address, even among others, are refused', async () => {
    const { port, seen } = await receiver({ status: 200 });
    for (const addresses of [
      ['127.0.0.1'],
      ['1.1.1.1', '127.0.0.1'],
      ['::ffff:127.0.0.1'],
      ['fe80::1%lo'],
      [],
    ]) {
      const lookUp: LookUp = () => Promise.resolve(addresses);
      for (const scheme of ['http', 'https']) {
        expect(await post(`${scheme}://receiver.example:${port}/`, { lookUp })).toEqual({
          problem: 'address',
        });
      }
    }
    expect(seen).toEqual([]);
  });

  it('go to the address that was checked: the name is asked for once', async () => {
    const { port, seen } = await receiver({ status: 200 });
    let asked = 0;
    // Rebinding: a second question would get an address where nobody may go.
    const lookUp: LookUp = () => Promise.resolve([asked++ === 0 ? '127.0.0.1' : '10.0.0.1']);
    const url = `http://receiver.example:${port}/a`;
    expect(await post(url, { networks: ['127.0.0.1'], lookUp })).toEqual({ status: 200 });
    expect(asked).toBe(1);
    expect(seen).toEqual([{ path: '/a', host: `receiver.example:${port}` }]);
  });

  it('that redirect are not followed, wherever to', async () => {
    const inside = await receiver({ status: 200 });
    for (const status of [301, 302, 307, 308]) {
      const location = `http://127.0.0.1:${inside.port}/admin`;
      const { port } = await receiver({ status, headers: { location } });
      expect(await post(`http://127.0.0.1:${port}/`, { networks: ['127.0.0.1'] })).toEqual({ status });
    }
    expect(inside.seen).toEqual([]);
  });

  it('that answer without end, or with a head without end, cost nothing but that', async () => {
    const long = await receiver({ status: 200, body: 'x'.repeat(10_000_000) });
    expect(await post(`http://127.0.0.1:${long.port}/`, { networks: ['127.0.0.0/8'] })).toEqual({
      status: 200,
    });
    const head = await receiver({ status: 200, headers: { 'x-long': 'x'.repeat(20_000) } });
    expect(await post(`http://127.0.0.1:${head.port}/`, { networks: ['127.0.0.0/8'] })).toEqual({
      problem: 'connection',
    });
  });

  it('end when they are told to, while a name is looked up too', async () => {
    const never: LookUp = () => new Promise(() => undefined);
    const poster = new HttpCallbackPoster(new CallableAddresses([]), never);
    const request = { url: 'https://receiver.example/', headers: {}, body: '{}' };
    expect(await poster.post(request, AbortSignal.abort())).toEqual({ problem: 'timeout' });
  });

  it.each([
    'ftp://receiver.example/',
    'file:///etc/passwd',
    'https://user:key@receiver.example/',
    'https://receiver.example/#a',
    'https:receiver.example',
    'https://',
    'receiver.example',
    '',
  ])('that are none are refused: %s', (url) => {
    expect(CallbackUrl.safeParse(url).success).toBe(false);
  });

  it('of the ordinary kind are taken', () => {
    for (const url of [
      'https://receiver.example',
      'http://10.0.0.9:8080/yidu?key=a',
      'https://[2606::1]/x',
    ]) {
      expect(CallbackUrl.safeParse(url).success, url).toBe(true);
    }
  });
});

describe('the guide’s example of a receiver', () => {
  const NOW = 1_800_000_000;

  function callback(body: string, at = NOW, secret = SECRET) {
    const timestamp = String(at);
    const signature = signCallback(secret, timestamp, body);
    return { headers: { 'yidu-timestamp': timestamp, 'yidu-signature': signature }, body };
  }

  it('takes a callback once, also when it comes again under a new time', () => {
    const verifier = new CallbackVerifier(SECRET);
    const { headers, body } = callback('{"id":"a"}');
    expect(verifier.verify(headers, body, NOW + 5)).toBe('accepted');
    expect(verifier.verify(headers, body, NOW + 6)).toBe('known');
    expect(verifier.verify(callback(body, NOW + 60).headers, body, NOW + 60)).toBe('known');
  });

  it('refuses forged signatures, changed bodies and times, and old ones', () => {
    const verifier = new CallbackVerifier(SECRET);
    const { headers, body } = callback('{"id":"a"}');
    const tries = [
      verifier.verify({}, body, NOW),
      verifier.verify({ ...headers, 'yidu-signature': 'v1=00' }, body, NOW),
      verifier.verify(callback(body, NOW, `${SECRET}!`).headers, body, NOW),
      verifier.verify(headers, '{"id":"b"}', NOW),
      verifier.verify({ ...headers, 'yidu-timestamp': String(NOW + 1) }, body, NOW),
      verifier.verify(headers, body, NOW + 301),
      verifier.verify(headers, body, NOW - 301),
      verifier.verify({ ...headers, 'yidu-timestamp': 'NaN' }, body, NOW),
    ];
    expect(tries).toEqual(tries.map(() => 'refused'));
    expect(verifier.verify(headers, body, NOW + 299)).toBe('accepted');
  });
});
