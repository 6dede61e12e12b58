import { EVENT_CHANNEL, REQUEST_CHANNEL } from '../shared/ipc/channels.ts';
import type { YiduBridge } from '../shared/ipc/bridge.ts';
import type { EventBody, EventName } from '../shared/ipc/contract.ts';
import { isEvent, isRequest } from './names.ts';

/** The part of Electron's `ipcRenderer` that the bridge needs. */
export interface PageIpc {
  invoke(channel: string, ...args: unknown[]): Promise<unknown>;
  on(channel: string, listener: (event: unknown, ...args: unknown[]) => void): unknown;
}

/**
 * The page's one door: names outside the contract are refused before they leave the page, and Electron's event object,
 * which could reach further, never gets to the page's listeners.
 */
export function createBridge(ipc: PageIpc): YiduBridge {
  const listeners = new Map<string, Set<(body: never) => void>>();

  ipc.on(EVENT_CHANNEL, (_event, name, body) => {
    // The main process sends only what its own types allow; the body is not checked a second time.
    for (const listener of listeners.get(String(name)) ?? []) listener(body as never);
  });

  return {
    async request(name, input) {
      if (!isRequest(name)) {
        return { ok: false, error: { code: 'unknown_command', message: 'no such request', retry: 'never' } };
      }
      // The main process answers every request on this channel with a Result of the contract's type.
      return (await ipc.invoke(REQUEST_CHANNEL, name, input)) as never;
    },
    on<N extends EventName>(name: N, listener: (body: EventBody<N>) => void) {
      if (!isEvent(name)) throw new TypeError('no such event');
      const all = listeners.get(name) ?? new Set();
      listeners.set(name, all.add(listener));
      return () => void all.delete(listener);
    },
  };
}
