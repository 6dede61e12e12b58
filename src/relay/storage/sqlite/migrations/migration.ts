import type Database from 'better-sqlite3';

/** One step of the schema. Once released it never changes; what comes later is another step. */
export interface Migration {
  /** 10, 20, 30 …: the file's `user_version` after it. */
  readonly version: number;
  readonly sql: string;
  /** After `sql`, in the same transaction: what SQL cannot work out. */
  readonly fill?: (database: Database.Database) => void;
}
