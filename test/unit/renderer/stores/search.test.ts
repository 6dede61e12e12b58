// @vitest-environment happy-dom
import { mount } from '@vue/test-utils';
import { createPinia, type Pinia, setActivePinia } from 'pinia';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { defineComponent, h, nextTick } from 'vue';
import { useResultKeys } from '../../../../src/renderer/src/features/search/use-result-keys.ts';
import { useSearch } from '../../../../src/renderer/src/stores/search.ts';
import type { SearchHit } from '../../../../src/shared/ipc/views.ts';
import { FakeBridge, installBridge } from '../support/fake-bridge.ts';
import { conversationId, message } from '../support/fake-world.ts';

let bridge: FakeBridge;
let pinia: Pinia;
/** Seqs of the messages that are found, newest first. */
let found: number[];

const hit = (seq: number): SearchHit => ({ item: message(conversationId(1), seq, {}), marks: [] });
const descending = (from: number, to: number): number[] =>
  Array.from({ length: from - to + 1 }, (_, n) => from - n);
const asked = (): number => bridge.calls.filter(({ name }) => name === 'search.messages').length;

beforeEach(() => {
  pinia = createPinia();
  setActivePinia(pinia);
  bridge = new FakeBridge();
  installBridge(bridge);
  // A page begins behind the seq that is its cursor.
  bridge.handlers['search.messages'] = ({ cursor, limit }) => {
    const rest = found.filter((seq) => cursor === undefined || seq < Number(cursor));
    const page = rest.slice(0, limit);
    return { hits: page.map(hit), cursor: page.length < rest.length ? String(page.at(-1)) : null };
  };
  bridge.handlers['search.announcements'] = () => ({ hits: [] });
  bridge.handlers['people.search'] = () => ({ people: [], more: false });
  bridge.handlers['people.get'] = () => ({ people: [] });
});

async function searching(): Promise<ReturnType<typeof useSearch>> {
  const search = useSearch();
  search.ask('plan');
  await vi.waitFor(() => expect(search.status).toBe('ready'));
  return search;
}

const shown = (search: ReturnType<typeof useSearch>): (number | null)[] =>
  search.hits.map(({ item }) => item.seq);

describe('a search while history comes in', () => {
  it('gains what has come, at its place, and shows no less than before', async () => {
    found = descending(300, 181);
    const search = await searching();
    await search.loadMore();
    await search.loadMore();
    expect(shown(search)).toEqual(descending(300, 181));
    found = [...descending(301, 240), ...descending(230, 100)];
    await search.refresh();
    expect(shown(search)).toEqual(found.slice(0, 120));
    await search.loadMore();
    expect(shown(search)).toEqual(found.slice(0, 170));
  });

  it('finds where nothing was found before, and asks nothing where nothing is searched', async () => {
    found = [];
    const search = await searching();
    found = [7];
    await search.refresh();
    expect(shown(search)).toEqual([7]);
    search.clear();
    const before = asked();
    await search.refresh();
    expect(asked()).toBe(before);
  });

  it('doubles and loses nothing where the end is reached meanwhile', async () => {
    found = descending(300, 101);
    const search = await searching();
    const refreshed = search.refresh();
    await Promise.all([search.loadMore(), search.refresh(), refreshed]);
    await vi.waitFor(() => expect(search.hits).toHaveLength(100));
    expect(shown(search)).toEqual(descending(300, 201));
  });

  it('keeps the chosen result chosen, and the list where it was scrolled to', async () => {
    found = [90, 80, 70];
    const search = await searching();
    let list: ReturnType<typeof useResultKeys> | undefined;
    const Probe = defineComponent({
      setup() {
        const keys = (): string[] => search.hits.map(({ item }) => item.key);
        list = useResultKeys('results', keys, () => undefined);
        return () =>
          keys().map((key, n) =>
            h('p', { id: `results-${n}`, key, class: { active: n === list?.active.value } }),
          );
      },
    });
    const scrolled = vi.spyOn(Element.prototype, 'scrollIntoView');
    const view = mount(Probe, { global: { plugins: [pinia] }, attachTo: document.body });
    list?.setActive(1);
    await nextTick();
    expect(scrolled).toHaveBeenCalledOnce();

    found = [90, 85, 80, 75, 70];
    await search.refresh();
    await nextTick();
    expect(list?.active.value).toBe(2);
    expect(view.findAll('p').map((row) => row.classes('active'))).toEqual([false, false, true, false, false]);
    list?.setActive(0);
    await nextTick();
    scrolled.mockClear();
    found = [95, ...found];
    await search.refresh();
    await nextTick();
    expect(list?.active.value).toBe(1);
    expect(scrolled).not.toHaveBeenCalled();

    // Another search is another list.
    search.ask('plans');
    found = [99, 95, 90];
    await vi.waitFor(() => expect(search.answers).toBe(2));
    await nextTick();
    expect(list?.active.value).toBe(0);
    view.unmount();
  });
});
