import { shallowRef } from 'vue';

/** Some entries of a list, and how many there are in all. */
export interface ListPage<T> {
  readonly entries: readonly T[];
  readonly total: number;
  readonly more: boolean;
}

/** A list as far as it has been read. */
export interface PagedListState<T> extends ListPage<T> {
  readonly status: 'loading' | 'ready' | 'failed';
}

/**
 * A list that is read in pages, each after the last entry of the one before. One request is under way at a time; what was under way
 * when the list was cleared is dropped. Requests that fail leave what is held as it is (`failed`), and reject nothing.
 */
export class PagedList<T> {
  readonly #read: (after: T | undefined) => Promise<ListPage<T>>;
  readonly #state = shallowRef<PagedListState<T>>({ entries: [], total: 0, more: false, status: 'loading' });
  #generation = 0;
  #underWay: Promise<void> | undefined;
  #stale = false;
  /** As many entries as somebody wants to see. */
  #wanted = 0;

  constructor(read: (after: T | undefined) => Promise<ListPage<T>>) {
    this.#read = read;
  }

  /** Reactive. */
  get state(): PagedListState<T> {
    return this.#state.value;
  }

  clear(): void {
    this.#generation++;
    this.#underWay = undefined;
    this.#stale = false;
    this.#wanted = 0;
    this.#state.value = { entries: [], total: 0, more: false, status: 'loading' };
  }

  /** Reads as much as is held anew: that stays until all of it has come, so that nothing moves for one who has scrolled. */
  reload(): Promise<void> {
    this.#stale = true;
    return this.#run();
  }

  /** The next page, if there is one. */
  more(): Promise<void> {
    this.#wanted = Math.max(this.#wanted, this.state.entries.length + 1);
    return this.#run();
  }

  /** Everything, now and whenever it is read anew: for a search; `false`: no longer. */
  whole(wanted: boolean): Promise<void> {
    this.#wanted = wanted ? Number.POSITIVE_INFINITY : 0;
    return wanted ? this.#run() : Promise.resolve();
  }

  #run(): Promise<void> {
    const mine = this.#generation;
    this.#underWay ??= this.#work(mine).finally(() => {
      if (mine === this.#generation) this.#underWay = undefined;
    });
    return this.#underWay;
  }

  async #work(mine: number): Promise<void> {
    const set = (page: ListPage<T>, status: PagedListState<T>['status']): void => {
      if (mine === this.#generation) this.#state.value = { ...page, status };
    };
    try {
      while (mine === this.#generation) {
        const held = this.state;
        if (this.#stale) {
          this.#stale = false;
          set(await this.#fresh(mine, held.entries.length), 'ready');
        } else if (held.more && held.entries.length < this.#wanted) {
          set(held, 'loading');
          set(await this.#next(held), 'ready');
        } else return;
      }
    } catch {
      set(this.state, 'failed');
    }
  }

  async #fresh(mine: number, count: number): Promise<ListPage<T>> {
    let page = await this.#read(undefined);
    while (mine === this.#generation && page.more && page.entries.length < Math.max(count, this.#wanted))
      page = await this.#next(page);
    return page;
  }

  async #next({ entries }: ListPage<T>): Promise<ListPage<T>> {
    const page = await this.#read(entries.at(-1));
    // One that brings nothing would be asked for again for ever.
    return { ...page, entries: [...entries, ...page.entries], more: page.more && page.entries.length > 0 };
  }
}
