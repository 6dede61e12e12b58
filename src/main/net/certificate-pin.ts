import { createHash } from 'node:crypto';
import { isIP, type Socket } from 'node:net';
import { connect, type TLSSocket } from 'node:tls';
import { AppError } from '../../shared/errors.ts';
import { Fingerprint } from '../../shared/model/fingerprint.ts';
import { toLinkError } from './link-error.ts';

const HANDSHAKE_MS = 10_000;
/** Of URLs without one. */
const HTTPS_PORT = 443;

/**
 * Connects by TLS to a relay that has exactly this certificate, whoever vouches for it, and until when. The certificate is
 * compared before anything but the handshake is sent. Rejects with `wrong_certificate` for another one, and for a URL without
 * TLS; with `unreachable`, `timeout` after 10 s, or `cancelled` by the signal. `over` is a connection to the relay that is there
 * already, through a proxy for example.
 */
export async function connectPinned(
  url: string,
  pinned: Fingerprint,
  signal: AbortSignal,
  over?: Socket,
): Promise<TLSSocket> {
  const socket = await shakeHands(url, signal, { over, verify: false });
  if (socket.destroyed) throw new AppError('unreachable', 'the link broke');
  if (fingerprintOf(socket) === pinned) return socket;
  socket.destroy();
  throw new AppError('wrong_certificate', 'the relay has another certificate');
}

/** The certificate that whoever answers at a URL has now. Sends nothing but the handshake; rejects as `connectPinned` does. */
export async function readFingerprint(url: string, signal: AbortSignal, over?: Socket): Promise<Fingerprint> {
  const socket = await shakeHands(url, signal, { over, verify: false });
  try {
    return fingerprintOf(socket);
  } finally {
    socket.destroy();
  }
}

/** Connects by TLS to whom a known authority vouches for; otherwise rejects with `untrusted_certificate`, or as `connectPinned`. */
export function connectTrusted(url: string, signal: AbortSignal, over?: Socket): Promise<TLSSocket> {
  return shakeHands(url, signal, { over, verify: true });
}

function fingerprintOf(socket: TLSSocket): Fingerprint {
  const certificate = socket.getPeerX509Certificate();
  // Never with the ciphers that are negotiated: all of them show a certificate.
  if (!certificate) throw new AppError('wrong_certificate', 'the relay has no certificate');
  return Fingerprint.parse(createHash('sha256').update(certificate.raw).digest('hex'));
}

interface Handshake {
  readonly over: Socket | undefined;
  /** Whether an authority has to vouch for the certificate. */
  readonly verify: boolean;
}

function shakeHands(url: string, signal: AbortSignal, { over, verify }: Handshake): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const { protocol, hostname, port } = new URL(url);
    if (protocol !== 'wss:' && protocol !== 'https:') {
      reject(new AppError('wrong_certificate', 'without TLS there is no certificate'));
      return;
    }
    if (signal.aborted) {
      over?.destroy();
      reject(new AppError('cancelled'));
      return;
    }
    const host = hostname.replace(/^\[|\]$/g, '');
    const socket = connect({
      // The name is what a certificate is verified for, over whatever it is reached.
      host,
      ...(over ? { socket: over } : { port: port === '' ? HTTPS_PORT : Number(port) }),
      ...(isIP(host) ? {} : { servername: host }),
      ALPNProtocols: ['http/1.1'],
      // Without: the fingerprint decides, which callers compare; that the other side has the certificate's key is checked even so.
      rejectUnauthorized: verify,
    });
    const settle = (): void => {
      socket.setTimeout(0, late);
      signal.removeEventListener('abort', abort);
    };
    const fail = (error: Error): void => {
      settle();
      socket.destroy();
      over?.destroy();
      reject(toLinkError(error));
    };
    const late = (): void => fail(new AppError('timeout', 'no handshake'));
    const abort = (): void => fail(new AppError('cancelled'));
    signal.addEventListener('abort', abort);
    socket.setTimeout(HANDSHAKE_MS, late);
    // Stays: a link that breaks before it is used ends nothing but itself.
    socket.on('error', fail);
    socket.once('secureConnect', () => {
      settle();
      resolve(socket);
    });
  });
}
