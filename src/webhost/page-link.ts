import type { WebSocket } from 'ws';
import { answerInvoke } from './electron/ipc-main.ts';
import { FromPage, type ToPage } from './wire.ts';

/** Bytes that may wait for a page that does not read, before it is cut off. */
const BACKLOG_BYTES = 32 * 1024 * 1024;

/** What the page tells its window. */
export interface PageEvents {
  loaded(): void;
  focused(focused: boolean): void;
  /** The page wants another window. */
  opens(url: string): void;
  /** What IPC handlers see as `event`. */
  readonly ipcEvent: object;
  /** Puts bytes where the page's arguments stand for them. */
  withBytes(args: readonly unknown[]): unknown[];
  blocked(window: number): void;
  /** The page has closed, or loads anew. */
  gone(): void;
  picked(id: number, files: readonly string[]): void;
  notification(id: string, event: 'click' | 'close'): void;
}

/** The connection to the page in the browser. */
export interface PageLink {
  send(message: ToPage): void;
  close(): void;
}

/** Frames that are not of the page's shape end the connection. */
export function connectPage(socket: WebSocket, events: PageEvents): PageLink {
  function send(message: ToPage): void {
    if (socket.readyState !== socket.OPEN) return;
    socket.send(JSON.stringify(message));
    if (socket.bufferedAmount > BACKLOG_BYTES) socket.terminate();
  }

  function receive(message: FromPage): void {
    switch (message.type) {
      case 'invoke': {
        const { id, channel, args } = message;
        answerInvoke(events.ipcEvent, channel, events.withBytes(args)).then(
          (value) => send({ type: 'reply', id, value }),
          (error: unknown) => send({ type: 'refusal', id, message: String(error) }),
        );
        break;
      }
      case 'picked':
        events.picked(message.id, message.files);
        break;
      case 'notification':
        events.notification(message.id, message.event);
        break;
      case 'blocked':
        events.blocked(message.window);
        break;
      case 'loaded':
        events.loaded();
        break;
      case 'focus':
        events.focused(message.focused);
        break;
      case 'open':
        events.opens(message.url);
        break;
    }
  }

  socket.on('message', (data, isBinary) => {
    // One Buffer: `binaryType` is left at its default.
    const message = FromPage.safeParse(isBinary ? undefined : parseJson((data as Buffer).toString()));
    if (message.success) receive(message.data);
    else socket.close(1008);
  });
  socket.on('close', () => {
    events.focused(false);
    events.gone();
  });
  // What goes wrong on the socket is followed by its close.
  socket.on('error', () => undefined);

  return {
    send,
    close() {
      send({ type: 'close' });
      socket.close();
    },
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
