import type { FileId } from '../../../../shared/model/ids.ts';
import type { ContentHash, FileFacts, NewUpload, StoredFile } from '../../file-port.ts';
import { type FileRow, toFile } from '../../rows/file.ts';
import type { Session } from '../session.ts';

/** Files, and the messages that refer to them. */
export interface FileQueries {
  /** `false`: the id is in use. */
  insert(upload: NewUpload, owner: number): Promise<boolean>;
  /** Bytes of all files of a person, and their unfinished uploads. */
  bytesOf(owner: number): Promise<number>;
  openOf(owner: number): Promise<number>;
  get(file: FileId): Promise<StoredFile | undefined>;
  complete(file: FileId, facts: FileFacts, at: number): Promise<boolean>;
  delete(file: FileId): Promise<void>;
  /** A complete file that a message within the person's stays refers to. */
  visible(file: FileId, account: number): Promise<StoredFile | undefined>;
  use(file: FileId, conversation: number, seq: number): Promise<void>;
  /** The message refers to nothing any more. */
  unuse(conversation: number, seq: number): Promise<void>;
  removable(
    begunBefore: number,
    unusedBefore: number,
    limit: number,
  ): Promise<{ id: FileId; hash: string | null }[]>;
  /** Those of these that a file has. */
  knownHashes(hashes: readonly ContentHash[]): Promise<ContentHash[]>;
  /** Of those that there are. */
  states(files: readonly FileId[]): Promise<{ id: FileId; hash: ContentHash | null }[]>;
}

const FILE = `SELECT file.id, (SELECT id FROM account WHERE key = file.owner) AS owner, file.name, file.type, file.size,
  file.begun_at AS "begunAt", file.hash, file.width, file.height FROM file`;

export function prepareFiles(session: Session): FileQueries {
  const insert = session.prepare<[string, number, string, string, number, number, number]>(
    `INSERT INTO file (id, owner, name, type, size, begun_at, unused_since) VALUES (?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (id) DO NOTHING`,
  );
  const bytesOf = session
    .prepare<[number], number>('SELECT coalesce(sum(size), 0) FROM file WHERE owner = ?')
    .pluck();
  const openOf = session
    .prepare<[number], number>('SELECT count(*) FROM file WHERE owner = ? AND hash IS NULL')
    .pluck();
  const get = session.prepare<[string], FileRow>(`${FILE} WHERE file.id = ?`);
  const complete = session.prepare<[string, string, number | null, number | null, number, string]>(
    `UPDATE file SET hash = ?, type = ?, width = ?, height = ?, unused_since = ? WHERE id = ? AND hash IS NULL`,
  );
  const exists = session.prepare<[string], number>('SELECT 1 FROM file WHERE id = ?').pluck();
  const remove = session.prepare<[string]>('DELETE FROM file WHERE id = ?');
  const visible = session.prepare<[string, number], FileRow>(
    `${FILE} WHERE file.id = ? AND file.hash IS NOT NULL AND EXISTS (
       SELECT 1 FROM file_use
       JOIN membership ON membership.conversation = file_use.conversation AND membership.account = ?
       WHERE file_use.file = file.key AND file_use.seq >= membership.joined_seq
         AND file_use.seq <= coalesce(membership.left_seq, file_use.seq))`,
  );
  const use = session.prepare<[number, number, string]>(
    'INSERT INTO file_use (conversation, seq, file) SELECT ?, ?, key FROM file WHERE id = ? ON CONFLICT DO NOTHING',
  );
  const inUse = session.prepare<[string]>('UPDATE file SET unused_since = NULL WHERE id = ?');
  const used = session
    .prepare<[number, number], number>('SELECT file FROM file_use WHERE conversation = ? AND seq = ?')
    .pluck();
  const unuse = session.prepare<[number, number]>('DELETE FROM file_use WHERE conversation = ? AND seq = ?');
  const release = session.prepare<[number]>(
    `UPDATE file SET unused_since = 0
     WHERE key = ? AND NOT EXISTS (SELECT 1 FROM file_use WHERE file_use.file = file.key)`,
  );
  const removable = session.prepare<[number, number, number, number], { id: FileId; hash: string | null }>(
    `SELECT id, hash FROM file WHERE unused_since < ?
       AND CASE WHEN hash IS NULL THEN begun_at < ? ELSE unused_since < ? END
     ORDER BY unused_since LIMIT ?`,
  );
  const states = session.prepare<[readonly FileId[]], { id: FileId; hash: ContentHash | null }>(
    'SELECT id, hash FROM unnest(?::uuid[]) WITH ORDINALITY AS asked (id, place) JOIN file USING (id) ORDER BY place',
  );
  const knownHashes = session
    .prepare<[readonly ContentHash[]], ContentHash>(
      'SELECT DISTINCT hash FROM file WHERE hash = ANY (?::text[])',
    )
    .pluck();

  return {
    insert: async ({ id, name, type, size, at }, owner) =>
      (await insert.changes(id, owner, name, type, size, at, at)) > 0,
    bytesOf: async (owner) => (await bytesOf.get(owner)) ?? 0,
    openOf: async (owner) => (await openOf.get(owner)) ?? 0,
    get: async (file) => toFile(await get.get(file)),
    async complete(file, { hash, type, picture }, at) {
      await complete.run(hash, type, picture?.width ?? null, picture?.height ?? null, at, file);
      return (await exists.get(file)) !== undefined;
    },
    delete: (file) => remove.run(file),
    visible: async (file, account) => toFile(await visible.get(file, account)),
    async use(file, conversation, seq) {
      await use.run(conversation, seq, file);
      await inUse.run(file);
    },
    async unuse(conversation, seq) {
      const files = await used.all(conversation, seq);
      await unuse.run(conversation, seq);
      for (const file of files) await release.run(file);
    },
    removable: (begunBefore, unusedBefore, limit) =>
      removable.all(Math.max(begunBefore, unusedBefore), begunBefore, unusedBefore, limit),
    knownHashes: (hashes) => knownHashes.all(hashes),
    states: (files) => states.all(files),
  };
}
