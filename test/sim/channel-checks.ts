import { deepStrictEqual, strictEqual } from 'node:assert';
import type { StoredAnnouncement } from '../../src/relay/storage/channel-port.ts';
import type { AnnouncementItem } from '../../src/shared/ipc/channel-views.ts';
import { rangeSetHas } from '../../src/shared/model/range-set.ts';
import type { SimWorld } from './sim-world.ts';

const NOW = 1;

/** CHN-2, CHN-3, CHN-8, CHN-10: every device shows what the rules make of what is stored, and reach counts each reader once. */
export async function checkChannels(world: SimWorld): Promise<void> {
  const { storage } = world.relay;
  const { channels } = await storage.loadChannels(NOW);
  const users = [...new Set(world.devices.map(({ user }) => user))];
  for (const { id: channel, title, position } of channels) {
    const stored = await storage.listAnnouncements(channel, undefined, 10_000);
    for (const device of world.devices) {
      const { items } = await device.store.read.announcements(channel, undefined, 10_000);
      const row = (await device.store.read.channels(NOW)).find(({ id }) => id === channel);
      strictEqual(row?.title, title, `${device.name} knows channel ${channel} of ${position}`);
      const reads = await storage.channelReads(device.user, 0);
      const read = reads.find((one) => one.channel === channel)?.read ?? [];
      let unread = 0;
      for (const one of stored) {
        const item = items.find(({ seq }) => seq === one.seq);
        const what = `${device.name}: ${one.state} ${one.seq} of ${channel}`;
        checkItem(one, item, isRunningFor(one, device.user), what);
        if (isRunningFor(one, device.user) && one.sender !== device.user && !rangeSetHas(read, one.seq))
          unread++;
      }
      strictEqual(row.unread, unread, `${device.name}: badge of ${channel}`);
    }
    const readSets = await Promise.all(users.map((user) => storage.channelReads(user, 0)));
    const seqs = stored.map(({ seq }) => seq);
    for (const { seq, read } of await storage.reach(channel, seqs)) {
      const readers = readSets.filter((sets) =>
        sets.some((one) => one.channel === channel && rangeSetHas(one.read, seq)),
      );
      strictEqual(read, readers.length, `readers of ${seq} of ${channel}`);
    }
  }
}

function isRunningFor({ state, whitelist }: StoredAnnouncement, user: string): boolean {
  return state === 'published' || (state === 'pre-release' && whitelist.some((one) => one === user));
}

function checkItem(
  stored: StoredAnnouncement,
  item: AnnouncementItem | undefined,
  runs: boolean,
  what: string,
): void {
  if (runs) {
    const { title, text } = stored;
    deepStrictEqual(
      item && { state: item.state, title: item.title, text: item.text },
      {
        state: 'running',
        title,
        text,
      },
      what,
    );
    return;
  }
  // Who has never had it has nothing of it.
  if (!item) return;
  strictEqual(item.state, stored.state, what);
  if (stored.state === 'recalled') strictEqual(item.title + item.text, '', what);
}
