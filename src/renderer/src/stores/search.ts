import { defineStore } from 'pinia';
import { ref, shallowRef } from 'vue';
import type { SearchHit } from '../../../shared/ipc/views.ts';
import type { ConversationId } from '../../../shared/model/ids.ts';
import type { Person } from '../../../shared/model/person.ts';
import { request } from '../bridge/client.ts';
import { debounce } from './debounce.ts';
import { pageClock } from './page-clock.ts';
import { usePeople } from './people.ts';
import { useToasts } from './toasts.ts';

const PAGE = 50;
const PAUSE_MS = 120;
/** Scrolling on loads no more than this; a more exact query finds the rest. */
const MAX_HITS = 1_000;

/** The search overlay, and the search inside one conversation. Only the answer to the newest query is shown. */
export const useSearch = defineStore('search', () => {
  const query = ref('');
  /** `null`: in all conversations. */
  const within = ref<ConversationId | null>(null);
  const hits = shallowRef<readonly SearchHit[]>([]);
  const people = shallowRef<readonly Person[]>([]);
  const status = ref<'idle' | 'searching' | 'ready' | 'failed'>('idle');
  const more = ref(false);
  let cursor: string | null = null;
  let generation = 0;

  const pause = debounce(pageClock, PAUSE_MS, () => void run());

  function spec(): { query: string; conversation?: ConversationId; limit: number } {
    return {
      query: query.value.trim(),
      limit: PAGE,
      ...(within.value ? { conversation: within.value } : {}),
    };
  }

  async function run(): Promise<void> {
    const mine = ++generation;
    const text = query.value.trim();
    try {
      const [found, named] = await Promise.all([
        request('search.messages', spec()),
        within.value ? Promise.resolve([]) : usePeople().search(text),
      ]);
      if (mine !== generation) return;
      hits.value = found.hits;
      people.value = named;
      cursor = found.cursor;
      more.value = cursor !== null;
      status.value = 'ready';
      usePeople().ensure(found.hits.map((hit) => hit.item.sender));
    } catch (error) {
      if (mine !== generation) return;
      status.value = 'failed';
      useToasts().report(error);
    }
  }

  function ask(text: string): void {
    query.value = text.slice(0, 200);
    if (text.trim() === '') {
      clear();
      return;
    }
    status.value = 'searching';
    pause.call();
  }

  function clear(): void {
    generation++;
    pause.cancel();
    query.value = '';
    hits.value = [];
    people.value = [];
    cursor = null;
    more.value = false;
    status.value = 'idle';
  }

  /** Starts anew, in one conversation or in all. */
  function open(conversation: ConversationId | null): void {
    clear();
    within.value = conversation;
  }

  async function loadMore(): Promise<void> {
    if (!cursor || status.value !== 'ready' || hits.value.length >= MAX_HITS) return;
    const mine = generation;
    const from = cursor;
    cursor = null;
    try {
      const found = await request('search.messages', { ...spec(), cursor: from });
      if (mine !== generation) return;
      hits.value = [...hits.value, ...found.hits];
      cursor = found.cursor;
      more.value = cursor !== null;
      usePeople().ensure(found.hits.map((hit) => hit.item.sender));
    } catch (error) {
      if (mine !== generation) return;
      cursor = from;
      useToasts().report(error);
    }
  }

  return { query, within, hits, people, status, more, ask, open, clear, loadMore };
});
