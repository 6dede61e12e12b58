import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname } from 'node:path';
import type * as z from 'zod';

/** One small JSON document on disk. */
export interface JsonFile<T> {
  /**
   * What the file holds, or `fallback` when there is none. A file that does not fit the schema is moved aside
   * (`<name>.damaged`, the newest one only) and counts as missing.
   */
  read(): T;
  /**
   * Replaces the file, readable by its owner only; after a crash at any point the file is the old or the new one. Writes
   * take effect in the order of the calls.
   */
  write(value: T): Promise<void>;
}

/** Opens nothing; the folder is made with the first write. */
export function jsonFile<T>(path: string, schema: z.ZodType<T>, fallback: T): JsonFile<T> {
  let writing = Promise.resolve();

  return {
    read() {
      let text: string;
      try {
        text = readFileSync(path, 'utf8');
      } catch {
        return fallback;
      }
      const parsed = schema.safeParse(parseJson(text));
      if (parsed.success) return parsed.data;
      renameSync(path, `${path}.damaged`);
      return fallback;
    },
    write(value) {
      const next = writing.then(() => replace(path, `${JSON.stringify(value, null, 2)}\n`));
      // A failed write is its caller's; the next one starts afresh.
      writing = next.catch(() => undefined);
      return next;
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

/** So that the new name is on the disk too: a key must be there before what it encrypts. Windows opens no folders. */
async function flushFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function replace(path: string, text: string): Promise<void> {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    const file = await open(temporary, 'w', 0o600);
    try {
      await file.writeFile(text);
      // Without it a power cut may leave the new name on an empty file.
      await file.sync();
    } finally {
      await file.close();
    }
    chmodSync(temporary, 0o600);
    renameSync(temporary, path);
    await flushFolder(dirname(path));
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}
