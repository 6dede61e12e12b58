import type { Database } from 'better-sqlite3';
import type { ClientId, FileId } from '../../../shared/model/ids.ts';
import type { NewUpload, PendingUpload, ReleasedUpload } from '../port.ts';
import { bytesToUuid, uuidToBytes } from '../uuid-bytes.ts';

/** Values of `upload.state`. */
export const UPLOAD_STATE = { waiting: 0, paused: 1, done: 2 } as const;

/** What a message of the outbox waits for: the worst state of its files; `NULL` when it has none. As SQL over `item AS i`. */
export const UPLOAD_OF_ITEM = `(SELECT CASE
    WHEN max(u.state = 1) THEN 'paused' WHEN max(u.state = 0) THEN 'waiting' ELSE 'done' END
  FROM upload AS u WHERE u.message = i.client_id HAVING count(*) > 0)`;

/** Files on their way to the relay. */
export interface UploadQueries {
  insert(message: ClientId, upload: NewUpload): void;
  /** Those to be uploaded now, in the order of their messages. */
  pending(limit: number): PendingUpload[];
  get(file: FileId): PendingUpload | undefined;
  /** The message that waits for the file. */
  done(file: FileId): ClientId | undefined;
  /** Holds back, or lets go on, what the message waits for. */
  setPaused(message: ClientId, paused: boolean): void;
  /** Removes those whose message does not wait any more, and gives them back. */
  release(limit: number): ReleasedUpload[];
}

interface Row {
  readonly file: FileId;
  readonly message: Buffer;
  readonly path: string;
  readonly name: string;
  readonly type: string;
  readonly size: number;
  readonly modified: number;
  readonly copied: number;
}

const ROW = 'SELECT u.file, u.message, u.path, u.name, u.type, u.size, u.modified, u.copied FROM upload AS u';

/** Plans of these are asserted by test. */
export const UPLOAD_SQL = {
  pending: `
    ${ROW} CROSS JOIN item AS i ON i.client_id = u.message AND i.sender = 1 AND i.kind = 0
    WHERE u.state = 0 AND i.state = 1 ORDER BY i.queued, u.num LIMIT ?`,
  get: `${ROW} WHERE u.file = ?`,
  release: `
    DELETE FROM upload WHERE num IN (
      SELECT u.num FROM upload AS u WHERE NOT EXISTS (
        SELECT 1 FROM item AS i WHERE i.client_id = u.message AND i.sender = 1 AND i.kind = 0 AND i.seq IS NULL
      ) LIMIT ?
    ) RETURNING file, path, copied`,
} as const;

export function createUploadQueries(db: Database): UploadQueries {
  const insert = db.prepare<[string, Buffer, string, string, string, number, number, number, number]>(`
    INSERT INTO upload (file, message, path, name, type, size, modified, copied, state)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`);
  const pending = db.prepare<[number], Row>(UPLOAD_SQL.pending);
  const get = db.prepare<[string], Row>(UPLOAD_SQL.get);
  const done = db
    .prepare<[string], Buffer>('UPDATE upload SET state = 2 WHERE file = ? RETURNING message')
    .pluck();
  const move = db.prepare<[number, Buffer, number]>(
    'UPDATE upload SET state = ? WHERE message = ? AND state = ?',
  );
  const release = db.prepare<[number], { file: FileId; path: string; copied: number }>(UPLOAD_SQL.release);

  return {
    insert: (message, { file, path, name, type, size, modified, copied }) =>
      void insert.run(
        file,
        uuidToBytes(message),
        path,
        name,
        type,
        size,
        modified,
        Number(copied),
        UPLOAD_STATE.waiting,
      ),
    pending: (limit) => pending.all(limit).map(toUpload),
    get(file) {
      const row = get.get(file);
      return row && toUpload(row);
    },
    done(file) {
      const message = done.get(file);
      return message && (bytesToUuid(message) as ClientId);
    },
    setPaused: (message, paused) =>
      void move.run(
        paused ? UPLOAD_STATE.paused : UPLOAD_STATE.waiting,
        uuidToBytes(message),
        paused ? UPLOAD_STATE.waiting : UPLOAD_STATE.paused,
      ),
    release: (limit) => release.all(limit).map(({ copied, ...rest }) => ({ ...rest, copied: copied === 1 })),
  };
}

function toUpload({ message, copied, ...row }: Row): PendingUpload {
  // Stored as a client id by `insert`.
  return { ...row, message: bytesToUuid(message) as ClientId, copied: copied === 1 };
}
