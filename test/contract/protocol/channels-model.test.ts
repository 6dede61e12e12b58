import fc from 'fast-check';
import { expect, it } from 'vitest';
import { nextState, type AnnouncementState } from '../../../src/shared/model/announcement-lifecycle.ts';
import { assertNever } from '../../../src/shared/assert-never.ts';
import { ChannelDevice } from '../../support/channel-device.ts';
import { type Actor, RelayWorld } from '../../support/relay-world.ts';

/** What the rules say of one announcement, kept in the plainest way. */
interface Naive {
  readonly seq: number;
  readonly needsNew: boolean;
  state: AnnouncementState;
  released: boolean;
  published: boolean;
  text: string;
  expiresAt: number | null;
  readonly whitelist: Set<string>;
}

type Step =
  | { readonly do: 'draft'; readonly needsNew: boolean; readonly lastsMs: number | null }
  | { readonly do: 'publish' | 'stop' | 'recall'; readonly which: number }
  | { readonly do: 'modify'; readonly which: number; readonly lastsMs: number | null }
  | { readonly do: 'preRelease'; readonly which: number; readonly who: number }
  | { readonly do: 'pull' | 'hear' | 'part' | 'restart' | 'upgrade' | 'replace'; readonly who: number }
  | { readonly do: 'wait'; readonly ms: number };

const which = fc.nat(5);
const who = fc.nat(2);
const lastsMs = fc.option(fc.integer({ min: 100, max: 3_000 }));
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constant('draft' as const), needsNew: fc.boolean(), lastsMs }),
  fc.record({ do: fc.constantFrom('publish' as const, 'stop' as const, 'recall' as const), which }),
  fc.record({ do: fc.constant('modify' as const), which, lastsMs }),
  fc.record({ do: fc.constant('preRelease' as const), which, who }),
  fc.record({
    do: fc.constantFrom(
      'pull' as const,
      'hear' as const,
      'part' as const,
      'restart' as const,
      'upgrade' as const,
      'replace' as const,
    ),
    who,
  }),
  fc.record({ do: fc.constant('wait' as const), ms: fc.integer({ min: 50, max: 2_000 }) }),
);

const DIED_BEFORE_THE_FIRST_POSITION: Step[] = [
  { do: 'draft', needsNew: false, lastsMs: null },
  { do: 'publish', which: 0 },
  { do: 'part', who: 0 },
  { do: 'recall', which: 0 },
  { do: 'restart', who: 0 },
];

const OLD = '1.0';
const NEW = '2.0';

class Model {
  readonly all: Naive[] = [];
  readonly #world: RelayWorld;
  readonly #root: Actor;
  readonly #channel: string;
  readonly #people: readonly Actor[];
  readonly #devices: ChannelDevice[];
  #words = 0;

  private constructor(
    world: RelayWorld,
    root: Actor,
    channel: string,
    people: Actor[],
    devices: ChannelDevice[],
  ) {
    this.#world = world;
    this.#root = root;
    this.#channel = channel;
    this.#people = people;
    this.#devices = devices;
  }

  static async begin(): Promise<Model> {
    const world = new RelayWorld({
      profile: { name: 'Test', registration: 'open', firstAdministers: true },
      sessionLimits: { heartbeatMs: 1_000_000_000 },
    });
    const root = await world.register('root');
    const people = [await world.register('anna'), await world.register('bo'), await world.register('cy')];
    const asked = { clientId: world.makeId(), title: 'News' };
    const { channel } = await root.client.request('channel.create', asked);
    const devices = await Promise.all(people.map((one) => ChannelDevice.connect(world, one, OLD)));
    return new Model(world, root, channel, people, devices);
  }

