import { EVENT_CHANNEL, FILES_CHANNEL, REQUEST_CHANNEL } from '../shared/ipc/channels.ts';
import type { ChosenFile, YiduBridge } from '../shared/ipc/bridge.ts';
import type { EventBody, EventName } from '../shared/ipc/contract.ts';
import type { Result } from '../shared/errors.ts';
import type { ChosenFiles, StagedFile } from '../shared/ipc/views.ts';
import { isEvent, isRequest } from './names.ts';

/** As the contract's MAX_PASTED_BYTES, without its schemas. */
const MAX_PASTED_BYTES = 32 * 1024 * 1024;

/** The part of Electron's `ipcRenderer` that the bridge needs. */
export interface PageIpc {
  invoke(channel: string, ...args: unknown[]): Promise<unknown>;
  on(channel: string, listener: (event: unknown, ...args: unknown[]) => void): unknown;
}

/**
 * The page's one door: names outside the contract are refused before they leave the page, and Electron's event object,
 * which could reach further, never gets to the page's listeners.
 */
export function createBridge(ipc: PageIpc, pathOf: (file: ChosenFile) => string): YiduBridge {
  const listeners = new Map<string, Set<(body: never) => void>>();

  ipc.on(EVENT_CHANNEL, (_event, name, body) => {
    // The main process sends only what its own types allow; the body is not checked a second time.
    for (const listener of listeners.get(String(name)) ?? []) listener(body as never);
  });

  /** A file of the disk goes by its path, which the page never sees; one of the clipboard has none and goes as its bytes. */
  async function choose(file: ChosenFile): Promise<ChosenFiles> {
    const path = pathOf(file);
    // The main process answers both channels with a Result of the contract's type.
    if (path !== '') {
      const dropped = (await ipc.invoke(FILES_CHANNEL, [path])) as Result<ChosenFiles>;
      return dropped.ok ? dropped.value : { files: [], refused: [dropped.error.code] };
    }
    if (file.size > MAX_PASTED_BYTES) return { files: [], refused: ['too_large'] };
    const bytes = new Uint8Array(await file.arrayBuffer());
    const input = { name: file.name, type: file.type, bytes };
    const result = (await ipc.invoke(REQUEST_CHANNEL, 'attachment.paste', input)) as Result<StagedFile>;
    return result.ok ? { files: [result.value], refused: [] } : { files: [], refused: [result.error.code] };
  }

  return {
    async chooseFiles(files) {
      const all: ChosenFiles = { files: [], refused: [] };
      for (const file of files) {
        const chosen = await choose(file);
        all.files.push(...chosen.files);
        all.refused.push(...chosen.refused);
      }
      return all;
    },
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
