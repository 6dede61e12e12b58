import type { Database } from 'better-sqlite3';
import type { PictureId } from '../../../shared/model/profile-picture.ts';

/** Pictures of people and groups that were fetched. */
export interface PictureQueries {
  get(picture: PictureId): Uint8Array | undefined;
  /** Harmless when it is there. */
  add(picture: PictureId, bytes: Uint8Array): void;
  /** Bytes of all of them. */
  bytes(): number;
  removeOldest(): void;
}

export function createPictureQueries(db: Database): PictureQueries {
  const get = db.prepare<[string], Buffer>('SELECT bytes FROM profile_picture WHERE id = ?').pluck();
  const add = db.prepare<[string, Uint8Array]>(
    'INSERT INTO profile_picture (id, bytes) VALUES (?, ?) ON CONFLICT (id) DO NOTHING',
  );
  const bytes = db.prepare<[], number>('SELECT coalesce(sum(length(bytes)), 0) FROM profile_picture').pluck();
  const removeOldest = db.prepare(
    'DELETE FROM profile_picture WHERE place = (SELECT min(place) FROM profile_picture)',
  );
  return {
    get: (picture) => get.get(picture),
    add: (picture, content) => void add.run(picture, content),
    bytes: () => bytes.get() ?? 0,
    removeOldest: () => void removeOldest.run(),
  };
}
