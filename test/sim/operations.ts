import { strictEqual } from 'node:assert';
import type { ConversationRow, MessageItem, TimelineItem } from '../../src/shared/ipc/views.ts';
import { AppError } from '../../src/shared/errors.ts';
import type { UserId } from '../../src/shared/model/ids.ts';
import { randomInt, randomOf } from '../support/seeded-random.ts';
import { publishSomething, readSomething } from './channel-operations.ts';
import { writeDraft } from './draft-operations.ts';
import { mishaps } from './mishaps.ts';
import type { SimDevice } from './sim-device.ts';
import type { SimWorld } from './sim-world.ts';

/** More messages than come between a look at the list and a click. */
const MAY_ARRIVE = 50;
const EMOJI = ['👍', '🎉', '❤️'] as const;

/** Something that people do. It may need the network, so it goes on while others do other things. */
type Operation = (world: SimWorld, device: SimDevice) => Promise<void>;

async function someConversation(
  { random }: SimWorld,
  { engine }: SimDevice,
  fits: (row: ConversationRow) => boolean = () => true,
): Promise<ConversationRow | undefined> {
  const { conversations } = await engine.handle['conversation.list']({});
  const fitting = conversations.filter(fits);
  return fitting.length > 0 ? randomOf(random, fitting) : undefined;
}

function somebodyElse({ random, devices }: SimWorld, { user }: SimDevice): UserId | undefined {
  const others = devices.filter((device) => device.user !== user);
  return others.length > 0 ? randomOf(random, others).user : undefined;
}

const send: Operation = async (world, device) => {
  const { engine } = device;
  const row = await someConversation(world, device, ({ role }) => role !== null);
  if (!row) return;
  for (let burst = randomInt(world.random, 1, 3); burst > 0; burst--) {
    const text = `message ${++world.journal.attempts}`;
    const quoted = world.random() < 0.15 ? await someMessage(world, device, row) : undefined;
    world.journal.attempt(text);
    const { clientId } = await engine.handle['message.send']({
      conversation: row.id,
      content: { type: 'text', text },
      ...(quoted && { quote: quoted.seq }),
    });
    world.journal.accept({ clientId, conversation: row.id, device: device.name, text });
    world.trace(`${device.name} sends ${clientId} to ${row.id}: ${text}`);
  }
};

type SentMessage = MessageItem & { seq: number };

async function someMessage(
  { random }: SimWorld,
  { store }: SimDevice,
  { id }: ConversationRow,
  fits: (item: SentMessage) => boolean = () => true,
): Promise<SentMessage | undefined> {
  const { items } = await store.read.page(id, { at: 'latest' }, 30);
  const sent = items.filter(
    (item): item is SentMessage => item.kind === 'message' && item.seq !== null && fits(item as SentMessage),
  );
  return sent.length > 0 ? randomOf(random, sent) : undefined;
}

/** Somebody changes a message in one way or another. */
const changeMessage: Operation = async (world, device) => {
  const { engine, name } = device;
  const row = await someConversation(world, device, ({ role }) => role !== null);
  if (!row) return;
  const { id: conversation } = row;
  const chance = world.random();
  const item = await someMessage(world, device, row, ({ mine }) => mine || chance >= 0.35);
  if (!item) return;
  const target = { conversation, seq: item.seq };
  world.trace(`${name} changes ${item.seq} of ${conversation}: ${chance.toFixed(2)}`);
  const on = world.random() < 0.7;
  if (chance < 0.25)
    await engine.handle['message.edit']({ ...target, content: { type: 'text', text: `edited ${chance}` } });
  else if (chance < 0.35) await engine.handle['message.recall'](target);
  else if (chance < 0.85)
    await engine.handle['message.react']({ ...target, emoji: randomOf(world.random, EMOJI), on });
  else await engine.handle['message.pin']({ ...target, on });
};

function isUnreadBySomebodyElse(item: TimelineItem): item is TimelineItem & { seq: number } {
  return item.kind === 'message' && !item.mine && !item.read && item.seq !== null;
}

const read: Operation = async (world, device) => {
  const { engine, user } = device;
  const row = await someConversation(world, device, ({ unread }) => unread > 0);
  if (!row) return;
  const { items } = await engine.handle['timeline.page']({
    conversation: row.id,
    anchor: { at: 'latest' },
    limit: randomInt(world.random, 3, 30),
  });
  const shown = items
    .filter(isUnreadBySomebodyElse)
    .filter(() => world.random() < 0.7)
    .map(({ seq }) => [seq, seq] as const);
  if (shown.length === 0) return;
  world.journal.mayRead(user, row.id, shown);
  await engine.handle['read.shown']({ conversation: row.id, seqs: shown });
  world.journal.read(user, row.id, shown);
  world.trace(`${device.name} reads ${shown.map(([seq]) => seq).join(',')} of ${row.id}`);
};

/** Mostly in the conversation that all have longest: two devices of a person must meet there to disagree. */
const draft: Operation = async (world, device) => {
  const { conversations } = await device.engine.handle['conversation.list']({});
  const [oldest] = conversations.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const row = world.random() < 0.8 ? oldest : await someConversation(world, device);
  if (row) await writeDraft(world, device, row);
};

