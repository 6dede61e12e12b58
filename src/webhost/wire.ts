import * as z from 'zod';

/** What the page sends over its socket: the stand-in for Electron's IPC. */
export const FromPage = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('invoke'),
    id: z.int(),
    channel: z.string().max(64),
    args: z.array(z.unknown()).max(8),
  }),
  z.object({ type: z.literal('loaded') }),
  /** What the user has chosen, as the server has called each file. */
  z.object({ type: z.literal('picked'), id: z.int(), files: z.array(z.string().max(64)).max(100) }),
  z.object({ type: z.literal('focus'), focused: z.boolean() }),
  /** The user has clicked a notification, or put it away. */
  z.object({ type: z.literal('notification'), id: z.string().max(200), event: z.enum(['click', 'close']) }),
  /** The browser has not let this window open. */
  z.object({ type: z.literal('blocked'), window: z.int() }),
  /** Somebody uses the page. */
  z.object({ type: z.literal('active') }),
  /** The page wants to open a URL in another window. */
  z.object({ type: z.literal('open'), url: z.string().max(8_192) }),
]);
export type FromPage = z.infer<typeof FromPage>;

export interface PageNotification {
  readonly id: string;
  readonly title: string;
  readonly body: string;
  readonly silent: boolean;
}

/** What the page gets. */
export type ToPage =
  | { readonly type: 'reply'; readonly id: number; readonly value: unknown }
  | { readonly type: 'refusal'; readonly id: number; readonly message: string }
  | { readonly type: 'event'; readonly channel: string; readonly args: readonly unknown[] }
  /** Show a URL in a browser tab. */
  | { readonly type: 'external'; readonly url: string }
  /** Open another window of the program, at a path of the page. */
  | {
      readonly type: 'window';
      readonly window: number;
      readonly path: string;
      readonly width: number;
      readonly height: number;
    }
  /** Have the user choose files, or a folder, of which those with these endings are wanted. */
  | { readonly type: 'pick'; readonly id: number; readonly folder: readonly string[] | null }
  /** Show a notification, in the place of the one with the same id, or take it away. */
  | { readonly type: 'notify'; readonly notification: PageNotification }
  | { readonly type: 'unnotify'; readonly id: string }
  /** The window has closed. */
  | { readonly type: 'close' };

/** Largest frame a page may send: a message of full length fits many times. */
export const PAGE_FRAME_BYTES = 1024 * 1024;

/** Paths of the web host's own; the page has none that begin so. */
export const PATHS = {
  preload: '/__webhost/preload.js',
  socket: '/__webhost/socket',
  ring: '/__webhost/ring',
  bytes: '/__webhost/bytes',
  files: '/__webhost/files',
} as const;

/** The number of the program's first window; the others have theirs in the address. */
export const MAIN_WINDOW = 1;
