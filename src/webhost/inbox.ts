import { createWriteStream } from 'node:fs';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { randomUUID } from 'node:crypto';

/** Bytes in one call of the page's; what may be pasted fits. */
const MAX_BYTES = 40 * 1024 * 1024;
/** Calls whose bytes wait for them. */
const MAX_WAITING = 16;

/**
 * What a browser's page can only send: bytes that a call carries, which JSON cannot, and files that the user chose there, whose
 * paths a browser does not tell. The latter are spooled into the profile, where an upload finds them also after a restart.
 */
export interface Inbox {
  /** Keeps the body until the call that names it comes. */
  takeBytes(request: Readable): Promise<string>;
  /** Writes the body into a file of this name; gives its path. */
  takeFile(request: Readable, name: string): Promise<string>;
  /** Writes the body to its place in a folder of the spool; gives the folder's path. Rejects for a path that leads elsewhere. */
  takeInto(request: Readable, place: string, path: string): Promise<string>;
  /** The same arguments with bytes in the places that stand for them. */
  withBytes(args: readonly unknown[]): unknown[];
  /** Removes folders of earlier launches, and what was spooled so long ago that no upload waits for it any more. */
  tidy(): Promise<void>;
}

/** A relay keeps no unfinished upload longer; ms. */
const KEPT_MS = 7 * 24 * 3_600_000;

/** Where folders are, which nothing needs after the launch. */
const FOLDERS = 'folders';
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The key of an object that stands for bytes. */
const PLACE = '$bytes';

export function createInbox(folder: string): Inbox {
  const waiting = new Map<string, Uint8Array>();

  function fill(value: unknown): unknown {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
    const ticket = (value as Record<string, unknown>)[PLACE];
    if (typeof ticket !== 'string') return value;
    const bytes = waiting.get(ticket);
    waiting.delete(ticket);
    return bytes;
  }

  return {
    async takeBytes(request) {
      if (waiting.size >= MAX_WAITING) throw new Error('too many bytes wait');
      const chunks: Buffer[] = [];
      let size = 0;
      for await (const chunk of request as AsyncIterable<Buffer>) {
        size += chunk.length;
        if (size > MAX_BYTES) throw new Error('too large');
        chunks.push(chunk);
      }
      const ticket = randomUUID();
      waiting.set(ticket, new Uint8Array(Buffer.concat(chunks)));
      return ticket;
    },
    async takeFile(request, name) {
      const place = join(folder, randomUUID());
      await mkdir(place, { recursive: true, mode: 0o700 });
      const path = join(place, basename(name.replaceAll('\\', '/')) || 'file');
      await pipeline(request, createWriteStream(path, { mode: 0o600 }));
      return path;
    },
    async takeInto(request, name, path) {
      const parts = path.split('/');
      const isPlain = (part: string): boolean => /^[\w.-]{1,128}$/.test(part) && !/^\.+$/.test(part);
      if (!UUID.test(name) || parts.length > 4 || !parts.every(isPlain)) throw new Error('no such place');
      const place = join(folder, FOLDERS, name);
      const target = join(place, ...parts);
      await mkdir(dirname(target), { recursive: true, mode: 0o700 });
      await pipeline(request, createWriteStream(target, { flags: 'wx', mode: 0o600 }));
      return place;
    },
    withBytes: (args) =>
      args.map((arg) =>
        typeof arg === 'object' && arg !== null && !Array.isArray(arg)
          ? Object.fromEntries(Object.entries(arg).map(([key, value]) => [key, fill(value)]))
          : arg,
      ),
    async tidy() {
      // What was read out of them has been read.
      await rm(join(folder, FOLDERS), { recursive: true, force: true });
      for (const name of await readdir(folder).catch(() => [])) {
        const place = join(folder, name);
        const found = await stat(place).catch(() => undefined);
        if (found && Date.now() - found.mtimeMs > KEPT_MS) await rm(place, { recursive: true, force: true });
      }
    },
  };
}
