import { defineStore } from 'pinia';
import { computed, ref, shallowRef } from 'vue';
import type { AnnouncementItem, ChannelRow } from '../../../shared/ipc/channel-views.ts';
import type { ChannelId } from '../../../shared/model/ids.ts';
import type { RangeSet } from '../../../shared/model/range-set.ts';
import { request } from '../bridge/client.ts';
import { usePeople } from './people.ts';
import { useToasts } from './toasts.ts';

const PAGE = 100;

/** Channels and the announcements of the one that is open, as the store has them. */
export const useChannels = defineStore('channels', () => {
  const rows = shallowRef<readonly ChannelRow[]>([]);
  const loaded = ref(false);
  const openId = ref<ChannelId | null>(null);
  const items = shallowRef<readonly AnnouncementItem[]>([]);
  /** Older ones are on disk than those in `items`. */
  const more = ref(false);
  /** The announcement to bring into view. */
  const target = ref<number | null>(null);
  const current = computed(() => rows.value.find(({ id }) => id === openId.value) ?? null);
  /** Sum of the badges. */
  const unread = computed(() => rows.value.reduce((sum, row) => sum + row.unread, 0));
  let generation = 0;

  function apply(body: { readonly channels: readonly ChannelRow[] }): void {
    rows.value = body.channels;
    loaded.value = true;
    if (openId.value) void reload();
  }

  async function load(): Promise<void> {
    apply(await request('channel.list', {}));
  }

  function reset(): void {
    generation++;
    rows.value = [];
    loaded.value = false;
    openId.value = null;
    items.value = [];
    more.value = false;
    target.value = null;
  }

  /** Reads again what is shown; as many as are shown already. */
  async function reload(limit = Math.min(200, Math.max(PAGE, items.value.length))): Promise<void> {
    const channel = openId.value;
    if (!channel) return;
    const mine = ++generation;
    const page = await useToasts().guard(() => request('channel.announcements', { channel, limit }));
    if (mine !== generation || !page) return;
    const older = items.value.slice(page.items.length);
    items.value = page.more ? [...page.items, ...older] : page.items;
    more.value = page.more && (older.length === 0 || more.value);
    usePeople().ensure(page.items.map(({ sender }) => sender));
  }

  /** At an announcement if one is named: read on to it, unless something else is opened meanwhile. Rejects when that fails. */
  async function open(id: ChannelId, seq?: number): Promise<void> {
    if (openId.value !== id) {
      openId.value = id;
      items.value = [];
      more.value = false;
    }
    await reload();
    const isWanted = (): boolean =>
      openId.value === id && more.value && !items.value.some((item) => item.seq === seq);
    while (seq !== undefined && isWanted()) await loadOlder();
    if (openId.value === id) target.value = seq ?? null;
  }

  function close(): void {
    generation++;
    openId.value = null;
    items.value = [];
    more.value = false;
  }

  async function loadOlder(): Promise<void> {
    const channel = openId.value;
    const last = items.value.at(-1);
    if (!channel || !last) return;
    const mine = ++generation;
    const before = { at: last.at, seq: last.seq };
    const page = await request('channel.announcements', { channel, before, limit: PAGE });
    if (mine !== generation) return;
    items.value = [...items.value, ...page.items];
    more.value = page.more;
    usePeople().ensure(page.items.map(({ sender }) => sender));
  }

  async function markShown(channel: ChannelId, seqs: RangeSet): Promise<void> {
    await request('channel.shown', { channel, seqs: seqs.map(([from, to]) => [from, to] as const) });
  }

  return {
    rows,
    loaded,
    openId,
    current,
    items,
    more,
    target,
    unread,
    apply,
    load,
    reset,
    open,
    close,
    loadOlder,
    markShown,
  };
});
