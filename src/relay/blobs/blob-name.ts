import { AppError } from '../../shared/errors.ts';

/** The first letter of a hash, as a number, names its part. */
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const HASH = /^[\w-]{43}$/;

/** Whether this can be the hash of a content. */
export function isHash(text: string): boolean {
  return HASH.test(text);
}

/** The name of a part of the store. */
export function partName(part: number): string {
  return part.toString(16).padStart(2, '0');
}

/**
 * Where a content lies, `part/name`, made of the decoded bytes alone: no hash leads anywhere else. Hexadecimal, because some disks do
 * not tell `a` from `A`.
 */
export function blobName(hash: string): string {
  if (!HASH.test(hash)) throw new AppError('internal', 'not the hash of a content');
  const part = LETTERS.indexOf(hash[0] ?? '');
  return `${partName(part)}/${Buffer.from(hash, 'base64url').toString('hex')}`;
}

/** The content of this name, without its part; `undefined`: it is no content's. */
export function hashOfName(name: string): string | undefined {
  const hash = Buffer.from(name, 'hex').toString('base64url');
  return HASH.test(hash) ? hash : undefined;
}
