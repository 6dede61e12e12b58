import type { FileId, UserId } from '../../../shared/model/ids.ts';
import type { StoredFile } from '../file-port.ts';

export interface FileRow {
  readonly id: FileId;
  readonly owner: UserId;
  readonly name: string;
  readonly type: string;
  readonly size: number;
  readonly begunAt: number;
  /** `null`: not all of it has come. */
  readonly hash: string | null;
  readonly width: number | null;
  readonly height: number | null;
}

export function toFile(row: FileRow | undefined): StoredFile | undefined {
  if (!row) return undefined;
  const { hash, width, height, ...file } = row;
  const picture = width === null || height === null ? null : { width, height };
  return { ...file, complete: hash === null ? null : { hash, picture } };
}
