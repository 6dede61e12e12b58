import type Database from 'better-sqlite3';

/** Statements that hold a batch of calls together, and one call in it apart. */
export interface TransactionQueries {
  /** Takes the write lock at once, so that no later statement can find it taken. */
  begin(): void;
  commit(): void;
  /** Harmless when there is nothing to roll back. */
  rollback(): void;
  mark(): void;
  release(): void;
  /** Undoes what came after the mark. `false`: SQLite has already given up the whole transaction. */
  rollbackToMark(): boolean;
}

export function prepareTransaction(database: Database.Database): TransactionQueries {
  const begin = database.prepare('BEGIN IMMEDIATE');
  const commit = database.prepare('COMMIT');
  const rollback = database.prepare('ROLLBACK');
  const mark = database.prepare('SAVEPOINT call');
  const release = database.prepare('RELEASE call');
  const rollbackTo = database.prepare('ROLLBACK TO call');
  return {
    begin: () => void begin.run(),
    commit: () => void commit.run(),
    rollback: () => {
      if (database.inTransaction) rollback.run();
    },
    mark: () => void mark.run(),
    release: () => void release.run(),
    rollbackToMark: () => {
      if (!database.inTransaction) return false;
      rollbackTo.run();
      release.run();
      return true;
    },
  };
}
