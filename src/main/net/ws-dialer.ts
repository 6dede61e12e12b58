import type { Socket as Stream } from 'node:net';
import { WebSocket } from 'ws';
import type { Clock } from '../../shared/clock.ts';
import { AppError } from '../../shared/errors.ts';
import { LIMITS } from '../../shared/protocol/limits.ts';
import { toLinkError } from './link-error.ts';
import { type LinkOptions, openLink } from './relay-link.ts';
import type { Dialer, Socket } from './socket.ts';

const HANDSHAKE_MS = 10_000;
/** How long a closing handshake may take before the link is cut. */
const CLOSE_MS = 2_000;
/** RFC 6455: data of a kind that is not accepted. */
const UNSUPPORTED_DATA = 1003;

/**
 * Dials with the `ws` package. No compression (it costs the relay five times the CPU), frames up to what a relay may send;
 * a larger or binary frame closes the link. By proxies where the routes say so; with a fingerprint only to who has that certificate.
 */
export function createWsDialer(clock: Clock, link: LinkOptions = {}): Dialer {
  return {
    async dial(url, listener, signal) {
      const ready = await openLink(url, link, signal);
      return new Promise((resolve, reject) => {
        if (signal.aborted) {
          ready?.destroy();
          reject(new AppError('cancelled'));
          return;
        }
        const ws = new WebSocket(url, {
          perMessageDeflate: false,
          maxPayload: LIMITS.relayFrameBytes,
          // One frame in each turn of the event loop: what one read of the socket brings, hundreds of small frames, would hold it up for
          // tens of ms. That costs some 2 µs per frame.
          allowSynchronousEvents: false,
          ...(ready && { createConnection: () => ready }),
        });
        let opened = false;
        const refuse = (error: AppError): void => {
          settle();
          ws.terminate();
          reject(error);
        };
        const abort = (): void => refuse(new AppError('cancelled'));
        const cancelTimer = clock.schedule(HANDSHAKE_MS, () =>
          refuse(new AppError('timeout', 'no handshake')),
        );
        const settle = (): void => {
          cancelTimer();
          signal.removeEventListener('abort', abort);
        };
        signal.addEventListener('abort', abort);
        ws.on('message', (data, isBinary) => {
          if (isBinary) ws.close(UNSUPPORTED_DATA);
          // Text arrives as one Buffer: `binaryType` is left at its default.
          else listener.text((data as Buffer).toString());
        });
        ws.on('upgrade', ({ socket: stream }) => {
          ws.on('open', () => {
            opened = true;
            settle();
            resolve(socketOf(ws, stream, clock));
          });
        });
        // After opening, 'close' follows every 'error' and is what the listener hears.
        ws.on('error', (error) => {
          if (!opened) refuse(toLinkError(error));
        });
        ws.on('close', (code, reason) => {
          if (opened) listener.closed(code, reason.toString());
        });
      });
    },
  };
}

function socketOf(ws: WebSocket, stream: Stream, clock: Clock): Socket {
  let pings = 0;
  return {
    send(frame) {
      if (ws.readyState === WebSocket.OPEN) ws.send(frame);
    },
    ping(ms) {
      return new Promise((resolve, reject) => {
        if (ws.readyState !== WebSocket.OPEN) {
          reject(new AppError('offline'));
          return;
        }
        const mark = String(++pings);
        let read = stream.bytesRead;
        const settle = (): void => {
          cancelTimer();
          ws.off('pong', pong);
          ws.off('close', closed);
        };
        const pong = (data: Buffer): void => {
          if (data.toString() !== mark) return;
          settle();
          resolve();
        };
        const closed = (): void => {
          settle();
          reject(new AppError('offline'));
        };
        // On a slow link the pong comes behind a page, which is one frame and may take longer.
        const look = (): void => {
          if (stream.bytesRead > read) {
            read = stream.bytesRead;
            cancelTimer = clock.schedule(ms, look);
            return;
          }
          settle();
          reject(new AppError('timeout', 'nothing comes'));
        };
        let cancelTimer = clock.schedule(ms, look);
        ws.on('pong', pong);
        ws.on('close', closed);
        ws.ping(mark);
      });
    },
    get arrived() {
      return stream.bytesRead;
    },
    get buffered() {
      return ws.bufferedAmount;
    },
    close() {
      ws.close();
      const cancelTimer = clock.schedule(CLOSE_MS, () => ws.terminate());
      ws.once('close', cancelTimer);
    },
  };
}
