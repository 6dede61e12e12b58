import { onMounted, type Ref, ref, shallowRef } from 'vue';
import { notices } from './notices.ts';

interface Page<T> {
  readonly items: readonly T[];
  readonly more: boolean;
}

/** What a table shows, and how it gets more of it. */
export interface PagedList<T> {
  readonly items: Readonly<Ref<readonly T[]>>;
  readonly more: Readonly<Ref<boolean>>;
  readonly status: Readonly<Ref<'loading' | 'ready' | 'failed'>>;
  readonly reload: () => Promise<void>;
  readonly loadMore: () => Promise<void>;
}

/** A list that comes in pages. An answer to an earlier question never replaces a later one's. */
export function usePagedList<T>(load: (last: T | undefined) => Promise<Page<T>>): PagedList<T> {
  const items = shallowRef<readonly T[]>([]);
  const more = ref(false);
  const status = ref<'loading' | 'ready' | 'failed'>('loading');
  let asked = 0;

  async function next(from: readonly T[]): Promise<void> {
    const mine = ++asked;
    const succeeded = await notices.guard(async () => {
      const page = await load(from.at(-1));
      if (mine !== asked) return;
      items.value = [...from, ...page.items];
      more.value = page.more;
    });
    if (mine === asked) status.value = succeeded ? 'ready' : 'failed';
  }

  const reload = (): Promise<void> => next([]);
  onMounted(reload);
  return { items, more, status, reload, loadMore: () => next(items.value) };
}
