import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { chained } from '../../../support/frames.ts';
import { listenWs } from '../../../../src/relay/transport/ws-server.ts';
import { SILENT_LOGGER } from '../../../../src/shared/logger.ts';
import { ManualClock } from '../../../support/manual-clock.ts';
import { TLS_CERTIFICATE } from '../../../support/tls-certificate.ts';

describe('ws server behind TLS', () => {
  it('[CON-1] carries frames both ways to who trusts the certificate, and to nobody else', async () => {
    const tls = TLS_CERTIFICATE;
    const server = await listenWs({
      host: '127.0.0.1',
      port: 0,
      tls,
      onConnection: (connection) => {
        connection.listen({
          text: (frame) => connection.send(chained(frame, '二')),
          binary: () => undefined,
          alive: () => undefined,
          closed: () => undefined,
        });
      },
      health: () => ({ ok: true, body: {} }),
      clock: new ManualClock(),
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
