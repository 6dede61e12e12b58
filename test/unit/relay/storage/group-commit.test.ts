import { describe, expect, it } from 'vitest';
import type { BatchAnswer, BatchCall } from '../../../../src/relay/storage/batch-call.ts';
import { GroupCommit, MAX_BATCH, MAX_WAITING } from '../../../../src/relay/storage/group-commit.ts';
import { AppError } from '../../../../src/shared/errors.ts';

/** A database whose batches end when the test says so. */
class HeldDatabase {
  readonly batches: (readonly BatchCall[])[] = [];
  readonly #ends: { answer: (answers: readonly BatchAnswer[]) => void; fail: (error: Error) => void }[] = [];
  readonly #tasks: (() => void)[] = [];
  readonly commits: GroupCommit = new GroupCommit(
    (calls) =>
      new Promise((answer, fail) => {
        this.batches.push(calls);
        this.#ends.push({ answer, fail });
      }),
    (task) => void this.#tasks.push(task),
  );

  /** What was put off runs now. */
  turn(): void {
    for (const task of this.#tasks.splice(0)) task();
  }

  /** Answers the oldest open batch: each call with the name it asked for. */
  async finish(): Promise<void> {
    const calls = this.batches[this.batches.length - this.#ends.length] ?? [];
    this.#ends.shift()?.answer(calls.map(({ args }) => ({ ok: true, value: args[0] })));
    await settled();
    this.turn();
  }

  async fail(error: Error): Promise<void> {
    this.#ends.shift()?.fail(error);
    await settled();
    this.turn();
  }

  call(name: string): Promise<unknown> {
    return this.commits.call('accountByName', [name]);
  }

  names(): unknown[][] {
    return this.batches.map((calls) => calls.map(({ args }) => args[0]));
  }
}

/** Promises already resolved have run their continuations. */
async function settled(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

describe('group commit', () => {
  it('[FRM-5] makes one batch of the calls of a turn, and answers none before it is done', async () => {
    const database = new HeldDatabase();
    const answered: unknown[] = [];
    for (const name of ['a', 'b', 'c']) void database.call(name).then((value) => answered.push(value));
    database.turn();
    await settled();
    expect(database.names()).toEqual([['a', 'b', 'c']]);
    expect(answered).toEqual([]);
    await database.finish();
    expect(answered).toEqual(['a', 'b', 'c']);
  });

  it('gathers what comes while a batch is under way into the next one', async () => {
    const database = new HeldDatabase();
    const all = [database.call('a')];
    database.turn();
    all.push(database.call('b'));
    database.turn();
    all.push(database.call('c'));
    database.turn();
    expect(database.names()).toEqual([['a']]);
    await database.finish();
    expect(database.names()).toEqual([['a'], ['b', 'c']]);
    await database.finish();
    expect(await Promise.all(all)).toEqual(['a', 'b', 'c']);
  });

  it('refuses with busy beyond its bound, and cuts batches', async () => {
    const database = new HeldDatabase();
    const all = Array.from({ length: MAX_WAITING }, (_, index) => database.call(String(index)));
    await expect(database.call('one too many')).rejects.toMatchObject({ code: 'busy', retry: 'backoff' });
    database.turn();
    for (let count = 0; count < MAX_WAITING / MAX_BATCH; count++) await database.finish();
    expect((await Promise.all(all)).length).toBe(MAX_WAITING);
    expect(database.batches.map(({ length }) => length)).toEqual(
      Array.from({ length: MAX_WAITING / MAX_BATCH }, () => MAX_BATCH),
    );
    const later = database.call('later');
    database.turn();
    await database.finish();
    expect(await later).toBe('later');
  });

  it('rejects the calls of a batch that failed, and goes on with the next', async () => {
    const database = new HeldDatabase();
    const failing = expect(database.call('a')).rejects.toMatchObject({ code: 'internal' });
    database.turn();
    const next = database.call('b');
    await database.fail(new Error('lost'));
    await failing;
    await database.finish();
    expect(await next).toBe('b');
  });

  it('ends after the open calls, and refuses later ones', async () => {
    const database = new HeldDatabase();
    const open = database.call('a');
    let ended = 0;
    const ends = [1, 2].map(() =>
      database.commits.end(new AppError('shutting_down')).then(() => {
        ended++;
      }),
    );
    await expect(database.call('b')).rejects.toMatchObject({ code: 'shutting_down' });
    database.turn();
    await settled();
    expect(ended).toBe(0);
    await database.finish();
    await Promise.all(ends);
    expect(await open).toBe('a');
    await database.commits.end(new AppError('shutting_down'));
  });

  it('rejects everything, and whoever waits for its end, when the database is gone', async () => {
    const database = new HeldDatabase();
    const outcomes = Promise.allSettled([database.call('a'), database.call('b')]);
    database.turn();
    const waiting = database.call('c').catch((error: unknown) => error);
    database.commits.fail(new AppError('internal', 'gone'));
    expect((await outcomes).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await waiting).toMatchObject({ code: 'internal', message: 'gone' });
    await expect(database.call('d')).rejects.toMatchObject({ code: 'internal' });
    await database.commits.end(new AppError('shutting_down'));
  });
});
