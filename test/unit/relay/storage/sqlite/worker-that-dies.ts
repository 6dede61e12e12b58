import { parentPort } from 'node:worker_threads';

// A storage worker that opens, and is gone at the first batch.

const port = parentPort;
port?.on('message', (calls: readonly { readonly id: number; readonly method: string }[]) => {
  if (calls.some(({ method }) => method === 'run')) process.exit(1);
  port.postMessage(calls.map(({ id }) => ({ id, value: undefined })));
});
