import type { Random } from '../../src/shared/clock.ts';
import type { ConversationId, UserId } from '../../src/shared/model/ids.ts';
import { randomInt, randomOf } from '../../test/support/seeded-random.ts';
import type { Device } from './device.ts';
import type { Journal } from './journal.ts';

export interface SoakGroup {
  readonly id: ConversationId;
  /** Devices by person; the first person owns the group. */
  readonly people: readonly { readonly user: UserId; readonly devices: readonly Device[] }[];
}

/** How far back people edit, recall and react. */
const RECENT = 10;

/** The things that people do, one at a time, at random. Whoever may not do them is refused, which is part of it. */
export class Actions {
  readonly #groups: readonly SoakGroup[];
  readonly #journal: Journal;
  readonly #random: Random;
  #said = 0;

  constructor(groups: readonly SoakGroup[], journal: Journal, random: Random) {
    this.#groups = groups;
    this.#journal = journal;
    this.#random = random;
  }

  get said(): number {
    return this.#said;
  }

  act(): void {
    const group = randomOf(this.#random, this.#groups);
    const device = randomOf(this.#random, randomOf(this.#random, group.people).devices);
    const chance = this.#random();
    if (chance < 0.76) this.#say(device, group);
    else if (chance < 0.8) void this.#edit(device, group);
    else if (chance < 0.83) void this.#recall(device, group);
    else if (chance < 0.95) void this.#react(device, group);
    else void this.#move(group);
  }

  /** Somebody looks at a group: mostly at all that is new, now and then at some of it. */
  look(): void {
    const group = randomOf(this.#random, this.#groups);
    const device = randomOf(this.#random, randomOf(this.#random, group.people).devices);
    const last = device.copies.get(group.id)?.last ?? 0;
    if (last === 0) return;
    const to = this.#random() < 0.8 ? last : randomInt(this.#random, 1, last);
    const from = this.#random() < 0.7 ? 1 : Math.max(1, to - randomInt(this.#random, 0, RECENT));
    device.read(group.id, [[from, to]]);
  }

  #say(device: Device, { id }: SoakGroup): void {
    if (!device.copies.get(id)?.isMember) return;
    const length = this.#random() < 0.02 ? 4_000 : randomInt(this.#random, 1, 60);
    device.send(id, `${String(++this.#said)} ${'会议 '.repeat(Math.ceil(length / 3))}`.slice(0, length + 10));
  }

  #target(device: Device, { id }: SoakGroup): number {
    const last = device.copies.get(id)?.last ?? 1;
    return Math.max(1, last - randomInt(this.#random, 0, RECENT));
  }

  async #edit(device: Device, group: SoakGroup): Promise<void> {
    const seq = this.#target(device, group);
    const content = { type: 'text', text: `edited ${String(++this.#said)}` } as const;
    await this.#change(group, seq, () =>
      device.ask((link) => link.request('message.edit', { conversation: group.id, seq, content })),
    );
  }

  async #recall(device: Device, group: SoakGroup): Promise<void> {
    const seq = this.#target(device, group);
    await this.#change(group, seq, () =>
      device.ask((link) => link.request('message.recall', { conversation: group.id, seq })),
    );
  }

  async #react(device: Device, group: SoakGroup): Promise<void> {
    const seq = this.#target(device, group);
    const emoji = randomOf(this.#random, ['👍', '❤️', '😀']);
    const on = this.#random() < 0.8;
    await this.#change(group, seq, () =>
      device.ask((link) => link.request('message.react', { conversation: group.id, seq, emoji, on })),
    );
  }

  async #change(
    { id }: SoakGroup,
    target: number,
    ask: () => Promise<{ by: number | null } | undefined>,
  ): Promise<void> {
    const by = (await ask())?.by;
    if (by) this.#journal.changes.push({ conversation: id, by, target });
  }

  /** Somebody leaves, is removed, or is added (again). */
  async #move({ id: conversation, people }: SoakGroup): Promise<void> {
    const [owner] = people;
    const someone = people[randomInt(this.#random, 1, people.length - 1)];
    const ownersDevice = owner && randomOf(this.#random, owner.devices);
    if (!ownersDevice || !someone) return;
    const chance = this.#random();
    const users = [someone.user];
    if (chance < 0.25)
      await randomOf(this.#random, someone.devices).ask((link) =>
        link.request('conversation.leave', { conversation }),
      );
    else if (chance < 0.4)
      await ownersDevice.ask((link) => link.request('conversation.removeMembers', { conversation, users }));
    else await ownersDevice.ask((link) => link.request('conversation.addMembers', { conversation, users }));
  }
}
