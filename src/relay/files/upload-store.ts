import { Readable } from 'node:stream';
import { DataStore, Upload } from '@tus/server';
import type { Clock } from '../../shared/clock.ts';
import { FileId } from '../../shared/model/ids.ts';
import type { FileCounters } from '../metrics/service-counters.ts';
import type { FileStorage } from '../storage/file-port.ts';
import type { UploadBytes } from './upload-bytes.ts';

/**
 * Uploads as rows of the relay's storage and bytes beside it: the library keeps no notes of its own. Extensions without which
 * nothing is missing are not offered: an upload of unknown length could have any.
 */
export class UploadStore extends DataStore {
  override readonly extensions = ['creation', 'creation-with-upload', 'termination', 'expiration'];
  readonly #bytes: UploadBytes;
  readonly #uploadMs: number;
  readonly #storage: FileStorage;
  readonly #counters: Pick<FileCounters, 'bytesIn'>;
  readonly #clock: Pick<Clock, 'now'>;

  constructor(
    bytes: UploadBytes,
    uploadMs: number,
    storage: FileStorage,
    counters: Pick<FileCounters, 'bytesIn'>,
    clock: Pick<Clock, 'now'>,
  ) {
    super();
    this.#bytes = bytes;
    this.#uploadMs = uploadMs;
    this.#storage = storage;
    this.#counters = counters;
    this.#clock = clock;
  }

  override async create(upload: Upload): Promise<Upload> {
    await this.#bytes.create(FileId.parse(upload.id));
    return upload;
  }

  override write(readable: Readable, id: string, offset: number): Promise<number> {
    return this.#bytes.append(FileId.parse(id), offset, Readable.from(this.#counted(readable)));
  }

  override getExpiration(): number {
    return this.#uploadMs;
  }

  override async getUpload(id: string): Promise<Upload> {
    const file = await this.#storage.file(FileId.parse(id));
    const offset = file?.complete ? file.size : file && (await this.#bytes.offset(file.id));
    // Not an Error, because the library goes by these fields.
    // oxlint-disable-next-line typescript/only-throw-error
    if (!file || offset === undefined) throw { status_code: 404, body: 'no such upload' };
    return new Upload({
      id,
      size: file.size,
      offset,
      // The library compares with the system's clock.
      creation_date: new Date(Date.now() - (this.#clock.now() - file.begunAt)).toISOString(),
    });
  }

  override async remove(id: string): Promise<void> {
    const file = FileId.parse(id);
    const known = await this.#storage.file(file);
    if (known) await this.#storage.dropUpload(known.owner, file);
    await this.#bytes.discard(file);
  }

  /** Counted as they come: an upload that is cut off has brought bytes too. */
  async *#counted(readable: Readable): AsyncGenerator<Buffer> {
    for await (const piece of readable) {
      // A stream without an encoding gives buffers.
      const bytes = piece as Buffer;
      this.#counters.bytesIn += bytes.byteLength;
      yield bytes;
    }
  }
}
