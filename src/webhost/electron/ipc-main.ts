type Handler = (event: object, ...args: unknown[]) => unknown;

const handlers = new Map<string, Handler>();

/** Electron's `ipcMain`, as far as src/main/platform uses it. */
export const ipcMain = {
  handle(channel: string, handler: Handler): void {
    handlers.set(channel, handler);
  },
};

/** Calls the handler of a channel for the page; rejects when there is none. */
export function answerInvoke(event: object, channel: string, args: readonly unknown[]): Promise<unknown> {
  const handler = handlers.get(channel);
  if (!handler) return Promise.reject(new Error(`no handler for ${channel}`));
  // What the handler throws becomes a rejection, as in Electron.
  return new Promise((resolve) => resolve(handler(event, ...args)));
}
