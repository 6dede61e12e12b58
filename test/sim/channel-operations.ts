import { actionsOf } from '../../src/shared/model/announcement-lifecycle.ts';
import type { AnnouncementAction } from '../../src/shared/protocol/commands/channel.ts';
import { randomInt, randomOf } from '../support/seeded-random.ts';
import type { SimDevice } from './sim-device.ts';
import type { SimWorld } from './sim-world.ts';

/** The first person runs the relay: they create a channel, write drafts and take steps of the lifecycle. */
export async function publishSomething(world: SimWorld): Promise<void> {
  const theirs = world.devices.filter(({ isUp, name }) => isUp && name.startsWith('p0.'));
  if (theirs.length === 0) return;
  const device = randomOf(world.random, theirs);
  for (let burst = randomInt(world.random, 1, 4); burst > 0 && device.isUp; burst--)
    await takeStep(world, device);
}

async function takeStep(world: SimWorld, { engine, name }: SimDevice): Promise<void> {
  const { channels } = await engine.handle['channel.list']({});
  const [first] = channels;
  if (!first || (channels.length < 2 && world.random() < 0.1)) {
    await engine.handle['channel.create']({ title: `Channel ${channels.length}` });
    return;
  }
  const channel = randomOf(world.random, channels).id;
  if (world.random() < 0.4) {
    const words = { title: 'News', text: `draft ${world.random()}`, expiresAt: null, minVersion: null };
    const { seq } = await engine.handle['channel.draft']({ channel, ...words });
    if (world.random() < 0.6)
      await engine.handle['channel.act']({ channel, seq, action: { kind: 'publish' } });
    return;
  }
  const { announcements } = await engine.handle['channel.manage']({ channel, limit: 20 });
  const open = announcements.filter(({ state }) => actionsOf(state).length > 0);
  if (open.length === 0) return;
  const { seq, state } = randomOf(world.random, open);
  const kind = randomOf(world.random, actionsOf(state));
  const action: AnnouncementAction =
    kind === 'modify'
      ? { kind, title: 'News', text: `changed ${world.random()}`, expiresAt: null }
      : kind === 'preRelease'
        ? { kind, users: [randomOf(world.random, world.devices).user] }
        : { kind };
  world.trace(`${name} does ${kind} with ${seq} of ${channel}`);
  await engine.handle['channel.act']({ channel, seq, action });
}

export async function readSomething(world: SimWorld, { engine, name }: SimDevice): Promise<void> {
  const { channels } = await engine.handle['channel.list']({});
  const unread = channels.filter((row) => row.unread > 0);
  if (unread.length === 0) return;
  const channel = randomOf(world.random, unread).id;
  const { items } = await engine.handle['channel.announcements']({ channel, limit: 20 });
  const shown = items
    .filter(({ read, state }) => !read && state === 'running' && world.random() < 0.7)
    .map(({ seq }) => [seq, seq] as const);
  if (shown.length === 0) return;
  await engine.handle['channel.shown']({ channel, seqs: shown });
  world.counts.add('announcements read', shown.length);
  world.trace(`${name} reads ${shown.map(([seq]) => seq).join(',')} of ${channel}`);
}
