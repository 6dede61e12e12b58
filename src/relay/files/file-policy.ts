import { MAX_FILE_BYTES } from '../../shared/model/file.ts';
import { LIMITS } from '../../shared/protocol/limits.ts';

const MB = 1024 * 1024;

/** What a relay takes. */
export interface FilePolicy {
  /** Of one file. */
  readonly maxBytes: number;
  /** Of all files of one account, unfinished ones included. */
  readonly quotaBytes: number;
  /** Kinds: `image/png`, `image/*`, `*` for all, or the end of a name such as `.pdf`. A file must match one of them … */
  readonly allowed: readonly string[];
  /** … and none of these. */
  readonly denied: readonly string[];
  readonly openUploads: number;
  /** Requests of one account that may send bytes here, and fetch them, at once. */
  readonly parallelUploads: number;
  readonly parallelDownloads: number;
  /** After its beginning an unfinished upload is removed; ms. */
  readonly uploadMs: number;
  /** How long a complete file may wait for a message that refers to it; ms. */
  readonly unusedMs: number;
}

export const DEFAULT_FILE_POLICY: FilePolicy = {
  maxBytes: 4096 * MB,
  quotaBytes: 20_480 * MB,
  allowed: ['*'],
  denied: [],
  openUploads: LIMITS.openUploads,
  parallelUploads: 4,
  parallelDownloads: 16,
  uploadMs: LIMITS.uploadMs,
  unusedMs: 24 * 3_600_000,
};

const KIND =
  /^(?:\*|\.[\p{L}\p{N}_-]{1,20}|[a-z0-9][a-z0-9!#$&^_.+-]{0,126}\/(?:\*|[a-z0-9][a-z0-9!#$&^_.+-]{0,126}))$/u;

/** Whether this is a kind that a policy can name. */
export function isFileKind(text: string): boolean {
  return KIND.test(text);
}

/** The largest size that a policy may name, in MB. */
export const MAX_FILE_MB = MAX_FILE_BYTES / MB;

/** Whether the policy takes a file of this name and type. */
export function isWelcome(
  { allowed, denied }: Pick<FilePolicy, 'allowed' | 'denied'>,
  name: string,
  type: string,
): boolean {
  const matches = (kind: string): boolean => {
    if (kind === '*') return true;
    // Windows ignores dots and blanks at the end of a name.
    if (kind.startsWith('.'))
      return name
        .toLowerCase()
        .replace(/[. ]+$/, '')
        .endsWith(kind.toLowerCase());
    return kind.endsWith('/*') ? type.startsWith(kind.slice(0, -1)) : type === kind;
  };
  return allowed.some(matches) && !denied.some(matches);
}