  async run(step: Step): Promise<void> {
    const now = this.#world.clock.now();
    switch (step.do) {
      case 'draft': {
        const text = `words ${++this.#words}`;
        const expiresAt = step.lastsMs === null ? null : now + step.lastsMs;
        const { seq } = await this.#root.client.request('channel.draft', {
          channel: this.#channel,
          clientId: this.#world.makeId(),
          title: 'News',
          text,
          expiresAt,
          minVersion: step.needsNew ? NEW : null,
        });
        const { needsNew } = step;
        this.all.push({
          seq,
          needsNew,
          state: 'draft',
          released: false,
          published: false,
          text,
          expiresAt,
          whitelist: new Set(),
        });
        return;
      }
      case 'wait':
        await this.#world.pass(step.ms);
        return;
      case 'pull':
        await this.#pull(step.who);
        return;
      case 'hear': {
        const device = this.#devices[step.who];
        if (!device) return;
        await this.#world.settle(device.actor);
        device.hear();
        return;
      }
      case 'part':
        await this.#devices[step.who]?.syncInPart();
        return;
      case 'restart':
      case 'upgrade':
      case 'replace': {
        const device = this.#devices[step.who];
        const actor = this.#people[step.who];
        if (!device || !actor) return;
        // A device that is set up anew begins with nothing.
        this.#devices[step.who] = await (step.do === 'upgrade'
          ? device.upgrade(this.#world, NEW)
          : step.do === 'restart'
            ? device.restart(this.#world)
            : ChannelDevice.connect(this.#world, actor, device.version));
        await this.#pull(step.who);
        return;
      }
      case 'modify':
      case 'preRelease':
      case 'publish':
      case 'stop':
      case 'recall':
        await this.#act(step, now);
        return;
      default:
        assertNever(step);
    }
  }

  async #act(step: Extract<Step, { which: number }>, now: number): Promise<void> {
    const one = this.all[step.which];
    if (!one) return;
    const next = nextState(one.state, step.do);
    const text = `words ${++this.#words}`;
    const expiresAt = step.do !== 'modify' || step.lastsMs === null ? null : now + step.lastsMs;
    const user = step.do === 'preRelease' ? this.#people[step.who]?.user : undefined;
    const sent = this.#root.client.request('channel.act', {
      channel: this.#channel,
      seq: one.seq,
      action:
        step.do === 'modify'
          ? { kind: 'modify', title: 'News', text, expiresAt }
          : step.do === 'preRelease'
            ? { kind: 'preRelease', users: user ? [user] : [] }
            : { kind: step.do },
    });
    if (next === undefined) {
      await expect(sent).rejects.toMatchObject({ code: 'forbidden' });
      return;
    }
    expect((await sent).state).toBe(next);
    one.state = next;
    if (step.do === 'modify') Object.assign(one, { text, expiresAt });
    if (user !== undefined) one.whitelist.add(user);
    if (step.do === 'publish') one.published = true;
    one.released ||= step.do === 'preRelease' || step.do === 'publish';
  }

  /** What the person's device must show after a pull: exactly what runs for them now. */
  async #pull(who: number): Promise<void> {
    const device = this.#devices[who];
    if (!device) return;
    const came = await device.sync();
    const seqs = came.map(({ seq }) => seq);
    expect(new Set(seqs).size, 'nothing comes twice in one pull').toBe(seqs.length);
    expect(await device.sync(), 'nothing comes again').toEqual([]);
    const now = this.#world.clock.now();
    const given = came.filter((one) => one.state === 'running');
    expect(
      given.filter(({ expiresAt = Infinity }) => expiresAt <= now),
      'nothing that is over',
    ).toEqual([]);
    for (const one of this.all) {
      const held = device.has.get(`${this.#channel} ${one.seq}`);
      const runs =
        one.released &&
        (one.state === 'pre-release' || one.state === 'published') &&
        (one.published || one.whitelist.has(device.actor.user)) &&
        (!one.needsNew || device.version === NEW) &&
        (one.expiresAt === null || one.expiresAt > now);
      const shows =
        held?.state === 'running' && (held.expiresAt === undefined || held.expiresAt > now)
          ? held.text
          : undefined;
      expect(shows, `announcement ${one.seq} of ${one.state}`).toBe(runs ? one.text : undefined);
      if (one.state === 'recalled' && held) expect(held).toMatchObject({ state: 'recalled' });
      expect(device.arrivals.get(`${this.#channel} ${one.seq}`) ?? 0).toBeLessThanOrEqual(1);
    }
  }

  async end(): Promise<void> {
    for (const who of this.#people.keys()) await this.#pull(who);
    await this.#world.relay.close();
  }
}

it('[CHN-2] [CHN-3] [CHN-6] [CHN-8] whatever is done in whatever order, everybody sees what the rules say, once', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40, size: 'max' }), async (steps) => {
      const model = await Model.begin();
      for (const one of steps) await model.run(one);
      await model.end();
    }),
    { numRuns: 200, examples: [[DIED_BEFORE_THE_FIRST_POSITION]] },
  );
}, 60_000);
