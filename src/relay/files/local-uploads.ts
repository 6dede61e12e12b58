import { mkdir, open, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
// @tus/file-store (MIT, tus project, 2026): of the same house as the server that asks for the bytes.
import { FileStore } from '@tus/file-store';
import { FileId } from '../../shared/model/ids.ts';
import type { GatheredFile, UploadBytes } from './upload-bytes.ts';

/** The library keeps no notes of its own: what it would write down is in the relay's storage. */
const NO_NOTES = {
  get: () => Promise.resolve(undefined),
  set: () => Promise.resolve(),
  delete: () => Promise.resolve(),
};

/** Uploads as files of a folder that is this relay's alone, on the disk of the contents: a complete one only has to be renamed. */
export class LocalUploads implements UploadBytes {
  readonly #folder: string;
  readonly #files: FileStore;

  private constructor(folder: string) {
    this.#folder = folder;
    this.#files = new FileStore({ directory: folder, configstore: NO_NOTES });
  }

  /** Makes the folder when it is missing. */
  static async open(folder: string): Promise<LocalUploads> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    return new LocalUploads(folder);
  }

  async create(file: FileId): Promise<void> {
    await mkdir(this.#folder, { recursive: true });
    await (await open(this.#path(file), 'wx', 0o600)).close();
  }

  async offset(file: FileId): Promise<number | undefined> {
    return (await stat(this.#path(file)).catch(() => undefined))?.size;
  }

  append(file: FileId, offset: number, bytes: Readable): Promise<number> {
    return this.#files.write(bytes, file, offset);
  }

  async gather(file: FileId, size: number): Promise<GatheredFile | undefined> {
    if ((await this.offset(file)) !== size) return undefined;
    // What was not taken away stays: it is the upload itself.
    return { path: this.#path(file), release: () => Promise.resolve() };
  }

  async discard(file: FileId): Promise<void> {
    await rm(this.#path(file), { force: true });
  }

  async list(after: string, limit: number): Promise<readonly FileId[]> {
    const names = (await readdir(this.#folder)).filter((name) => name > after).sort();
    return names.flatMap((name) => FileId.safeParse(name).data ?? []).slice(0, limit);
  }

  /** An id has no character that leads out of the folder. */
  #path(file: FileId): string {
    return join(this.#folder, file);
  }
}
