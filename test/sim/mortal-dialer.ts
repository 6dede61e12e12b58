import type { Dialer, Socket } from '../../src/main/net/socket.ts';
import type { Life } from './life.ts';

/** A way to the relay for a process that may die at any frame: from then on none leaves it or is handled. */
export function mortalDialer(real: Dialer, life: Life): Dialer {
  return {
    async dial(url, listener, signal) {
      const socket = await real.dial(
        url,
        {
          text: (frame) => void life.step('received', () => listener.text(frame)),
          closed(code, reason) {
            if (!life.dead) listener.closed(code, reason);
          },
        },
        signal,
      );
      return guard(socket, life);
    },
  };
}

function guard(socket: Socket, life: Life): Socket {
  return {
    send: (frame) => void life.step('sent', () => socket.send(frame)),
    ping: (ms) => (life.dead ? new Promise(() => undefined) : socket.ping(ms)),
    get arrived() {
      return socket.arrived;
    },
    get buffered() {
      return socket.buffered;
    },
    close() {
      if (!life.dead) socket.close();
    },
  };
}
