import { fileURLToPath } from 'node:url';
import { startChildServer } from './child-server.ts';
import { openRawSocket } from './raw-socket.ts';
import type { Subject } from './subject.ts';

/** The floor: `ws` sending every frame to every socket, with no storage, no receipts, no identities. */
export const plainWs: Subject = {
  name: 'plain ws broadcast, nothing stored',
  missing: () => undefined,
  async start(_members, cpu) {
    const server = await startChildServer({
      command: [process.execPath, fileURLToPath(new URL('./servers/plain-ws-server.ts', import.meta.url))],
      cpu,
      ready: /listening (\d+)/,
    });
    const port = Number(server.match);
    return {
      pids: [server.pid],
      stop: () => server.stop(),
      async join(_index, listener) {
        const socket = await openRawSocket(port, '/', {
          text: listener.delivered.bind(listener),
          closed: () => undefined,
        });
        return { send: (text) => socket.sendText(text), close: () => socket.close() };
      },
      idle: () => openRawSocket(port, '/', { text: () => undefined, closed: () => undefined }),
    };
  },
};
