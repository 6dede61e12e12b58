import { stat } from 'node:fs/promises';
import { AppError } from '../../shared/errors.ts';
import type { NewUpload } from '../store/port.ts';

/** What tells whether a file is still the same. */
export type SourceMark = Pick<NewUpload, 'size' | 'modified'>;

/** Size and time of a file to be sent. Rejects with `source_missing` for what is no file that can be read. */
export async function markOf(path: string): Promise<SourceMark> {
  const found = await stat(path).catch(() => undefined);
  if (!found?.isFile()) throw new AppError('source_missing', 'the file is not there');
  return { size: found.size, modified: found.mtimeMs };
}

/** Rejects with `source_changed` when the bytes are not those that the user has chosen: half of each would be neither. */
export async function requireSame(upload: Pick<NewUpload, 'path' | 'size' | 'modified'>): Promise<void> {
  const now = await markOf(upload.path);
  if (now.size !== upload.size || now.modified !== upload.modified) {
    throw new AppError('source_changed', 'the file was changed after it was chosen');
  }
}
