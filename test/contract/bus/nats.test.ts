import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { NatsBus, type NatsBusOptions } from '../../../src/relay/cluster/nats-bus.ts';
import { systemClock } from '../../../src/relay/bin/system.ts';
import { SILENT_LOGGER } from '../../../src/shared/logger.ts';
import { NATS_MISSING, NatsServer } from '../../support/nats.ts';
import { TLS_CERTIFICATE } from '../../support/tls-certificate.ts';
import { describeBus } from './suite.ts';

function optionsFor(url: string): NatsBusOptions {
  return {
    servers: [url],
    subject: 'yidu.test',
    clock: systemClock,
    random: Math.random,
    logger: SILENT_LOGGER,
  };
}

if (NATS_MISSING === undefined) {
  describeBus(
    'NATS',
    async () => {
      const server = await NatsServer.start();
      return {
        join: () => new NatsBus(optionsFor(server.url)),
        cut: () => server.kill(),
        heal: () => server.run(),
        close: () => server.close(),
      };
    },
    true,
  );

  describe('a bus on NATS', () => {
    it('takes user and password, and is refused with others', async () => {
      const server = await NatsServer.start(['authorization { user: relay, password: "p@ss" }']);
      const url = (password: string): string => server.url.replace('//', `//relay:${password}@`);
      await expect(NatsBus.probe(optionsFor(url('p%40ss')))).resolves.toBeUndefined();
      await expect(NatsBus.probe(optionsFor(url('wrong')))).rejects.toThrow();
      await server.close();
    });

    it('speaks TLS with a server whose authority it knows, and with no other', async () => {
      const folder = mkdtempSync(join(tmpdir(), 'yidu-nats-tls-'));
      const { key, cert } = TLS_CERTIFICATE;
      writeFileSync(join(folder, 'key.pem'), key);
      writeFileSync(join(folder, 'cert.pem'), cert);
      const tls = `tls { cert_file: "${join(folder, 'cert.pem')}", key_file: "${join(folder, 'key.pem')}" }`;
      const server = await NatsServer.start([tls], 'tls');
      await expect(NatsBus.probe({ ...optionsFor(server.url), ca: cert })).resolves.toBeUndefined();
      await expect(NatsBus.probe(optionsFor(server.url))).rejects.toThrow();
      await server.close();
      rmSync(folder, { recursive: true });
    });

    it('is closed at once while there is nobody to connect to', async () => {
      const server = await NatsServer.start();
      await server.kill();
      const bus = new NatsBus(optionsFor(server.url));
      bus.listen({ frame: () => undefined, doubt: () => undefined });
      bus.send('to nobody');
      await bus.close();
      await server.close();
    });
  });
} else {
  // nats-server is a Debian package and none of npm's: who has only run `npm ci` sees here what was not tested, and why. `.ci/run`
  // installs it, so nothing is skipped there.
  describe('bus: NATS', () => {
    it.skip(`not tested: ${NATS_MISSING}`);
  });
}
