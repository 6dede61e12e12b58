import type { FromPage, PageNotification, ToPage } from './wire.ts';

type Listener = (event: unknown, ...args: unknown[]) => void;

/**
 * Runs in the page, before the preload bundle, and gives it an `electron` module. It is sent as its own source text, so it
 * must not refer to anything outside itself except types.
 */
export function startPageRuntime(paths: {
  readonly socket: string;
  readonly bytes: string;
  readonly files: string;
}): { require: (name: string) => unknown } {
  const listeners = new Map<string, Set<Listener>>();
  const calls = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  const queued: FromPage[] = [];
  let nextId = 1;

  /** Which window of the program this page is in; the first has no number in its address. */
  const ownWindow = new URLSearchParams(location.search).get('window') ?? '1';
  const socket = new WebSocket(
    `ws://${location.host}${paths.socket}?window=${encodeURIComponent(ownWindow)}`,
  );
  function send(message: FromPage): void {
    if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
    else if (socket.readyState === WebSocket.CONNECTING) queued.push(message);
  }
  socket.addEventListener('open', () => {
    for (const message of queued.splice(0)) send(message);
  });
  socket.addEventListener('message', ({ data }: MessageEvent<string>) => receive(JSON.parse(data) as ToPage));
  // Without its main process a window is gone.
  socket.addEventListener('close', () => end());

  function receive(message: ToPage): void {
    switch (message.type) {
      case 'reply':
        calls.get(message.id)?.resolve(message.value);
        calls.delete(message.id);
        break;
      case 'refusal':
        calls.get(message.id)?.reject(new Error(message.message));
        calls.delete(message.id);
        break;
      case 'event':
        for (const listener of listeners.get(message.channel) ?? []) listener({}, ...message.args);
        break;
      case 'pick':
        pick(message.id, message.folder);
        break;
      case 'notify':
        notify(message.notification);
        break;
      case 'unnotify':
        notifications.get(message.id)?.close();
        notifications.delete(message.id);
        break;
      case 'window':
        if (!openTab(message.path, '_blank', `popup,width=${message.width},height=${message.height}`))
          send({ type: 'blocked', window: message.window });
        break;
      case 'external':
        openTab(message.url, '_blank', 'noopener,noreferrer');
        break;
      case 'close':
        end();
        break;
    }
  }

  const notifications = new Map<string, Notification>();
  let asksAtClick = false;

  function notify({ id, title, body, silent }: PageNotification): void {
    if (!('Notification' in window)) return;
    if (Notification.permission === 'default' && !asksAtClick) {
      asksAtClick = true;
      // Browsers let a page ask only while its user does something.
      window.addEventListener('click', () => void Notification.requestPermission(), { once: true });
    }
    if (Notification.permission !== 'granted') return;
    const shown = new Notification(title, { body, silent, tag: id });
    notifications.set(id, shown);
    const tell = (event: 'click' | 'close'): void => {
      if (notifications.get(id) !== shown) return;
      notifications.delete(id);
      send({ type: 'notification', id, event });
    };
    shown.addEventListener('click', () => {
      window.focus();
      tell('click');
      shown.close();
    });
    shown.addEventListener('close', () => tell('close'));
  }

  /** The browser's own dialog; it opens because the user has just clicked. */
  function pick(id: number, endings: readonly string[] | null): void {
    const input = document.createElement('input');
    input.type = 'file';
    input.multiple = true;
    input.webkitdirectory = endings !== null;
    const tell = (files: string[]): void => send({ type: 'picked', id, files });
    input.addEventListener('cancel', () => tell([]));
    input.addEventListener('change', () => {
      const chosen = [...(input.files ?? [])];
      if (endings !== null) {
        postFolder(chosen.filter(({ name }) => endings.some((ending) => name.endsWith(ending)))).then(
          (folder) => tell([folder]),
          () => tell([]),
        );
        return;
      }
      Promise.all(
        chosen.map((file) => post(`${paths.files}?name=${encodeURIComponent(file.name)}`, file)),
      ).then(tell, () => tell([]));
    });
    input.click();
  }

  /** One after the other, under the name of their folder; the paths begin with what the user calls it. */
  async function postFolder(files: readonly File[]): Promise<string> {
    const folder = crypto.randomUUID();
    for (const file of files) {
      const path = file.webkitRelativePath.split('/').slice(1).join('/');
      await post(`${paths.files}?folder=${folder}&name=${encodeURIComponent(path)}`, file);
    }
    return folder;
  }

  async function post(path: string, body: Blob | Uint8Array<ArrayBuffer>): Promise<string> {
    const response = await fetch(path, { method: 'POST', body });
    if (!response.ok) throw new Error('not taken');
    return response.text();
  }

  /** JSON carries no bytes: they go ahead, and a name stands for them. */
  async function withoutBytes(arg: unknown): Promise<unknown> {
    if (typeof arg !== 'object' || arg === null || Array.isArray(arg)) return arg;
    const entries = await Promise.all(
      Object.entries(arg).map(async ([key, value]: [string, unknown]) => [
        key,
        value instanceof Uint8Array
          ? { $bytes: await post(paths.bytes, value as Uint8Array<ArrayBuffer>) }
          : value,
      ]),
    );
    return Object.fromEntries(entries) as unknown;
  }

  function carriesBytes(arg: unknown): boolean {
    return (
      typeof arg === 'object' &&
      arg !== null &&
      Object.values(arg).some((value) => value instanceof Uint8Array)
    );
  }

  function end(): void {
    window.close();
    // A tab that the user opened cannot be closed by its page.
    location.replace('about:blank');
  }

  const openTab = window.open.bind(window);
  window.open = (url) => {
    send({ type: 'open', url: String(url) });
    return null;
  };
  document.addEventListener(
    'click',
    (event) => {
      const link = event.target instanceof Element ? event.target.closest('a[target="_blank"]') : null;
      if (!(link instanceof HTMLAnchorElement)) return;
      event.preventDefault();
      send({ type: 'open', url: link.href });
    },
    true,
  );

  // By the events' names and not by document.hasFocus(), which tools that drive a browser keep true.
  window.addEventListener('focus', () => send({ type: 'focus', focused: true }));
  window.addEventListener('blur', () => send({ type: 'focus', focused: false }));
  document.addEventListener('visibilitychange', () =>
    send({ type: 'focus', focused: document.visibilityState === 'visible' && document.hasFocus() }),
  );
  // Once in a while is enough to tell that somebody is there.
  let activeAt = -Infinity;
  function noteActivity(): void {
    const now = performance.now();
    if (now - activeAt < 5_000) return;
    activeAt = now;
    send({ type: 'active' });
  }
  for (const name of ['pointermove', 'pointerdown', 'keydown', 'wheel', 'focus'])
    window.addEventListener(name, noteActivity, { capture: true, passive: true });
  window.addEventListener('load', () => {
    send({ type: 'loaded' });
    send({ type: 'focus', focused: document.visibilityState === 'visible' && document.hasFocus() });
  });

  const electron = {
    contextBridge: {
      exposeInMainWorld(name: string, api: object): void {
        Object.defineProperty(window, name, { value: Object.freeze(api), enumerable: true });
      },
    },
    ipcRenderer: {
      invoke: (channel: string, ...args: unknown[]) =>
        new Promise((resolve, reject) => {
          const id = nextId++;
          calls.set(id, { resolve, reject });
          if (!args.some(carriesBytes)) {
            send({ type: 'invoke', id, channel, args });
            return;
          }
          Promise.all(args.map(withoutBytes)).then(
            (sent) => send({ type: 'invoke', id, channel, args: sent }),
            reject,
          );
        }),
      on(channel: string, listener: Listener): void {
        const all = listeners.get(channel) ?? new Set();
        listeners.set(channel, all.add(listener));
      },
    },
    webUtils: {
      /** A browser does not tell where a file lies: its bytes go instead. */
      getPathForFile: () => '',
    },
  };

  return {
    require(name) {
      if (name === 'electron') return electron;
      throw new Error(`a sandboxed preload script cannot require ${name}`);
    },
  };
}
