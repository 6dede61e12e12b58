import { mkdtempSync, rmSync } from 'node:fs';
import { createServer as createTcpServer, type AddressInfo } from 'node:net';
import { createServer, type Server } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocketServer } from 'ws';
import { connectPinned, readFingerprint } from '../../../../src/main/net/certificate-pin.ts';
import { createHttpClient } from '../../../../src/main/net/http-client.ts';
import { createWsDialer } from '../../../../src/main/net/ws-dialer.ts';
import { systemClock } from '../../../../src/main/system.ts';
import { ownCertificate } from '../../../../src/relay/tls/own-certificate.ts';
import { Fingerprint } from '../../../../src/shared/model/fingerprint.ts';
import { expectCode } from '../../../support/expect-code.ts';
import { TLS_CERTIFICATE, TLS_FINGERPRINT } from '../../../support/tls-certificate.ts';

const RIGHT = TLS_FINGERPRINT;
const WRONG = Fingerprint.parse('0'.repeat(64));
const silent = { text: () => undefined, closed: () => undefined };
const never = new AbortController().signal;

describe('a pinned certificate', () => {
  let server: Server;
  let sockets: WebSocketServer;
  /** What came through TLS. */
  let received: number;
  let port: number;

  beforeEach(async () => {
    received = 0;
    server = createServer(TLS_CERTIFICATE, (request, response) => {
      void text(request).then((body) => response.end(`${request.headers.authorization ?? ''} ${body}`));
    });
    server.on('secureConnection', (socket) =>
      socket.on('data', (chunk: Buffer) => (received += chunk.length)),
    );
    sockets = new WebSocketServer({ server });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    ({ port } = server.address() as AddressInfo);
  });

  afterEach(async () => {
    for (const client of sockets.clients) client.terminate();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  const dial = (pinned?: Fingerprint) =>
    createWsDialer(systemClock, { pinned }).dial(`wss://127.0.0.1:${port}/v1/socket`, silent, never);
  const ask = (pinned?: Fingerprint) =>
    createHttpClient({ pinned }).request({
      method: 'POST',
      url: `https://127.0.0.1:${port}/v1/files`,
      headers: { authorization: 'Bearer secret' },
      body: Readable.from(['bytes']),
      signal: never,
    });

  it('is accepted, though nobody vouches for it', async () => {
    const socket = await dial(RIGHT);
    await socket.ping(5_000);
    socket.close();
    const response = await ask(RIGHT);
    expect(await text(response.body)).toBe('Bearer secret bytes');
    expect(await readFingerprint(`wss://127.0.0.1:${port}`, never)).toBe(RIGHT);
  });

  it('is compared before anything is sent', async () => {
    await expectCode(dial(WRONG), 'wrong_certificate');
    await expectCode(ask(WRONG), 'wrong_certificate');
    expect(received).toBe(0);
  });

  it('is asked for where nothing is pinned and nobody vouches', async () => {
    await expectCode(dial(), 'untrusted_certificate');
    await expectCode(ask(), 'untrusted_certificate');
    expect(received).toBe(0);
  });

  it('counts alone, also where an authority vouches for another', async () => {
    const before = getCACertificates('default');
    setDefaultCACertificates([...before, TLS_CERTIFICATE.cert]);
    try {
      (await dial()).close();
      await expectCode(dial(WRONG), 'wrong_certificate');
      await expectCode(ask(WRONG), 'wrong_certificate');
      (await dial(RIGHT)).close();
    } finally {
      setDefaultCACertificates(before);
    }
  });

  it('that has changed is refused', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'yidu-pin-'));
    try {
      const { key, cert, fingerprint } = await ownCertificate(folder, Date.now());
      server.setSecureContext({ key, cert });
      await expectCode(dial(RIGHT), 'wrong_certificate');
      expect(received).toBe(0);
      (await dial(fingerprint)).close();
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('is not given up for a relay without TLS', async () => {
    const plain = `127.0.0.1:${port}`;
    await expectCode(
      createWsDialer(systemClock, { pinned: RIGHT }).dial(`ws://${plain}/v1/socket`, silent, never),
      'wrong_certificate',
    );
    await expectCode(readFingerprint(`http://${plain}`, never), 'wrong_certificate');
  });

  it('is waited for no longer than the caller wants', async () => {
    const mute = createTcpServer();
    await new Promise<void>((resolve) => mute.listen(0, '127.0.0.1', resolve));
    const url = `wss://127.0.0.1:${(mute.address() as AddressInfo).port}`;
    const abort = new AbortController();
    const connecting = connectPinned(url, RIGHT, abort.signal);
    mute.once('connection', (socket) => {
      abort.abort();
      socket.destroy();
    });
    await expectCode(connecting, 'cancelled');
    await expectCode(connectPinned(url, RIGHT, abort.signal), 'cancelled');
    await new Promise((resolve) => mute.close(resolve));
    await expectCode(connectPinned(url, RIGHT, never), 'unreachable');
  });
});
