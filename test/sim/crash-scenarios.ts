import { deepStrictEqual, ok } from 'node:assert';
import type { ConversationId } from '../../src/shared/model/ids.ts';
import {
  checkDevice,
  checkRelay,
  checkSearch,
  concedeUnanswered,
  naiveConversations,
  roamEverywhere,
} from './checks.ts';
import { checkDrafts } from './draft-checks.ts';
import { NO_FAULTS } from './faults.ts';
import type { Fuse, StepKind } from './life.ts';
import type { SimDevice } from './sim-device.ts';
import { SimWorld } from './sim-world.ts';

const SEED = 3;
const LIMIT_MS = 10_000;
/** Longer than anything here waits for anything. */
const AFTERWARDS_MS = 40_000;

/** One person with two devices, the first of which dies, and another person; they have a group. */
interface Scene {
  readonly world: SimWorld;
  readonly mortal: SimDevice;
  readonly sibling: SimDevice;
  readonly other: SimDevice;
  readonly conversation: ConversationId;
}

/** What happens around a death. What the dying client does is begun in `act`, and never ends if it dies of it. */
interface Scenario {
  /** Before the fuse burns. Resolves with true if the mortal is left offline and is to die while it starts. */
  readonly prepare: (scene: Scene) => Promise<boolean>;
  readonly act: (scene: Scene) => Promise<void>;
}

async function send(
  { world, conversation }: Scene,
  { engine, name }: SimDevice,
  text: string,
): Promise<void> {
  world.journal.attempt(text);
  const { clientId } = await engine.handle['message.send']({
    conversation,
    content: { type: 'text', text },
  });
  world.journal.accept({ clientId, conversation, device: name, text });
}

/** Some messages of each, which all have; their seqs follow the group's first event. */
async function talk(scene: Scene): Promise<void> {
  const { world, mortal, other } = scene;
  for (const text of ['one', 'two', 'three']) await send(scene, other, `theirs: ${text}`);
  await world.time.pass(1_000);
  for (const text of ['one', 'two', 'three']) await send(scene, mortal, `mine: ${text}`);
  await world.time.pass(2_000);
}
const THEIRS = [2, 3, 4] as const;
const MINE = [5, 6, 7] as const;

async function change(
  { conversation }: Scene,
  { engine }: SimDevice,
  own: typeof MINE | typeof THEIRS,
  others: typeof MINE | typeof THEIRS,
): Promise<void> {
  const at = (seq: number) => ({ conversation, seq });
  await Promise.all([
    engine.handle['message.edit']({ ...at(own[0]), content: { type: 'text', text: `edited ${own[0]}` } }),
    engine.handle['message.react']({ ...at(others[0]), emoji: '👍', on: true }),
    engine.handle['message.recall'](at(own[1])),
    engine.handle['message.react']({ ...at(own[2]), emoji: '🎉', on: true }),
  ]);
  await engine.handle['message.react']({ ...at(own[2]), emoji: '🎉', on: false });
  await engine.handle['message.pin']({ ...at(others[2]), on: true });
}

async function read({ world, conversation }: Scene, { engine, user }: SimDevice, seqs: readonly number[]) {
  const shown = seqs.map((seq) => [seq, seq] as const);
  world.journal.mayRead(user, conversation, shown);
  await engine.handle['read.shown']({ conversation, seqs: shown });
  world.journal.read(user, conversation, shown);
}

async function write(
  { world, conversation }: Scene,
  { engine, user }: SimDevice,
  text: string,
): Promise<void> {
  const { conversations } = await engine.handle['conversation.list']({});
  const row = conversations.find(({ id }) => id === conversation);
  ok(row);
  const settles = row.draftConflict !== null;
  world.journal.mayGo(user, conversation, [row.draft, row.draftConflict ?? '']);
  await engine.handle['draft.save']({
    conversation,
    text,
    version: row.draftVersion,
    ...(settles ? { settles } : {}),
  });
  world.journal.wrote(user, conversation, text);
}

