import { describe, expect, it } from 'vitest';
import { createInbox } from '../../../../src/main/sync/inbox.ts';
import { expectCode } from '../../../support/expect-code.ts';
import { settle } from './engine-fixture.ts';

describe('the inbox', () => {
  it('runs what comes in together as one task, in the order of the wire, and never across anything else', async () => {
    const inbox = createInbox();
    const ran: unknown[] = [];
    const add = inbox.gathering<number>(3, (things) => {
      ran.push([...things]);
      return Promise.resolve();
    });
    void add(1);
    void add(2);
    void inbox.add(() => Promise.resolve(void ran.push('page')));
    for (const thing of [3, 4, 5, 6]) void add(thing);
    await inbox.settled();
    expect(ran).toEqual([[1, 2], 'page', [3, 4, 5], [6]]);
  });

  it('gathers while something runs; what runs already takes nothing in', async () => {
    const inbox = createInbox();
    const { promise, resolve } = Promise.withResolvers<undefined>();
    const ran: number[][] = [];
    const add = inbox.gathering<number>(100, async (things) => {
      ran.push([...things]);
      if (ran.length === 1) await promise;
    });
    void add(1);
    await settle();
    void add(2);
    void add(3);
    resolve(undefined);
    await inbox.settled();
    expect(ran).toEqual([[1], [2, 3]]);
  });

  it('things of a task that fails fail together, and what follows runs', async () => {
    const inbox = createInbox();
    const add = inbox.gathering<number>(100, (things) =>
      things.includes(1) ? Promise.reject(new Error('disk')) : Promise.resolve(),
    );
    const [first, second] = [add(1), add(2)];
    await expect(first).rejects.toThrow('disk');
    await expect(second).rejects.toThrow('disk');
    await expect(add(3)).resolves.toBeUndefined();
  });

  it('refuses the 10,001st thing while the store does not keep up', async () => {
    const inbox = createInbox();
    const { promise, resolve } = Promise.withResolvers<undefined>();
    void inbox.add(() => promise);
    const add = inbox.gathering<number>(100, () => Promise.resolve());
    for (let i = 1; i < 10_000; i++) void add(i);
    await expectCode(add(10_000), 'busy');
    await expectCode(
      inbox.add(() => Promise.resolve()),
      'busy',
    );
    resolve(undefined);
    await inbox.settled();
    await expect(add(1)).resolves.toBeUndefined();
  });
});
