import { parentPort, workerData } from 'node:worker_threads';

// Behaves as its data's name says; the real worker is tested with the relay.
const { name, port, host, tls } = workerData as { name: string; port: number; host: string; tls?: string };

if (name === 'taken' && port !== 0)
  parentPort?.postMessage({ kind: 'failed', code: 'port_taken', message: 'port is in use' });
else if (name === 'broken')
  parentPort?.postMessage({ kind: 'failed', code: 'store_damaged', message: 'not a database' });
else if (name === 'crash') throw new Error('crash');
else if (name !== 'silent') {
  parentPort?.postMessage({
    kind: 'listening',
    url: `${tls ? 'wss' : 'ws'}://${host}:${port === 0 ? 50_001 : port}/v1/socket`,
    ...(tls && { fingerprint: 'a'.repeat(64) }),
  });
}

parentPort?.on('message', ({ kind }: { kind: string }) => {
  if (kind === 'close' && name !== 'stubborn') process.exit(0);
  if (kind === 'die') process.exit(1);
});