const SCENARIOS = {
  messages: {
    async prepare(scene) {
      await send(scene, scene.other, 'before');
      await scene.world.time.pass(2_000);
      return false;
    },
    async act(scene) {
      const { world, mortal, other } = scene;
      begin(send(scene, mortal, 'mine').then(() => send(scene, mortal, 'mine too')));
      await send(scene, other, 'theirs');
      await world.time.pass(500);
      await send(scene, other, 'theirs too');
    },
  },
  changes: {
    async prepare(scene) {
      await talk(scene);
      return false;
    },
    async act(scene) {
      begin(change(scene, scene.mortal, MINE, THEIRS));
      begin(change(scene, scene.other, THEIRS, MINE));
      await scene.world.time.pass(500);
    },
  },
  receipts: {
    async prepare(scene) {
      await talk(scene);
      return false;
    },
    async act(scene) {
      const { world, mortal, other, sibling } = scene;
      begin(read(scene, mortal, [2, 4]));
      begin(read(scene, other, MINE));
      await send(scene, other, 'theirs: four');
      await world.time.pass(1_500);
      if (mortal.isUp) begin(read(scene, mortal, [8]));
      begin(read(scene, sibling, [3]));
    },
  },
  drafts: {
    async prepare(scene) {
      await talk(scene);
      await write(scene, scene.mortal, 'draft one of mine.');
      await scene.world.time.pass(5_000);
      return false;
    },
    async act(scene) {
      const { world, mortal, sibling } = scene;
      // Neither has seen the other's: both are kept.
      begin(write(scene, mortal, 'draft two of mine.'));
      begin(write(scene, sibling, 'draft of the sibling.'));
      await world.time.pass(5_000);
      if (mortal.isUp) begin(write(scene, mortal, 'both drafts.'));
      await world.time.pass(2_000);
    },
  },
  members: {
    async prepare(scene) {
      await talk(scene);
      return false;
    },
    async act(scene) {
      const { world, mortal, other, conversation } = scene;
      const people = { users: [mortal.user] };
      begin(other.engine.handle['conversation.createGroup']({ title: 'Theirs', ...people }));
      begin(mortal.engine.handle['conversation.createGroup']({ title: 'Mine', users: [other.user] }));
      await world.time.pass(300);
      begin(other.engine.handle['conversation.rename']({ conversation, title: 'All of us' }));
      begin(other.engine.handle['conversation.removeMembers']({ conversation, ...people }));
      if (mortal.isUp) begin(send(scene, mortal, 'mine: maybe too late'));
      await send(scene, other, 'theirs: among us');
      await world.time.pass(1_000);
      begin(other.engine.handle['conversation.addMembers']({ conversation, ...people }));
      await world.time.pass(1_000);
      await send(scene, other, 'theirs: welcome back');
    },
  },
  'catching up': {
    async prepare(scene) {
      const { world, mortal, sibling, other } = scene;
      await talk(scene);
      await world.time.until(mortal.stop(), LIMIT_MS, 'the mortal quits');
      await send(scene, other, 'theirs: four');
      await world.time.until(change(scene, other, THEIRS, MINE), LIMIT_MS, 'changes');
      await read(scene, other, MINE);
      await read(scene, sibling, [2, 8]);
      await write(scene, sibling, 'draft of the sibling.');
      await world.time.pass(5_000);
      return true;
    },
    act: async ({ world }) => world.time.pass(2_000),
  },
} satisfies Record<string, Scenario>;

export type ScenarioName = keyof typeof SCENARIOS;
export const SCENARIO_NAMES = Object.keys(SCENARIOS) as readonly ScenarioName[];

/** What a dying client has not answered, nobody was promised. */
function begin(work: Promise<unknown>): void {
  work.catch(() => undefined);
}

/** What became of one run: whether the fuse has blown, and which steps the mortal took while it burned. */
export interface CrashOutcome {
  readonly blown: boolean;
  readonly steps: Readonly<Record<StepKind, number>>;
}

/**
 * Plays a scenario whose mortal dies at its fuse, brings it back and compares everything; rejects with what does not hold: nothing
 * that was promised is lost, nothing is there twice, and all devices show the same. Without a fuse it dies of nothing.
 */
export async function crashAt(name: ScenarioName, fuse?: Fuse): Promise<CrashOutcome> {
  const { prepare, act }: Scenario = SCENARIOS[name];
  const burning = fuse ?? { steps: Number.POSITIVE_INFINITY, when: 'before' };
  const world = new SimWorld(SEED, NO_FAULTS);
  try {
    await world.open([2, 1]);
    const [mortal, sibling, other] = world.devices;
    ok(mortal && sibling && other);
    const making = other.engine.handle['conversation.createGroup']({ title: 'All', users: [mortal.user] });
    const { id: conversation } = await world.time.until(making, LIMIT_MS, 'a group');
    await world.time.pass(2_000);
    const scene = { world, mortal, sibling, other, conversation };
    const isStarting = await prepare(scene);
    if (isStarting) await mortal.start(burning);
    else mortal.arm(burning);
    await act(scene);
    await world.time.pass(3_000);
    const blown = !mortal.isUp;
    const { steps } = mortal;
    mortal.disarm();
    await mortal.start();
    await world.time.pass(AFTERWARDS_MS);
    await compare(world);
    return { blown, steps };
  } finally {
    await world.close();
  }
}

async function compare(world: SimWorld): Promise<void> {
  // Counts of what a device had just pulled when it died are asked for when somebody looks.
  await roamEverywhere(world);
  await world.time.pass(5_000);
  const naive = await naiveConversations(world);
  await concedeUnanswered(world, naive);
  const seen = await roamEverywhere(world);
  deepStrictEqual(world.failures, []);
  await checkRelay(world, naive);
  await checkDrafts(world);
  for (const [device, timelines] of seen) {
    await checkDevice(device, timelines, naive);
    await checkSearch(device);
  }
}
