import { open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
// mime (MIT, no dependencies, 2026): what kind a name's ending stands for.
import mime from 'mime/lite';
import { AppError } from '../../shared/errors.ts';
import type { StagedFile } from '../../shared/ipc/views.ts';
import { MediaType, UNKNOWN_MEDIA_TYPE, isImageType } from '../../shared/model/file.ts';
import type { FileId } from '../../shared/model/ids.ts';
import { readPicture, type Picture } from '../../shared/picture.ts';
import type { NewUpload } from '../store/port.ts';
import { sendableName } from './file-name.ts';
import { markOf } from './source-file.ts';

/** Files chosen and not sent; more are refused with `too_many`. */
const MAX_STAGED = 100;
/** Where a picture says how large it is. */
const HEAD_BYTES = 512 * 1024;

/** A file that the user has chosen. */
export interface Staged {
  readonly upload: NewUpload;
  readonly picture: Picture | null;
}

/** Files that wait in the composer. They end with the program; only what was sent is in the store. */
export interface Staging {
  /** Takes a file of this disk by its path, which the user has pointed at. Rejects with `source_missing` or `too_large`. */
  add(path: string): Promise<StagedFile>;
  /** Keeps bytes, from the clipboard for example, as a copy of the client's own. */
  addBytes(name: string, type: string, bytes: Uint8Array): Promise<StagedFile>;
  get(file: FileId): Staged | undefined;
  /** Takes it out. */
  take(file: FileId): Staged | undefined;
}

export interface StagingDeps {
  /** Of the copies. */
  readonly folder: string;
  readonly makeFileId: () => FileId;
  /** What the relay takes; bytes. */
  readonly maxBytes: () => number;
}

export function createStaging({ folder, makeFileId, maxBytes }: StagingDeps): Staging {
  const staged = new Map<FileId, Staged>();

  async function stage(
    file: FileId,
    path: string,
    name: string,
    type: string,
    copied: boolean,
  ): Promise<StagedFile> {
    if (staged.size >= MAX_STAGED) throw new AppError('too_many', 'too many files wait to be sent');
    const mark = await markOf(path);
    if (mark.size > maxBytes()) throw new AppError('too_large', 'the relay takes no files of this size');
    const picture = await pictureOf(path);
    const known = picture?.type ?? (isImageType(type) ? UNKNOWN_MEDIA_TYPE : type);
    const upload = { file, path, name: sendableName(name), type: known, ...mark, copied };
    staged.set(file, { upload, picture });
    return toView(upload, picture);
  }

  return {
    add: (path) => stage(makeFileId(), path, path, mime.getType(path) ?? UNKNOWN_MEDIA_TYPE, false),
    async addBytes(name, type, bytes) {
      if (bytes.length > maxBytes()) throw new AppError('too_large', 'the relay takes no files of this size');
      // Its name tells a later start whether somebody still waits for it.
      const file = makeFileId();
      const path = join(folder, file);
      await writeFile(path, bytes, { mode: 0o600, flag: 'wx' });
      return stage(file, path, name, MediaType.catch(UNKNOWN_MEDIA_TYPE).parse(type), true);
    },
    get: (file) => staged.get(file),
    take(file) {
      const found = staged.get(file);
      staged.delete(file);
      return found;
    },
  };
}

function toView({ file, name, size, type }: NewUpload, picture: Picture | null): StagedFile {
  return {
    file,
    name,
    size,
    mime: type,
    picture: picture && { width: picture.width, height: picture.height },
  };
}

/** What a file shows as, by its first bytes; `null`: it is shown as a file. */
export async function pictureOf(path: string): Promise<Picture | null> {
  const handle = await open(path, 'r').catch((cause: unknown) => {
    throw new AppError('source_missing', 'the file cannot be read', { cause });
  });
  try {
    const head = Buffer.allocUnsafe(HEAD_BYTES);
    const { bytesRead } = await handle.read(head, 0, HEAD_BYTES, 0);
    return readPicture(head.subarray(0, bytesRead));
  } finally {
    await handle.close();
  }
}
