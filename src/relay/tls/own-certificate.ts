import { createHash, createPrivateKey, X509Certificate } from 'node:crypto';
import { open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../shared/errors.ts';
import { Fingerprint } from '../../shared/model/fingerprint.ts';

/** A relay's key and certificate, PEM, and what its clients pin. */
export interface OwnCertificate {
  readonly key: string;
  readonly cert: string;
  readonly fingerprint: Fingerprint;
}

/** In the data folder. Key and certificate together: there is never one without the other. */
export const OWN_CERTIFICATE = 'tls.pem';
const PEM = /-----BEGIN (PRIVATE KEY|CERTIFICATE)-----[\s\S]+?-----END \1-----\n?/g;
/** RFC 5280, 4.1.2.5: a certificate without an end. Who pins it asks for no date, and a renewal would lock everybody out. */
const NO_END = new Date('9999-12-31T23:59:59Z');
/** Computers whose clocks are behind. ms. */
const CLOCK_MARGIN_MS = 86_400_000;
const SERIAL_BYTES = 16;
const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;

/**
 * The certificate in the data folder, made when there is none (P-256, without an end, readable by its owner alone). Rejects with
 * `store_failed` when what is there cannot be read or used: another one in its place would lock out every client that pinned
 * it, so that is left to whoever administers the relay.
 */
export async function ownCertificate(dataFolder: string, now: number): Promise<OwnCertificate> {
  const file = join(dataFolder, OWN_CERTIFICATE);
  const found = await read(file);
  if (found !== undefined) return parse(file, found);
  const made = await make(now);
  // Whole, or not at all.
  const draft = `${file}.new`;
  await rm(draft, { force: true });
  const handle = await open(draft, 'wx', 0o600);
  try {
    await handle.writeFile(made);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(draft, file);
  return parse(file, made);
}

/** The SHA-256 of the first certificate of a PEM text. Throws for what is none. */
export function fingerprintOfPem(cert: string): Fingerprint {
  return Fingerprint.parse(createHash('sha256').update(new X509Certificate(cert).raw).digest('hex'));
}

async function read(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw unusable(file, error);
  }
}

function parse(file: string, text: string): OwnCertificate {
  const blocks = [...text.matchAll(PEM)];
  const [key, cert] = ['PRIVATE KEY', 'CERTIFICATE'].map(
    (kind) => blocks.find(([, found]) => found === kind)?.[0],
  );
  if (key === undefined || cert === undefined) throw unusable(file);
  try {
    if (!new X509Certificate(cert).checkPrivateKey(createPrivateKey(key))) throw unusable(file);
    return { key, cert, fingerprint: fingerprintOfPem(cert) };
  } catch (error) {
    throw unusable(file, error);
  }
}

function unusable(file: string, cause?: unknown): AppError {
  if (cause instanceof AppError) return cause;
  return new AppError(
    'store_failed',
    `${file} holds no usable key and certificate. Restore it from a backup, or remove it: then everybody has to trust a new one`,
    { cause },
  );
}

async function make(now: number): Promise<string> {
  // Loaded by who makes a certificate, which is once in a relay's life. x509 (MIT, the one that is typed and keeps up) and the
  // metadata that its container of parts asks for.
  await import('reflect-metadata');
  const {
    PemConverter,
    X509CertificateGenerator,
    KeyUsagesExtension,
    KeyUsageFlags,
    BasicConstraintsExtension,
  } = await import('@peculiar/x509');
  const keys = await crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
  const certificate = await X509CertificateGenerator.createSelfSigned(
    {
      serialNumber: Buffer.from(crypto.getRandomValues(new Uint8Array(SERIAL_BYTES))).toString('hex'),
      // The same for all: a certificate is shown to whoever connects, and says nothing of the team.
      name: 'CN=Yidu relay',
      notBefore: new Date(now - CLOCK_MARGIN_MS),
      notAfter: NO_END,
      signingAlgorithm: ALGORITHM,
      keys,
      extensions: [
        new BasicConstraintsExtension(false, undefined, true),
        new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      ],
    },
    crypto,
  );
  const key = PemConverter.encode(await crypto.subtle.exportKey('pkcs8', keys.privateKey), 'PRIVATE KEY');
  return `${key}\n${certificate.toString('pem')}\n`;
}
