import { defineStore } from 'pinia';
import { computed, ref, shallowRef } from 'vue';
import type { RequestInput, RequestOutput } from '../../../shared/ipc/contract.ts';
import type { AnnouncementHit } from '../../../shared/ipc/channel-views.ts';
import type { SearchableType, SearchHit } from '../../../shared/ipc/views.ts';
import type { ConversationId, UserId } from '../../../shared/model/ids.ts';
import type { Person } from '../../../shared/model/person.ts';
import { request } from '../bridge/client.ts';
import { debounce } from './debounce.ts';
import { pageClock } from './page-clock.ts';
import { usePeople } from './people.ts';
import { useToasts } from './toasts.ts';

const PAGE = 50;
/** There are few; more exact words find the others. */
const ANNOUNCEMENTS = 5;
/** A few of them are shown: those one has no conversation with. */
const PEOPLE = 50;
const PAUSE_MS = 120;
/** Scrolling on loads no more than this; a more exact query finds the rest. */
const MAX_HITS = 1_000;
/** Asked for at once when what is shown is read again. */
const REFRESH_PAGE = 200;

/** What messages are narrowed to, besides words and one conversation; `null`: not narrowed. */
export interface SearchFilters {
  readonly sender: UserId | null;
  readonly type: SearchableType | null;
  /** Sent at this time or later, and before this time; ms. */
  readonly since: number | null;
  readonly until: number | null;
}

const NO_FILTERS: SearchFilters = { sender: null, type: null, since: null, until: null };

/** The search overlay, and the search inside one conversation. Only the answer to the newest query is shown. */
export const useSearch = defineStore('search', () => {
  const query = ref('');
  /** `null`: in all conversations. */
  const within = ref<ConversationId | null>(null);
  const filters = shallowRef<SearchFilters>(NO_FILTERS);
  const narrowed = computed(
    () => within.value !== null || Object.values(filters.value).some((value) => value !== null),
  );
  const hits = shallowRef<readonly SearchHit[]>([]);
  const people = shallowRef<readonly Person[]>([]);
  const announcements = shallowRef<readonly AnnouncementHit[]>([]);
  const status = ref<'idle' | 'searching' | 'ready' | 'failed'>('idle');
  const more = ref(false);
  /** How many searches have been answered; neither a page more nor a refresh is one. */
  const answers = ref(0);
  /** Opened in one conversation, and not the overlay narrowed to it. */
  let inside = false;
  let cursor: string | null = null;
  let generation = 0;
  /** What is being read of the shown list; one at a time, and what is wanted meanwhile follows. */
  let reading: 'page' | 'refresh' | undefined;
  const wanted = new Set<() => Promise<void>>();

  const pause = debounce(pageClock, PAUSE_MS, () => void run());

  function spec(): RequestInput<'search.messages'> {
    const { sender, type, since, until } = filters.value;
    return {
      query: query.value.trim(),
      limit: PAGE,
      ...(within.value ? { conversation: within.value } : {}),
      ...(sender ? { sender } : {}),
      ...(type ? { type } : {}),
      ...(since === null ? {} : { since }),
      ...(until === null ? {} : { until }),
    };
  }

  async function run(): Promise<void> {
    const mine = ++generation;
    const text = query.value.trim();
    try {
      const [found, named, announced] = await Promise.all([
        request('search.messages', spec()),
        narrowed.value ? Promise.resolve({ people: [] }) : usePeople().search(text, PEOPLE),
        narrowed.value
          ? Promise.resolve({ hits: [] })
          : request('search.announcements', { query: text, limit: ANNOUNCEMENTS }),
      ]);
      if (mine !== generation) return;
      show(found.hits, found.cursor);
      people.value = named.people;
      announcements.value = announced.hits;
      status.value = 'ready';
      answers.value++;
      usePeople().ensure(announced.hits.map((hit) => hit.item.sender));
    } catch (error) {
      if (mine !== generation) return;
      status.value = 'failed';
      useToasts().report(error);
    }
  }

  function ask(text: string): void {
    query.value = text.slice(0, 200);
    begin();
  }

  /** Inside one conversation words are needed; the overlay also shows all that its filters leave. */
  function begin(): void {
    if (query.value.trim() === '' && (inside || !narrowed.value)) {
      forget();
      return;
    }
    status.value = 'searching';
    pause.call();
  }

  function narrow(change: Partial<SearchFilters> & { readonly within?: ConversationId | null }): void {
    const { within: conversation, ...rest } = change;
    if (conversation !== undefined) within.value = conversation;
    filters.value = { ...filters.value, ...rest };
    begin();
  }

  /** Takes every filter away and searches for the same words. */
  function widen(): void {
    filters.value = NO_FILTERS;
    narrow({ within: null });
  }

  function clear(): void {
    query.value = '';
    filters.value = NO_FILTERS;
    forget();
  }

  /** What was found, and what is being looked for. */
  function forget(): void {
    generation++;
    pause.cancel();
    hits.value = [];
    people.value = [];
    announcements.value = [];
    cursor = null;
    more.value = false;
    status.value = 'idle';
  }

  /** Starts anew, in one conversation or in all. */
  function open(conversation: ConversationId | null): void {
    clear();
    inside = conversation !== null;
    within.value = conversation;
  }

  async function loadMore(): Promise<void> {
    if (!cursor || status.value !== 'ready' || hits.value.length >= MAX_HITS) return;
    if (reading) {
      if (reading === 'refresh') wanted.add(loadMore);
      return;
    }
    const from = cursor;
    await read('page', async (isCurrent) => {
      const found = await request('search.messages', { ...spec(), cursor: from });
      if (isCurrent()) show([...hits.value, ...found.hits], found.cursor);
    });
  }

  /**
   * Reads what is shown again, because more history has come: what was found meanwhile is added at its place. Neither the status nor
   * what is chosen changes.
   */
  async function refresh(): Promise<void> {
    if (status.value !== 'ready') return;
    if (reading) {
      wanted.add(refresh);
      return;
    }
    const asked = spec();
    const enough = Math.max(PAGE, hits.value.length);
    await read('refresh', async (isCurrent) => {
      const found: SearchHit[] = [];
      let next: string | null = null;
      do {
        const page: RequestOutput<'search.messages'> = await request('search.messages', {
          ...asked,
          limit: Math.min(REFRESH_PAGE, enough - found.length),
          ...(next === null ? {} : { cursor: next }),
        });
        found.push(...page.hits);
        next = page.cursor;
      } while (isCurrent() && next !== null && found.length < enough);
      if (isCurrent()) show(found, next);
    });
  }

  async function read(
    what: 'page' | 'refresh',
    work: (isCurrent: () => boolean) => Promise<void>,
  ): Promise<void> {
    reading = what;
    const mine = generation;
    try {
      await work(() => mine === generation);
    } catch (error) {
      if (mine === generation) useToasts().report(error);
    } finally {
      reading = undefined;
      const next = [...wanted];
      wanted.clear();
      for (const again of next) void again();
    }
  }

  function show(found: readonly SearchHit[], next: string | null): void {
    hits.value = found;
    cursor = next;
    more.value = cursor !== null;
    usePeople().ensure(found.map((hit) => hit.item.sender));
  }

  return {
    query,
    within,
    filters,
    narrowed,
    hits,
    people,
    announcements,
    status,
    more,
    answers,
    ask,
    narrow,
    widen,
    open,
    clear,
    loadMore,
    refresh,
  };
});
