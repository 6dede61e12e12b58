import { describe, expect, it } from 'vitest';
import { type ListPage, PagedList } from '../../../../src/renderer/src/stores/paged-list.ts';

const SIZE = 10;

/** A relay's list that changes: pages of ten after an entry. */
class Source {
  all: number[];
  requests = 0;
  fails = false;

  constructor(count: number) {
    this.all = Array.from({ length: count }, (_, n) => n + 1);
  }

  read = async (after: number | undefined): Promise<ListPage<number>> => {
    this.requests++;
    await Promise.resolve();
    if (this.fails) throw new Error('away');
    const rest = this.all.filter((entry) => entry > (after ?? 0));
    return { entries: rest.slice(0, SIZE), total: this.all.length, more: rest.length > SIZE };
  };
}

const states = (list: PagedList<number>): number => list.state.entries.length;

describe('a list in pages', () => {
  it('is read on, page by page', async () => {
    const source = new Source(25);
    const list = new PagedList(source.read);
    expect(list.state).toEqual({ entries: [], total: 0, more: false, status: 'loading' });
    await list.reload();
    expect(list.state).toMatchObject({ total: 25, more: true, status: 'ready' });
    await list.more();
    await list.more();
    await list.more();
    expect(list.state.entries).toEqual(source.all);
    expect(source.requests).toBe(3);
  });

  it('read anew, keeps as much as it had, and what it had until then', async () => {
    const source = new Source(40);
    const list = new PagedList(source.read);
    await list.reload();
    await list.more();
    await list.more();
    source.all = source.all.filter((entry) => entry !== 3);
    const reading = list.reload();
    for (let turn = 0; turn < 3; turn++) {
      expect(states(list)).toBe(30);
      await Promise.resolve();
    }
    await reading;
    expect(list.state.entries).toEqual(source.all.slice(0, 30));
    expect(list.state.total).toBe(39);
  });

  it('asked many times at once, is read once more and not as often', async () => {
    const source = new Source(5);
    const list = new PagedList(source.read);
    await Promise.all(Array.from({ length: 20 }, () => list.reload()));
    expect(source.requests).toBeLessThanOrEqual(2);
    expect(list.state.entries).toEqual(source.all);
  });

  it('while it is wanted whole, is whole after each change', async () => {
    const source = new Source(45);
    const list = new PagedList(source.read);
    await list.reload();
    await list.whole(true);
    expect(list.state.entries).toEqual(source.all);
    source.all = [...source.all, 46, 47, 48, 49, 50, 51, 52, 53, 54, 55, 56];
    await list.reload();
    expect(list.state.entries).toEqual(source.all);
  });

  it('keeps what it has when a request fails, and goes on from there', async () => {
    const source = new Source(25);
    const list = new PagedList(source.read);
    await list.reload();
    source.fails = true;
    await list.more();
    expect(list.state).toMatchObject({ total: 25, status: 'failed' });
    expect(states(list)).toBe(10);
    source.fails = false;
    await list.more();
    expect(list.state.status).toBe('ready');
    expect(states(list)).toBe(20);
  });

  it('drops what was under way when it was cleared', async () => {
    const source = new Source(25);
    const list = new PagedList(source.read);
    const reading = list.reload();
    list.clear();
    await reading;
    expect(list.state).toEqual({ entries: [], total: 0, more: false, status: 'loading' });
    await list.reload();
    expect(states(list)).toBe(10);
  });

  it('ends where a page brings nothing, whatever it says of more', async () => {
    const list = new PagedList<number>((after) =>
      Promise.resolve({ entries: after === undefined ? [1] : [], total: 9, more: true }),
    );
    await list.reload();
    await list.whole(true);
    expect(list.state).toMatchObject({ entries: [1], more: false, status: 'ready' });
  });
});
