import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type * as z from 'zod';
import { MAX_LINE_BYTES } from '../../shared/archive/format.ts';
import { invalid, toFolderError } from './archive-error.ts';

const CHUNK_BYTES = 64 * 1024;
const NEWLINE = 0x0a;

/** A line and its number, from 1 on. */
export interface Line {
  readonly number: number;
  readonly text: string;
}

/**
 * The lines of a file of an archive, in memory that does not depend on its size. Throws `archive_invalid` for what is no plain file, for
 * a line of more than 1 MiB, for one that is not UTF-8, and for a last line without its end: such a file was cut.
 */
export async function* readLines(folder: string, file: string): AsyncGenerator<Line> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  // A link leads out of the archive, and a pipe would be waited for.
  // Windows has neither flag, nor such pipes in folders; `|` takes what is not there for 0.
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
  const handle = await open(join(folder, file), flags).catch((error: unknown) => {
    throw invalid(file, undefined, 'cannot be opened', error);
  });
  let number = 0;
  try {
    if (!(await handle.stat()).isFile()) throw invalid(file, undefined, 'is no file');
    const chunk = Buffer.alloc(CHUNK_BYTES);
    let rest: Buffer[] = [];
    let restBytes = 0;
    for (;;) {
      const { bytesRead } = await handle.read(chunk, 0, CHUNK_BYTES);
      if (bytesRead === 0) break;
      let from = 0;
      for (;;) {
        const end = chunk.subarray(0, bytesRead).indexOf(NEWLINE, from);
        const piece = chunk.subarray(from, end === -1 ? bytesRead : end);
        restBytes += piece.length;
        if (restBytes > MAX_LINE_BYTES) throw invalid(file, number + 1, 'is too long');
        // The chunk is written over by the next read.
        rest.push(Buffer.from(piece));
        if (end === -1) break;
        number += 1;
        const bytes = Buffer.concat(rest);
        rest = [];
        restBytes = 0;
        from = end + 1;
        yield { number, text: decode(decoder, bytes, file, number) };
      }
    }
    if (restBytes > 0) throw invalid(file, number + 1, 'was cut');
  } catch (error) {
    throw toFolderError(error);
  } finally {
    await handle.close();
  }
}

function decode(decoder: TextDecoder, bytes: Buffer, file: string, line: number): string {
  try {
    return decoder.decode(bytes);
  } catch (error) {
    throw invalid(file, line, 'is not UTF-8', error);
  }
}

/** What a text says, by its schema. Throws `archive_invalid`, which names the first field that does not fit. */
export function parseAs<T>(schema: z.ZodType<T>, text: string, file: string, line: number | undefined): T {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw invalid(file, line, 'is not JSON', error);
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw invalid(file, line, `${issue?.path.map(String).join('.') ?? ''}: does not fit`);
}
