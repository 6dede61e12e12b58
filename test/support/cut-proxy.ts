import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** Passes bytes on between clients and a server, and cuts a connection where the test wants it. */
export interface CutProxy {
  readonly port: number;
  /**
   * Cuts the next connection on which `word` comes from a client: before the server hears it, or after it has answered but before
   * the client hears that. `when ended`: not by itself, but what the server says from then on comes to the client only once the server
   * has ended the connection, all at once, as to a process that stood still meanwhile.
   */
  cutAt(word: string, when: 'before' | 'after' | 'when ended'): void;
  close(): Promise<void>;
}

export async function cutProxy(target: number): Promise<CutProxy> {
  let armed: { readonly word: string; readonly when: Parameters<CutProxy['cutAt']>[1] } | undefined;
  const open = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(target, '127.0.0.1');
    let mute = false;
    let held: Buffer[] | undefined;
    const cut = (): void => {
      client.destroy();
      upstream.destroy();
    };
    for (const socket of [client, upstream]) {
      open.add(socket);
      socket.on('error', cut).on('close', () => {
        open.delete(socket);
        if (!held) cut();
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
        mute = armed?.when === 'after';
        held = armed?.when === 'when ended' ? [] : undefined;
        armed = undefined;
      }
      upstream.write(bytes);
    });
    upstream.on('data', (bytes) => {
      if (mute) cut();
      else if (held) held.push(bytes);
      else client.write(bytes);
    });
    upstream.on('end', () => held && client.end(Buffer.concat(held)));
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
