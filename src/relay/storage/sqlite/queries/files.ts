import type Database from 'better-sqlite3';
import type { FileId } from '../../../../shared/model/ids.ts';
import type { ContentHash, FileFacts, NewUpload, StoredFile } from '../../file-port.ts';
import { type FileRow, toFile } from '../../rows/file.ts';

/** Files, and the messages that refer to them. */
export interface FileQueries {
  /** `false`: the id is in use. */
  insert(upload: NewUpload, owner: number): boolean;
  /** Bytes of all files of a person, and their unfinished uploads. */
  bytesOf(owner: number): number;
  openOf(owner: number): number;
  get(file: FileId): StoredFile | undefined;
  complete(file: FileId, facts: FileFacts, at: number): boolean;
  delete(file: FileId): void;
  /** A complete file that a message within the person's stays refers to. */
  visible(file: FileId, account: number): StoredFile | undefined;
  use(file: FileId, conversation: number, seq: number): void;
  /** The message refers to nothing any more. */
  unuse(conversation: number, seq: number): void;
  removable(begunBefore: number, unusedBefore: number, limit: number): { id: FileId; hash: string | null }[];
  hasHash(hash: ContentHash): boolean;
}

const FILE = `SELECT file.id, (SELECT id FROM account WHERE key = file.owner) AS owner, file.name, file.type, file.size,
  file.begun_at AS begunAt, file.hash, file.width, file.height FROM file`;

export function prepareFiles(database: Database.Database): FileQueries {
  const insert = database.prepare<[string, number, string, string, number, number, number]>(
    `INSERT INTO file (id, owner, name, type, size, begun_at, unused_since) VALUES (?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (id) DO NOTHING`,
  );
  const bytesOf = database
    .prepare<[number], number>('SELECT coalesce(sum(size), 0) FROM file WHERE owner = ?')
    .pluck();
  const openOf = database
    .prepare<[number], number>('SELECT count(*) FROM file WHERE owner = ? AND hash IS NULL')
    .pluck();
  const get = database.prepare<[string], FileRow>(`${FILE} WHERE file.id = ?`);
  const complete = database.prepare<[string, string, number | null, number | null, number, string]>(
    `UPDATE file SET hash = ?, type = ?, width = ?, height = ?, unused_since = ? WHERE id = ? AND hash IS NULL`,
  );
  const exists = database.prepare<[string], number>('SELECT 1 FROM file WHERE id = ?').pluck();
  const remove = database.prepare<[string]>('DELETE FROM file WHERE id = ?');
  const visible = database.prepare<[string, number], FileRow>(
    `${FILE} WHERE file.id = ? AND file.hash IS NOT NULL AND EXISTS (
       SELECT 1 FROM file_use
       JOIN membership ON membership.conversation = file_use.conversation AND membership.account = ?
       WHERE file_use.file = file.key AND file_use.seq >= membership.joined_seq
         AND file_use.seq <= coalesce(membership.left_seq, file_use.seq))`,
  );
  const use = database.prepare<[number, number, string]>(
    'INSERT INTO file_use (conversation, seq, file) SELECT ?, ?, key FROM file WHERE id = ? ON CONFLICT DO NOTHING',
  );
  const inUse = database.prepare<[string]>('UPDATE file SET unused_since = NULL WHERE id = ?');
  const used = database
    .prepare<[number, number], number>('SELECT file FROM file_use WHERE conversation = ? AND seq = ?')
    .pluck();
  const unuse = database.prepare<[number, number]>('DELETE FROM file_use WHERE conversation = ? AND seq = ?');
  const release = database.prepare<[number]>(
    `UPDATE file SET unused_since = 0
     WHERE key = ? AND NOT EXISTS (SELECT 1 FROM file_use WHERE file_use.file = file.key)`,
  );
  const removable = database.prepare<[number, number, number, number], { id: FileId; hash: string | null }>(
    `SELECT id, hash FROM file WHERE unused_since < ?
       AND CASE WHEN hash IS NULL THEN begun_at < ? ELSE unused_since < ? END
     ORDER BY unused_since LIMIT ?`,
  );
  const hasHash = database.prepare<[string], number>('SELECT 1 FROM file WHERE hash = ? LIMIT 1').pluck();

  return {
    insert: ({ id, name, type, size, at }, owner) =>
      insert.run(id, owner, name, type, size, at, at).changes > 0,
    bytesOf: (owner) => bytesOf.get(owner) ?? 0,
    openOf: (owner) => openOf.get(owner) ?? 0,
    get: (file) => toFile(get.get(file)),
    complete(file, { hash, type, picture }, at) {
      complete.run(hash, type, picture?.width ?? null, picture?.height ?? null, at, file);
      return exists.get(file) !== undefined;
    },
    delete: (file) => void remove.run(file),
    visible: (file, account) => toFile(visible.get(file, account)),
    use(file, conversation, seq) {
      use.run(conversation, seq, file);
      inUse.run(file);
    },
    unuse(conversation, seq) {
      const files = used.all(conversation, seq);
      unuse.run(conversation, seq);
      for (const file of files) release.run(file);
    },
    removable: (begunBefore, unusedBefore, limit) =>
      removable.all(Math.max(begunBefore, unusedBefore), begunBefore, unusedBefore, limit),
    hasHash: (hash) => hasHash.get(hash) !== undefined,
  };
}
