import { type FileHandle, open } from 'node:fs/promises';

const BUFFERED_LETTERS = 64 * 1024;

/** A new file that grows by pieces of text. */
export interface LineFile {
  write(text: string): Promise<void>;
  /** All of it is on the disk when it resolves. Again: the same outcome. */
  close(): Promise<void>;
}

/** Made for its owner only. Rejects if there is such a file. */
export async function createLineFile(path: string): Promise<LineFile> {
  const handle: FileHandle = await open(path, 'wx', 0o600);
  let waiting = '';
  let closed: Promise<void> | undefined;

  async function flush(): Promise<void> {
    const text = waiting;
    waiting = '';
    if (text !== '') await handle.appendFile(text);
  }

  async function finish(): Promise<void> {
    try {
      await flush();
      await handle.datasync();
    } finally {
      await handle.close();
    }
  }

  return {
    async write(text) {
      waiting += text;
      if (waiting.length >= BUFFERED_LETTERS) await flush();
    },
    close: () => (closed ??= finish()),
  };
}
