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
  return Promise.try(() => {
    const handler = handlers.get(channel);
    if (!handler) throw new Error(`no handler for ${channel}`);
    return handler(event, ...args);
  });
}
