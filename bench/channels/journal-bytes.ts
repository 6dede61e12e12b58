import { readFileSync } from 'node:fs';

const HEADER = 32;
const FRAME_HEADER = 24;

/** How far the journal of a SQLite database has been written since it was begun anew. */
export interface JournalMark {
  /** Another one with every beginning. */
  readonly salt: string;
  readonly bytes: number;
}

/**
 * Reads the write-ahead log beside a database: its frames since it was begun, as they are on disk. What the process writes
 * elsewhere, such as the savepoints of a batch, is never flushed and does not count.
 */
export function markJournal(file: string): JournalMark {
  const log = readFileSync(`${file}-wal`);
  if (log.length < HEADER) return { salt: '', bytes: 0 };
  const frame = FRAME_HEADER + log.readUInt32BE(8);
  const salt = log.toString('hex', 16, 24);
  let frames = 0;
  for (let at = HEADER; at + frame <= log.length; at += frame) {
    if (log.toString('hex', at + 8, at + 16) !== salt) break;
    frames++;
  }
  return { salt, bytes: frames * frame };
}

/** Bytes written between two marks, of which no more than one beginning may be. */
export function bytesSince(before: JournalMark, after: JournalMark): number {
  return after.salt === before.salt ? after.bytes - before.bytes : after.bytes;
}
