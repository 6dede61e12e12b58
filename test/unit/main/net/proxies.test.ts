import { createHash, X509Certificate } from 'node:crypto';
import { createServer as createHttpServer, type Server as HttpServer } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocketServer } from 'ws';
import { createHttpClient } from '../../../../src/main/net/http-client.ts';
import { NO_PROXIES, type Proxy, type Routes, type Way } from '../../../../src/main/net/proxy.ts';
import { fingerprintAt } from '../../../../src/main/net/relay-link.ts';
import { createWsDialer } from '../../../../src/main/net/ws-dialer.ts';
import { systemClock } from '../../../../src/main/system.ts';
import { Fingerprint } from '../../../../src/shared/model/fingerprint.ts';
import { expectCode } from '../../../support/expect-code.ts';
import { httpProxy, socksProxy, type TestProxy } from '../../../support/proxies.ts';
import { TLS_CERTIFICATE } from '../../../support/tls-certificate.ts';

const PINNED = Fingerprint.parse(
  createHash('sha256').update(new X509Certificate(TLS_CERTIFICATE.cert).raw).digest('hex'),
);
const never = new AbortController().signal;
const silent = { text: () => undefined, closed: () => undefined };

describe('[C13] links by proxies', () => {
  const ends: (() => unknown)[] = [];
  afterEach(async () => {
    for (const end of ends.splice(0).reverse()) await end();
  });

  async function relay(tls: boolean): Promise<number> {
    const answer: Parameters<typeof createHttpServer>[1] = (request, response) =>
      void text(request).then((body) => response.end(`had ${body}`));
    const server: HttpServer | Server = tls
      ? createServer(TLS_CERTIFICATE, answer)
      : createHttpServer(answer);
    const sockets = new WebSocketServer({ server });
    sockets.on('connection', (socket) => socket.send('hello'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    ends.push(() => {
      for (const client of sockets.clients) client.terminate();
      server.closeAllConnections();
      server.close();
    });
    return (server.address() as AddressInfo).port;
  }

  function kept(proxy: TestProxy): TestProxy {
    ends.push(() => proxy.close());
    return proxy;
  }

  const by = (...ways: Way[]) => ({ to: () => Promise.resolve(ways) });
  const way = (kind: Proxy['kind'], { port }: TestProxy, user?: string, password?: string): Proxy => ({
    kind,
    host: '127.0.0.1',
    port,
    user,
    password,
  });

  const hello = (url: string, routes: Routes, pinned?: Fingerprint) =>
    new Promise<string>((resolve, reject) => {
      createWsDialer(systemClock, { routes, pinned })
        .dial(url, { ...silent, text: resolve }, never)
        .then((socket) => ends.push(() => socket.close()), reject);
    });
  const ask = async (url: string, routes: Routes, pinned?: Fingerprint) => {
    const { body } = await createHttpClient({ routes, pinned }).request({
      method: 'GET',
      url,
      headers: {},
      signal: never,
    });
    return text(body);
  };

  it.each([
    ['HTTP', httpProxy, 'http'],
    ['SOCKS5', socksProxy, 'socks5'],
  ] as const)(
    '%s: sockets and files alike, with TLS and without, name and password',
    async (_, start, kind) => {
      const proxy = kept(await start({ credentials: 'lin:secret' }));
      const routes = by(way(kind, proxy, 'lin', 'secret'));
      const [plain, secure] = [await relay(false), await relay(true)];
      expect(await hello(`ws://127.0.0.1:${plain}/v1/socket`, routes)).toBe('hello');
      expect(await ask(`http://127.0.0.1:${plain}/v1/files`, routes)).toBe('had ');
      expect(await hello(`wss://127.0.0.1:${secure}/v1/socket`, routes, PINNED)).toBe('hello');
      expect(await ask(`https://127.0.0.1:${secure}/v1/files`, routes, PINNED)).toBe('had ');
      expect(await fingerprintAt(`wss://127.0.0.1:${secure}`, routes, never)).toBe(PINNED);
      expect(proxy.asked).toEqual([plain, plain, secure, secure, secure].map((port) => `127.0.0.1:${port}`));
      const wrong = by(way(kind, proxy, 'lin', 'guess'));
      await expectCode(hello(`ws://127.0.0.1:${plain}`, wrong), 'proxy_refused');
      await expectCode(ask(`http://127.0.0.1:${plain}`, wrong), 'proxy_refused');
      await expectCode(hello(`ws://127.0.0.1:${plain}`, by(way(kind, proxy))), 'proxy_refused');
    },
  );

  it('a certificate is judged as without a proxy: pinned, vouched for, or refused', async () => {
    const proxy = kept(await httpProxy());
    const routes = by(way('http', proxy));
    const url = `wss://127.0.0.1:${await relay(true)}/v1/socket`;
    await expectCode(hello(url, routes, Fingerprint.parse('0'.repeat(64))), 'wrong_certificate');
    await expectCode(hello(url, routes), 'untrusted_certificate');
    const before = getCACertificates('default');
    setDefaultCACertificates([...before, TLS_CERTIFICATE.cert]);
    ends.push(() => setDefaultCACertificates(before));
    expect(await hello(url, routes)).toBe('hello');
  });

  it('tries the ways in their order, and none after the relay itself was the trouble', async () => {
    const [closed, open] = [kept(await httpProxy({ status: 403 })), kept(await httpProxy())];
    const plain = await relay(false);
    const both = by(way('http', closed), way('http', open));
    expect(await hello(`ws://127.0.0.1:${plain}`, both)).toBe('hello');
    expect(closed.asked.length).toBe(1);
    expect(await hello(`ws://127.0.0.1:${plain}`, by(way('http', closed), 'direct'))).toBe('hello');

    const secure = await relay(true);
    await expectCode(
      hello(`wss://127.0.0.1:${secure}`, by(way('http', open), 'direct')),
      'untrusted_certificate',
    );
    expect(open.asked.filter((place) => place === `127.0.0.1:${secure}`).length).toBe(1);
  });

  it('says which of them it was: no proxy there, no relay behind it, not let through', async () => {
    const plain = await relay(false);
    const gone = await httpProxy();
    await gone.close();
    await expectCode(hello(`ws://127.0.0.1:${plain}`, by(way('http', gone))), 'unreachable');
    await expectCode(hello(`ws://127.0.0.1:${plain}`, by(way('socks5', gone))), 'unreachable');
    const proxy = kept(await httpProxy());
    await expectCode(hello(`ws://127.0.0.1:${gone.port}`, by(way('http', proxy))), 'unreachable');
    const socks = kept(await socksProxy());
    await expectCode(hello(`ws://127.0.0.1:${gone.port}`, by(way('socks5', socks))), 'unreachable');
    const strict = kept(await socksProxy({ reply: 2 }));
    await expectCode(hello(`ws://127.0.0.1:${plain}`, by(way('socks5', strict))), 'proxy_refused');
  });

  it('leaves a proxy that says nothing when told to', async () => {
    const { createServer: createTcpServer } = await import('node:net');
    const mute = createTcpServer();
    const met = new Promise<void>((resolve) => mute.once('connection', () => resolve()));
    await new Promise<void>((resolve) => mute.listen(0, '127.0.0.1', resolve));
    ends.push(() => mute.close());
    const proxy = { port: (mute.address() as AddressInfo).port } as TestProxy;
    for (const kind of ['http', 'socks5'] as const) {
      const leave = new AbortController();
      const dialled = createWsDialer(systemClock, { routes: by(way(kind, proxy)) }).dial(
        'ws://relay.example:7000',
        silent,
        leave.signal,
      );
      await met;
      leave.abort();
      await expectCode(dialled, 'cancelled');
    }
  });

  it('without proxies nothing changes', async () => {
    expect(await hello(`ws://127.0.0.1:${await relay(false)}`, NO_PROXIES)).toBe('hello');
  });
});
