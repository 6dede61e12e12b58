import type { ByteRange } from '../blobs/blob-store.ts';

/**
 * What a `Range` header asks of a content of `size` bytes (RFC 9110). `all`: there is none, it is of another unit or form, or it
 * asks for several ranges at once, which cost more to answer than they are worth. `unsatisfiable`: nothing of it exists.
 */
export function parseRange(header: string | undefined, size: number): ByteRange | 'all' | 'unsatisfiable' {
  const match = /^bytes=(?:(\d{1,15})-(\d{1,15})?|-(\d{1,15}))$/i.exec(header ?? '');
  if (!match) return 'all';
  const [, first, last, suffix] = match;
  if (suffix !== undefined) {
    const length = Math.min(Number(suffix), size);
    return length === 0 ? 'unsatisfiable' : { start: size - length, end: size - 1 };
  }
  const start = Number(first);
  const end = last === undefined ? size - 1 : Number(last);
  if (end < start && last !== undefined) return 'all';
  if (start >= size) return 'unsatisfiable';
  return { start, end: Math.min(end, size - 1) };
}
