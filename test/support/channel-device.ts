import type { ChannelAnnouncement } from '../../src/shared/model/channel.ts';
import type { ChannelId } from '../../src/shared/model/ids.ts';
import { FEATURES } from '../../src/shared/protocol/features.ts';
import type { ChannelPage } from '../../src/shared/protocol/commands/channel.ts';
import type { Actor, RelayWorld } from './relay-world.ts';

/** A device that does what PROTOCOL.md asks of a client with channels, and nothing else. */
export class ChannelDevice {
  readonly heads = new Set<ChannelId>();
  /** By channel and seq. */
  readonly has = new Map<string, ChannelAnnouncement>();
  /** How often an announcement came that the device did not have. */
  readonly arrivals = new Map<string, number>();
  readonly reads = new Map<string, readonly (readonly [number, number])[]>();
  readonly actor: Actor;
  version: string;
  #position = 0;

  private constructor(actor: Actor, version: string) {
    this.actor = actor;
    this.version = version;
  }

  /** Another connection of the person's device, as a client of this version. */
  static async connect(world: RelayWorld, actor: Actor, version = '1.0'): Promise<ChannelDevice> {
    const { client, pair } = world.connect();
    await client.hello(FEATURES, version);
    await client.request('session.resume', { token: actor.token });
    return new ChannelDevice({ ...actor, client, pair }, version);
  }

  /** A newer client over the same store (CHN-4). */
  async upgrade(world: RelayWorld, version: string): Promise<ChannelDevice> {
    const next = await this.restart(world, version);
    await next.#follow(await next.actor.client.request('channel.pull', { position: 0 }));
    return next;
  }

  /** Another run over the same store: what was pushed and not heard is lost. */
  async restart(world: RelayWorld, version = this.version): Promise<ChannelDevice> {
    const next = await ChannelDevice.connect(world, this.actor, version);
    this.actor.client.close();
    for (const [key, one] of this.has) next.has.set(key, one);
    for (const id of this.heads) next.heads.add(id);
    for (const [key, count] of this.arrivals) next.arrivals.set(key, count);
    next.#position = this.#position;
    return next;
  }

  /** Stores what was pushed so far. */
  hear(): void {
    for (const { channel } of this.actor.client.bodies('channel.changed')) this.heads.add(channel.id);
    for (const { announcement } of this.actor.client.bodies('channel.announced')) {
      // One of a channel that is not known yet comes with the pull.
      if (this.heads.has(announcement.channel)) this.#apply(announcement);
    }
  }

  /** Stores what a pull gives, and dies before it stores the position. */
  async syncInPart(): Promise<void> {
    const before = this.#position;
    await this.sync();
    this.#position = before;
  }

  /** Gives everything that came. */
  async sync(): Promise<ChannelAnnouncement[]> {
    const { client } = this.actor;
    const page = await client.request('sync.pull', { position: this.#position, limit: 200 });
    const came = page.channels ? await this.#follow(page.channels) : [];
    this.#position = page.position;
    return came;
  }

  async #follow(first: ChannelPage): Promise<ChannelAnnouncement[]> {
    const came: ChannelAnnouncement[] = [];
    for (let page = first; ;) {
      for (const { id } of page.channels) this.heads.add(id);
      for (const one of page.announcements) this.#apply(one);
      for (const { channel, read } of page.reads) this.reads.set(channel, read);
      came.push(...page.announcements);
      if (!page.more) return came;
      page = await this.actor.client.request('channel.pull', { position: page.position });
    }
  }

  /** CHN-6, CHN-8. */
  #apply(one: ChannelAnnouncement): void {
    if (!this.heads.has(one.channel)) throw new Error('an announcement of an unknown channel');
    const key = `${one.channel} ${one.seq}`;
    const known = this.has.get(key);
    if (known && known.revision >= one.revision) return;
    if (!known && one.state !== 'running') return;
    if (!known) this.arrivals.set(key, (this.arrivals.get(key) ?? 0) + 1);
    this.has.set(key, one);
  }
}