/** What "all" was is known from what waits to be reported: the badge may count messages whose events are still on their way. */
const readAll: Operation = async (world, device) => {
  const { engine, store, user } = device;
  const row = await someConversation(world, device);
  if (!row) return;
  world.journal.mayRead(user, row.id, [[1, row.headSeq + MAY_ARRIVE]]);
  await engine.handle['read.all']({ conversation: row.id });
  for (const { conversation, read } of await store.read.pendingReports()) {
    if (conversation === row.id) world.journal.read(user, row.id, read);
  }
  strictEqual((await store.read.conversation(row.id))?.unread, 0, `${device.name} has cleared ${row.id}`);
  world.trace(`${device.name} reads all of ${row.id}`);
};

const createDirect: Operation = async (world, device) => {
  const peer = somebodyElse(world, device);
  if (!peer) return;
  const row = await device.engine.handle['conversation.createDirect']({ peer });
  world.trace(`${device.name} has the direct conversation ${row.id}`);
};

const createGroup: Operation = async (world, device) => {
  const users = [...new Set(world.devices.map(({ user }) => user))].filter(
    (user) => user !== device.user && world.random() < 0.6,
  );
  const title = `Group ${randomInt(world.random, 1, 1_000)}`;
  const row = await device.engine.handle['conversation.createGroup']({ title, users });
  world.trace(`${device.name} has the group ${row.id} with ${users.length} others`);
};

const changeMembers: Operation = async (world, device) => {
  const { engine } = device;
  const row = await someConversation(world, device, ({ kind, role }) => kind === 'group' && role !== null);
  const other = somebodyElse(world, device);
  if (!row || !other) return;
  const { id: conversation } = row;
  const chance = world.random();
  world.trace(`${device.name} changes members of ${conversation}: ${other} ${chance.toFixed(2)}`);
  if (chance < 0.5) await engine.handle['conversation.addMembers']({ conversation, users: [other] });
  else if (chance < 0.75) await engine.handle['conversation.removeMembers']({ conversation, users: [other] });
  else if (chance < 0.9)
    await engine.handle['conversation.rename']({ conversation, title: `Named ${chance}` });
  else await engine.handle['conversation.leave']({ conversation });
};

const settleFailed: Operation = async (world, device) => {
  const { engine } = device;
  const row = await someConversation(world, device);
  if (!row) return;
  const { items } = await device.store.read.page(row.id, { at: 'latest' }, 50);
  for (const item of items) {
    if (item.kind !== 'message' || item.state.kind !== 'failed') continue;
    const { clientId } = item;
    // First: whoever dies at it may have done it.
    if (world.random() < 0.5) {
      world.journal.retried.add(clientId);
      await engine.handle['message.retry']({ clientId });
    } else {
      world.journal.deleted.add(clientId);
      await engine.handle['message.delete']({ clientId });
    }
  }
};

const OPERATIONS: readonly (readonly [weight: number, operation: Operation])[] = [
  [12, publishSomething],
  [10, readSomething],
  [40, send],
  [25, read],
  [4, readAll],
  [4, createDirect],
  [4, createGroup],
  [8, changeMembers],
  [4, settleFailed],
  [45, changeMessage],
];

function weighted<T>(world: SimWorld, choices: readonly (readonly [weight: number, choice: T])[]): T {
  let at = world.random() * choices.reduce((sum, [weight]) => sum + weight, 0);
  for (const [weight, choice] of choices) {
    at -= weight;
    if (at < 0) return choice;
  }
  throw new Error('no choices');
}

/** How often somebody writes on at something, besides what else happens. */
const DRAFTS = 0.4;

/** One random thing happens: mostly somebody does something, sometimes something goes wrong. */
export async function step(world: SimWorld): Promise<void> {
  if (world.random() < 0.15) {
    await weighted(world, mishaps)(world, randomOf(world.random, world.devices));
    return;
  }
  const up = (): SimDevice[] => world.devices.filter(({ isUp }) => isUp);
  if (up().length > 0) act(world, randomOf(world.random, up()), OPERATIONS);
  // Asked anew: somebody may have died of what they did.
  if (up().length > 0 && world.random() < DRAFTS) act(world, randomOf(world.random, up()), [[1, draft]]);
}

const TALK: typeof OPERATIONS = [
  [40, send],
  [25, read],
  [4, readAll],
  [20, changeMessage],
];

/** Somebody writes, reads or changes something, in a conversation as it is. */
export function talk(world: SimWorld, device: SimDevice): void {
  act(world, device, TALK);
}

/** Refusals and lost connections are part of life; what must hold is checked at the end. */
function act(world: SimWorld, device: SimDevice, operations: typeof OPERATIONS): void {
  weighted(world, operations)(world, device).catch((error: unknown) => {
    world.trace(`${device.name} was refused: ${String(error)}`);
    if (!(error instanceof AppError)) world.failures.push(error);
  });
}
