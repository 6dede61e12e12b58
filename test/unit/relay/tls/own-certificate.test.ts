import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ownCertificate } from '../../../../src/relay/tls/own-certificate.ts';
import { TLS_CERTIFICATE } from '../../../support/tls-certificate.ts';

const NOW = Date.UTC(2026, 10, 22);
let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'yidu-tls-'))));
afterEach(() => rmSync(folder, { recursive: true }));

it('makes a certificate once, which only its owner can read', async () => {
  const made = await ownCertificate(folder, NOW);
  expect(readdirSync(folder)).toEqual(['tls.pem']);
  expect(statSync(join(folder, 'tls.pem')).mode & 0o777).toBe(0o600);
  const certificate = new X509Certificate(made.cert);
  expect(certificate.fingerprint256.replaceAll(':', '').toLowerCase()).toBe(made.fingerprint);
  expect(certificate.validFromDate.getTime()).toBeLessThan(NOW);
  expect(certificate.validToDate.getUTCFullYear()).toBe(9999);
  expect(await ownCertificate(folder, NOW + 1)).toEqual(made);
});

it('makes another one for another relay', async () => {
  const first = await ownCertificate(folder, NOW);
  rmSync(join(folder, 'tls.pem'));
  expect((await ownCertificate(folder, NOW)).fingerprint).not.toBe(first.fingerprint);
});

it('is not stopped by what a killed start has left', async () => {
  writeFileSync(join(folder, 'tls.pem.new'), 'half');
  await ownCertificate(folder, NOW);
  expect(readdirSync(folder)).toEqual(['tls.pem']);
});

it.each([
  ['nothing', () => ''],
  ['half of it', (pem: string) => pem.slice(0, pem.length / 2)],
  ['the key of another', (pem: string) => TLS_CERTIFICATE.key + pem.slice(pem.indexOf('-----BEGIN CERT'))],
])('refuses a file with %s, and leaves it as it is', async (_what, damage) => {
  const file = join(folder, 'tls.pem');
  await ownCertificate(folder, NOW);
  const damaged = damage(readFileSync(file, 'utf8'));
  writeFileSync(file, damaged);
  await expect(ownCertificate(folder, NOW)).rejects.toMatchObject({ code: 'store_failed' });
  expect(readFileSync(file, 'utf8')).toBe(damaged);
});
