import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';

const LIMIT_BYTES = 5 * 1024 * 1024;

/**
 * Lines of a log, in `main.log` and the one before it, `main.old.log`; together at most 10 MB. Never throws: a full disk
 * must not stop the program for its log.
 */
export function logFile(folder: string): { write(line: string): void } {
  const path = join(folder, 'main.log');
  let size = sizeOf(path);
  return {
    write(line) {
      try {
        if (size === 0) mkdirSync(folder, { recursive: true, mode: 0o700 });
        if (size > LIMIT_BYTES) {
          renameSync(path, join(folder, 'main.old.log'));
          size = 0;
        }
        appendFileSync(path, line, { mode: 0o600 });
        size += Buffer.byteLength(line);
      } catch {
        // See above.
      }
    },
  };
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
