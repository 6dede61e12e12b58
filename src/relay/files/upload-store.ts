import { mkdir, open, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Readable } from 'node:stream';
// @tus/file-store and @tus/server (MIT, tus project, 2026): the protocol's own server, so that every tus client works here.
import { FileStore } from '@tus/file-store';
import { Upload } from '@tus/server';
import type { Clock } from '../../shared/clock.ts';
import { FileId } from '../../shared/model/ids.ts';
import type { FileCounters } from '../metrics/service-counters.ts';
import type { FileStorage } from '../storage/file-port.ts';

/**
 * Uploads as files of a folder, and as rows of the relay's storage: the library keeps no notes of its own. Extensions without
 * which nothing is missing are not offered: an upload of unknown length could have any.
 */
export class UploadStore extends FileStore {
  readonly #storage: FileStorage;
  readonly #counters: Pick<FileCounters, 'bytesIn'>;
  readonly #clock: Pick<Clock, 'now'>;

  constructor(
    folder: string,
    uploadMs: number,
    storage: FileStorage,
    counters: Pick<FileCounters, 'bytesIn'>,
    clock: Pick<Clock, 'now'>,
  ) {
    super({
      directory: folder,
      expirationPeriodInMilliseconds: uploadMs,
      configstore: {
        get: () => Promise.resolve(undefined),
        set: () => Promise.resolve(),
        delete: () => Promise.resolve(),
      },
    });
    this.extensions = ['creation', 'creation-with-upload', 'termination', 'expiration'];
    this.#storage = storage;
    this.#counters = counters;
    this.#clock = clock;
  }

  /** Where the bytes of an upload lie. An id has no character that leads out of the folder. */
  pathOf(file: FileId): string {
    return `${this.directory}/${file}`;
  }

  override async create(upload: Upload): Promise<Upload> {
    const path = this.pathOf(FileId.parse(upload.id));
    await mkdir(dirname(path), { recursive: true });
    await (await open(path, 'wx', 0o600)).close();
    upload.storage = { type: 'file', path };
    return upload;
  }

  /** Counted as they come: an upload that is cut off has brought bytes too. */
  override write(readable: Readable, id: string, offset: number): Promise<number> {
    readable.on('data', (piece: Buffer) => {
      this.#counters.bytesIn += piece.byteLength;
    });
    return super.write(readable, id, offset);
  }

  override async getUpload(id: string): Promise<Upload> {
    const file = await this.#storage.file(FileId.parse(id));
    const found =
      file && !file.complete ? await stat(this.pathOf(file.id)).catch(() => undefined) : undefined;
    const offset = file?.complete ? file.size : found?.size;
    // Not an Error, because the library goes by these fields.
    // oxlint-disable-next-line typescript/only-throw-error
    if (!file || offset === undefined) throw { status_code: 404, body: 'no such upload' };
    return new Upload({
      id,
      size: file.size,
      offset,
      // The library compares with the system's clock.
      creation_date: new Date(Date.now() - (this.#clock.now() - file.begunAt)).toISOString(),
      storage: { type: 'file', path: this.pathOf(file.id) },
    });
  }

  override async remove(id: string): Promise<void> {
    const file = FileId.parse(id);
    const known = await this.#storage.file(file);
    if (known) await this.#storage.dropUpload(known.owner, file);
    await rm(this.pathOf(file), { force: true });
  }
}
