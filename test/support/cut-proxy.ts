import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** Passes bytes on between clients and a server, and cuts a connection where the test wants it. */
export interface CutProxy {
  readonly port: number;
  /**
   * Cuts the next connection on which `word` comes from a client: before the server hears it, or after it has answered but before
   * the client hears that.
   */
  cutAt(word: string, when: 'before' | 'after'): void;
  close(): Promise<void>;
}

export async function cutProxy(target: number): Promise<CutProxy> {
  let armed: { readonly word: string; readonly when: 'before' | 'after' } | undefined;
  const open = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(target, '127.0.0.1');
    let mute = false;
    const cut = (): void => {
      client.destroy();
      upstream.destroy();
    };
    for (const socket of [client, upstream]) {
      open.add(socket);
      socket.on('error', cut).on('close', () => {
        open.delete(socket);
        cut();
      });
    }
    client.on('data', (bytes) => {
      const isIt = armed !== undefined && bytes.includes(armed.word);
      if (isIt && armed?.when === 'before') {
        armed = undefined;
        cut();
        return;
      }
      if (isIt) {
        armed = undefined;
        mute = true;
      }
      upstream.write(bytes);
    });
    upstream.on('data', (bytes) => (mute ? cut() : client.write(bytes)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  return {
    port: (server.address() as AddressInfo).port,
    cutAt: (word, when) => void (armed = { word, when }),
    close: () =>
      new Promise((resolve) => {
        for (const socket of open) socket.destroy();
        server.close(() => resolve());
      }),
  };
}
