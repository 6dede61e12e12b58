import Database from 'better-sqlite3';
import { describe, expect, it, vi } from 'vitest';
import type { BatchCall } from '../../../../../src/relay/storage/batch-call.ts';
import type { RelayStorageCore } from '../../../../../src/relay/storage/relay-storage-core.ts';
import { runBatch } from '../../../../../src/relay/storage/sqlite/batch.ts';
import { migrate } from '../../../../../src/relay/storage/sqlite/migrations/migrate.ts';
import {
  prepareTransaction,
  type TransactionQueries,
} from '../../../../../src/relay/storage/sqlite/queries/transaction.ts';
import { createSqliteRelayCore } from '../../../../../src/relay/storage/sqlite/sqlite-relay-core.ts';
import { UserId } from '../../../../../src/shared/model/ids.ts';
import { seededIds } from '../../../../support/seeded-random.ts';

const makeId = seededIds(5);

interface Opened {
  readonly database: Database.Database;
  readonly core: RelayStorageCore;
  readonly transaction: TransactionQueries;
}

function open(): Opened {
  const database = new Database(':memory:');
  migrate(database);
  return { database, core: createSqliteRelayCore(database), transaction: prepareTransaction(database) };
}

function createAccount(name: string): BatchCall {
  const account = { id: UserId.parse(makeId()), name, displayName: name, passwordHash: 'x', createdAt: 1 };
  return { method: 'createAccount', args: [account] };
}

function names(database: Database.Database): unknown[] {
  return database.prepare('SELECT name FROM account ORDER BY name').pluck().all();
}

describe('a batch', () => {
  it('[FRM-5] undoes what a failing call had done, and nothing of its neighbours', () => {
    const { database, core, transaction } = open();
    // Fails at its second statement: the account is in, its term is refused.
    database.exec(
      `CREATE TRIGGER refuse BEFORE INSERT ON account_term WHEN NEW.term = 'broken'
       BEGIN SELECT raise(ABORT, 'refused'); END`,
    );
    const answers = runBatch(core, transaction, [
      createAccount('anna'),
      createAccount('broken'),
      createAccount('bob'),
    ]);
    expect(answers.map(({ ok }) => ok)).toEqual([true, false, true]);
    expect(answers[1]).toMatchObject({ error: { code: 'internal', message: 'internal error' } });
    expect(names(database)).toEqual(['anna', 'bob']);
    database.close();
  });

  it.each(['ROLLBACK', 'FAIL'] as const)('survives a failure of the kind %s', (kind) => {
    const { database, core, transaction } = open();
    database.exec(
      `CREATE TRIGGER refuse BEFORE INSERT ON account_term WHEN NEW.term = 'broken'
       BEGIN SELECT raise(${kind}, 'refused'); END`,
    );
    const calls = [createAccount('anna'), createAccount('broken'), createAccount('bob')];
    const answers = runBatch(core, transaction, calls);
    // ROLLBACK is what a full disk does: the whole transaction is gone, and nobody may be told otherwise.
    const stand = kind === 'FAIL';
    expect(answers.map(({ ok }) => ok)).toEqual([stand, false, stand]);
    expect(names(database)).toEqual(stand ? ['anna', 'bob'] : []);
    expect(runBatch(core, transaction, [createAccount('chen')])[0]?.ok).toBe(true);
    database.close();
  });

  it('[FRM-5] fails as a whole when it cannot be committed', () => {
    const { database, core, transaction } = open();
    const commit = (): never => {
      throw new Error('disk full');
    };
    const answers = runBatch(core, { ...transaction, commit }, [createAccount('anna'), createAccount('bob')]);
    expect(answers.map(({ ok }) => ok)).toEqual([false, false]);
    expect(names(database)).toEqual([]);
    expect(runBatch(core, transaction, [createAccount('anna')])).toEqual([{ ok: true, value: true }]);
    expect(names(database)).toEqual(['anna']);
    database.close();
  });

  it('is one transaction, and none when it only reads', () => {
    const { database, core, transaction } = open();
    const begin = vi.fn(() => transaction.begin());
    const commit = vi.fn(() => transaction.commit());
    const counted = { ...transaction, begin, commit };
    runBatch(core, counted, [{ method: 'position', args: [] }]);
    expect([begin.mock.calls.length, commit.mock.calls.length]).toEqual([0, 0]);
    runBatch(core, counted, [createAccount('anna'), { method: 'position', args: [] }, createAccount('bob')]);
    expect([begin.mock.calls.length, commit.mock.calls.length]).toEqual([1, 1]);
    database.close();
  });
});
