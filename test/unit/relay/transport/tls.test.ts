import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { outFrame } from '../../../../src/relay/session/connection.ts';
import { listenWs } from '../../../../src/relay/transport/ws-server.ts';
import { SILENT_LOGGER } from '../../../../src/shared/logger.ts';

const folder = mkdtempSync(join(tmpdir(), 'yidu-tls-'));
const keyFile = join(folder, 'key.pem');
const certFile = join(folder, 'cert.pem');

function makeCertificate(): { key: string; cert: string } {
  const options = '-x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost';
  const names = ['-addext', 'subjectAltName=IP:127.0.0.1'];
  const files = ['-keyout', keyFile, '-out', certFile];
  execFileSync('openssl', ['req', ...options.split(' '), ...names, ...files], { stdio: 'ignore' });
  return { key: readFileSync(keyFile, 'utf8'), cert: readFileSync(certFile, 'utf8') };
}

afterAll(() => rmSync(folder, { recursive: true }));

describe('ws server behind TLS', () => {
  it('[CON-1] carries frames both ways to who trusts the certificate, and to nobody else', async () => {
    const tls = makeCertificate();
    const server = await listenWs({
      host: '127.0.0.1',
      port: 0,
      tls,
      onConnection: (connection) => {
        connection.listen({
          text: (frame) => connection.send([outFrame(frame), outFrame('二')]),
          binary: () => undefined,
          alive: () => undefined,
          closed: () => undefined,
        });
      },
      health: () => ({ ok: true, body: {} }),
      logger: SILENT_LOGGER,
    });
    expect(server.url).toMatch(/^wss:/);

    const stranger = new WebSocket(server.url);
    const refused = await new Promise<Error>((resolve) => stranger.once('error', resolve));
    expect(refused).toMatchObject({ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });

    const client = new WebSocket(server.url, { ca: tls.cert });
    const heard: string[] = [];
    const both = new Promise<void>((resolve) => {
      client.on('message', (data: Buffer) => {
        if (heard.push(data.toString()) === 2) resolve();
      });
    });
    client.once('open', () => client.send('一'));
    await both;
    expect(heard).toEqual(['一', '二']);
    client.terminate();
    await server.close(0);
  });
});
