import { WebSocket } from 'ws';
import type { Result } from '../../src/shared/errors.ts';
import { EVENT_CHANNEL, REQUEST_CHANNEL } from '../../src/shared/ipc/channels.ts';
import type {
  EventBody,
  EventName,
  RequestInput,
  RequestName,
  RequestOutput,
} from '../../src/shared/ipc/contract.ts';
import { type FromPage, PATHS, type ToPage } from '../../src/webhost/wire.ts';

/** A page of the web host without a browser: the contract, and nothing drawn. */
export interface PageClient {
  /** The value of the answer; throws with the code of a refusal. */
  ask<N extends RequestName>(name: N, input: RequestInput<N>): Promise<RequestOutput<N>>;
  on<N extends EventName>(name: N, listener: (body: EventBody<N>) => void): void;
  /** Asks again with every change of the store until the answer is what is wanted. */
  until<N extends RequestName>(
    name: N,
    input: RequestInput<N>,
    wanted: (value: RequestOutput<N>) => boolean,
  ): Promise<RequestOutput<N>>;
}

/** Opens the address that the web host has printed. */
export async function openPage(address: string): Promise<PageClient> {
  const { origin } = new URL(address);
  const entry = await fetch(address, { redirect: 'manual' });
  const cookie = entry.headers.get('set-cookie')?.split(';')[0];
  if (cookie === undefined) throw new Error(`no cookie from ${origin}: ${entry.status}`);
  const socket = new WebSocket(`${origin.replace('http', 'ws')}${PATHS.socket}`, {
    headers: { cookie, origin },
  });
  await new Promise((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
  });

  const calls = new Map<number, (message: ToPage) => void>();
  const listeners = new Map<string, Set<(body: never) => void>>();
  let nextId = 1;
  socket.on('error', () => undefined);
  socket.on('message', (data) => {
    // The web host's own frames, as one Buffer.
    const message = JSON.parse((data as Buffer).toString()) as ToPage;
    if (message.type === 'reply' || message.type === 'refusal') {
      calls.get(message.id)?.(message);
      calls.delete(message.id);
    } else if (message.type === 'event' && message.channel === EVENT_CHANNEL) {
      const [name, body] = message.args;
      for (const listener of listeners.get(String(name)) ?? []) listener(body as never);
    }
  });

  function invoke(...args: unknown[]): Promise<unknown> {
    return new Promise((resolve, reject) => {
      // Its 'close' has been, and does not come again.
      if (socket.readyState !== WebSocket.OPEN) throw new Error('the client has ended');
      const id = nextId++;
      calls.set(id, (message) => {
        if (message.type === 'reply') resolve(message.value);
        else reject(new Error('refused by the web host'));
      });
      socket.once('close', () => reject(new Error('the client has ended')));
      socket.send(JSON.stringify({ type: 'invoke', id, channel: REQUEST_CHANNEL, args } satisfies FromPage));
    });
  }
  socket.setMaxListeners(0);

  const client: PageClient = {
    async ask<N extends RequestName>(name: N, input: RequestInput<N>) {
      // The dispatcher answers every request of the contract with a Result of its type.
      const result = (await invoke(name, input)) as Result<RequestOutput<N>>;
      if (!result.ok) throw new Error(`${name}: ${result.error.code}`);
      return result.value;
    },
    on(name, listener) {
      const all = listeners.get(name) ?? new Set();
      listeners.set(name, all.add(listener));
    },
    until: (name, input, wanted) =>
      new Promise((resolve, reject) => {
        let done = false;
        const look = (): void => {
          client.ask(name, input).then((value) => {
            if (done || !wanted(value)) return;
            done = true;
            resolve(value);
          }, reject);
        };
        client.on('store.changed', () => done || look());
        client.on('session.changed', () => done || look());
        look();
      }),
  };
  return client;
}
