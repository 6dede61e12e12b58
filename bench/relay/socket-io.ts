import { fileURLToPath } from 'node:url';
import { startChildServer } from './child-server.ts';
import { openRawSocket, type RawSocket } from './raw-socket.ts';
import type { MemberListener, Subject } from './subject.ts';

const EVENT = '42'.charCodeAt(0);
const PING = '2'.charCodeAt(0);

/** Engine.IO packet types are single digits; Socket.IO adds its own behind a 4 (socket.io-protocol v5). */
async function open(port: number, listener: MemberListener): Promise<RawSocket> {
  const { promise: joined, resolve: join } = Promise.withResolvers<undefined>();
  const socket = await openRawSocket(port, '/socket.io/?EIO=4&transport=websocket', {
    text(bytes, start, end) {
      const type = bytes[start];
      if (type === EVENT && bytes[start + 1] === PING) listener.delivered(bytes, start, end);
      else if (type === PING) socket.sendText('3');
      else if (type === EVENT) join(undefined);
      else if (type === '0'.charCodeAt(0)) queueMicrotask(() => socket.sendText('40'));
    },
    closed: () => undefined,
  });
  await joined;
  return socket;
}

/** The library most web chats start from; it broadcasts to a room and stores nothing. */
export const socketIo: Subject = {
  name: 'socket.io broadcast, nothing stored',
  missing: () => undefined,
  async start(_members, cpu) {
    const server = await startChildServer({
      command: [process.execPath, fileURLToPath(new URL('./servers/socket-io-server.ts', import.meta.url))],
      cpu,
      ready: /listening (\d+)/,
    });
    const port = Number(server.match);
    return {
      pids: [server.pid],
      stop: () => server.stop(),
      async join(_index, listener) {
        const socket = await open(port, listener);
        return {
          send: (text) => socket.sendText(`42${JSON.stringify(['m', text])}`),
          close: () => socket.close(),
        };
      },
      idle: () => open(port, { delivered: () => undefined }),
    };
  },
};
