import { createServer } from 'node:net';
import { DEFAULT_RELAY_PORT } from '../../../src/shared/protocol/limits.ts';

/**
 * Holds the default port of relays for the whole run, as another relay on this computer does: each client under test that hosts gets a
 * port of its own, and keeps it while it restarts. Tests side by side would otherwise take the default one from each other.
 */
export default async function holdDefaultPort(): Promise<() => void> {
  const server = createServer((socket) => socket.destroy());
  await new Promise<void>((resolve) => {
    server.once('listening', resolve);
    // A relay on this computer holds it already.
    server.once('error', () => resolve());
    server.listen(DEFAULT_RELAY_PORT, '127.0.0.1');
  });
  return () => void server.close();
}
