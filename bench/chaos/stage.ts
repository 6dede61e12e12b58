import type { Random } from '../../src/shared/clock.ts';
import { randomOf } from '../../test/support/seeded-random.ts';
import type { BusKind } from '../cluster/bench-bus.ts';
import { type Deployment, deploy } from '../cluster/deployment.ts';
import type { SoakGroup } from '../soak/actions.ts';
import { Device } from '../soak/device.ts';
import { Journal } from '../soak/journal.ts';
import type { Office } from '../soak/office.ts';
import { type GroupSizes, planGroups } from '../soak/office-plan.ts';

const DEVICES_PER_PERSON = 2;
const SIZES: GroupSizes = [
  [1, 640],
  [2, 200],
  [6, 50],
  [15, 12],
  [25, 4],
  [25, 2],
];
const NODES = 3;
/** As a client finds a dead link (C1). */
const SILENCE_MS = 10_000;
const LIFE_SECONDS = 3_600;
/** Sign-ins under way at a time. */
const AT_ONCE = 50;

/** Three nodes with all that they need, and everybody at them. */
export interface Stage extends Pick<Deployment, 'postgres' | 'bus' | 'nodes'> {
  readonly groups: readonly SoakGroup[];
  readonly devices: readonly Device[];
  readonly journal: Journal;
  readonly random: Random;
  remove(): Promise<void>;
}

/** Half as many people as clients, in groups of 2 to 640 or all of them; each client dials any node, and another one next time. */
export async function openStage(clients: number, bus: BusKind, random: Random): Promise<Stage> {
  const count = Math.max(6, Math.ceil(clients / DEVICES_PER_PERSON));
  const plans = planGroups(count, random, SIZES);
  const deployment = await deploy({
    nodes: NODES,
    bus,
    population: {
      people: count,
      devicesPerPerson: DEVICES_PER_PERSON,
      groups: plans.map(({ members }) => members),
    },
    spared: 0,
    lifeSeconds: LIFE_SECONDS,
  });
  const { nodes, population } = deployment;
  const journal = new Journal();
  const office: Office = {
    port: () => randomOf(random, nodes).port,
    silenceMs: SILENCE_MS,
    // While the database is away nobody can say more than that; the message is sent again.
    tolerated: ['internal'],
    journal,
    random,
  };
  const people = population.people.map(({ user, tokens }) => ({
    user,
    devices: tokens.map((token) => new Device(user, token, office)),
  }));
  const groups = plans.map(({ members, guests }, index): SoakGroup => {
    const id = population.groups[index];
    if (!id) throw new Error('a group was not made');
    return { id, people: [...members, ...guests].flatMap((at) => people[at] ?? []) };
  });
  return { ...deployment, groups, devices: people.flatMap(({ devices }) => devices), journal, random };
}

export async function signInAll({ devices }: Stage): Promise<void> {
  for (let start = 0; start < devices.length; start += AT_ONCE)
    await Promise.all(devices.slice(start, start + AT_ONCE).map((device) => device.start()));
}
