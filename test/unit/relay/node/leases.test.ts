import { describe, expect, it } from 'vitest';
import type { NodeStorage } from '../../../../src/relay/storage/node-port.ts';
import { ConversationId, type UserId } from '../../../../src/shared/model/ids.ts';
import { FakeReceiver } from '../../../support/integration-world.ts';
import { NodeWorld } from '../../../support/node-world.ts';
import { type Actor, turn } from '../../../support/relay-world.ts';

const MACHINE = { origin: 'command-line', user: null, operator: 'root', address: null } as const;
const DAY_MS = 86_400_000;

interface Told {
  readonly world: NodeWorld;
  /** What comes from each node. */
  readonly receivers: readonly FakeReceiver[];
  readonly anna: Actor;
  /** Whose callbacks they are. */
  readonly bot: UserId;
  readonly id: ConversationId;
}

/** Two nodes, a group, and a callback that hears of its messages. */
async function told(storageOf?: (shared: NodeStorage, node: number) => NodeStorage): Promise<Told> {
  const receivers = [new FakeReceiver(), new FakeReceiver()];
  const world = new NodeWorld(
    receivers.length,
    (node) => {
      const callbackPoster = receivers[node];
      if (!callbackPoster) throw new Error('no receiver');
      return { callbackPoster, administration: { fixed: {}, stored: {} } };
    },
    storageOf,
  );
  const { desk } = world.node(0).relay;
  // The operation's schema says what it gives.
  const run = <T>(operation: string, args: unknown) => desk.run(MACHINE, operation, args) as Promise<T>;
  const anna = await world.node(0).register('anna');
  const { user: bot } = await run<{ user: UserId }>('bots.create', { name: 'build', displayName: 'Build' });
  const { id } = await world.node(0).group(anna);
  await anna.client.request('conversation.addMembers', { conversation: id, users: [bot] });
  const url = 'https://receiver.example/yidu';
  await run('callbacks.create', { bot, url, kinds: ['message.created'] });
  await turn();
  return { world, receivers, anna, bot, id };
}

function deliveries({ receivers }: Told): (string | undefined)[] {
  return receivers.flatMap(({ requests }) => requests.map(({ headers }) => headers['yidu-delivery']));
}

describe('what only one of several nodes does', () => {
  it('posts what callbacks wait for once, while each of them looks', async () => {
    const scene = await told();
    const { world, receivers, anna, id } = scene;
    const elsewhere = await world.node(1).device('anna');
    for (const { answer } of receivers) expect(answer()).toBeDefined();
    for (let n = 0; n < 3; n++) {
      await Promise.all([world.node(0).send(anna, id, 'here'), world.node(1).send(elsewhere, id, 'there')]);
    }
    await world.pass(10_000);
    const all = deliveries(scene);
    expect(all).toHaveLength(6);
    expect(new Set(all).size).toBe(6);
    await world.close();
  });

  it('goes on where a node has stopped in the middle of a delivery', async () => {
    const scene = await told();
    const { world, receivers, anna, id } = scene;
    const [first, second] = receivers;
    if (first) first.answer = () => undefined;
    await world.node(0).send(anna, id, 'hello');
    await world.pass(500);
    expect(first?.requests).toHaveLength(1);
    // It looks, too, and is told that somebody sees to it.
    await world.pass(9_000);
    expect(second?.requests).toEqual([]);
    await world.node(0).relay.close();
    await world.pass(5_500);
    expect(second?.requests).toHaveLength(1);
    expect(new Set(deliveries(scene)).size).toBe(1);
    await world.close();
  });

  it('goes on half a minute later where a node has died', async () => {
    const scene = await told((shared) => ({
      ...shared,
      // What has died gives nothing back.
      lease: (name, holder, at, forMs) =>
        forMs === 0 ? Promise.resolve(true) : shared.lease(name, holder, at, forMs),
    }));
    const { world, receivers, anna, id } = scene;
    const [first, second] = receivers;
    if (first) first.answer = () => undefined;
    await world.node(0).send(anna, id, 'hello');
    await world.pass(500);
    await world.node(0).relay.close();
    await world.pass(15_000);
    expect(second?.requests).toEqual([]);
    await world.pass(20_000);
    expect(second?.requests).toHaveLength(1);
    await world.close();
  });

  it('posts nothing that was posted while a node waited for its lease', async () => {
    const held: (() => void)[] = [];
    const scene = await told((shared, node) => ({
      ...shared,
      lease: async (...asked) => {
        if (node === 1) await new Promise<void>((resolve) => held.push(resolve));
        return shared.lease(...asked);
      },
    }));
    const { world, receivers, anna, id } = scene;
    const elsewhere = await world.node(1).device('anna');
    await Promise.all([world.node(0).send(anna, id, 'here'), world.node(1).send(elsewhere, id, 'there')]);
    await world.pass(500);
    expect([held.length, receivers[0]?.requests.length]).toEqual([1, 2]);
    for (const release of held.splice(0)) release();
    await world.pass(500);
    expect(receivers[1]?.requests).toEqual([]);
    for (const release of held.splice(0)) release();
    await world.close();
  });

  it('knows of a callback at once that was made at another node', async () => {
    const { world, receivers, anna, bot, id } = await told();
    await world.node(0).relay.desk.run(MACHINE, 'callbacks.create', {
      bot,
      url: 'https://other.example/',
      kinds: ['message.edited'],
    });
    const { seq } = await world.node(0).send(anna, id, 'hello');
    await world.pass(500);
    await world.node(0).relay.close();
    const elsewhere = await world.node(1).again(anna);
    const content = { type: 'text', text: 'hello there' } as const;
    await elsewhere.client.request('message.edit', { conversation: id, seq, content });
    await world.pass(1_000);
    expect(receivers[1]?.requests).toHaveLength(1);
    await world.close();
  });

  it('knows of a callback whose making no notice has told of', async () => {
    const { world, receivers, anna, bot, id } = await told();
    world.end(1).cut();
    const url = 'https://other.example/';
    await world.node(0).relay.desk.run(MACHINE, 'callbacks.create', { bot, url, kinds: ['message.edited'] });
    const { seq } = await world.node(0).send(anna, id, 'hello');
    await world.pass(500);
    await world.node(0).relay.close();
    await world.pass(12_000);
    const elsewhere = await world.node(1).again(anna);
    const content = { type: 'text', text: 'hello there' } as const;
    await elsewhere.client.request('message.edit', { conversation: id, seq, content });
    await world.pass(1_000);
    expect(receivers[1]?.requests.map(({ url }) => url)).toEqual([url]);
    await world.close();
  });

  it('asks for no lease where nothing is to be delivered', async () => {
    const leases: string[] = [];
    const { world, anna, id } = await told((shared) => ({
      ...shared,
      lease: (name, ...asked) => {
        leases.push(name);
        return shared.lease(name, ...asked);
      },
    }));
    await anna.client.request('conversation.rename', { conversation: id, title: 'Others' });
    await world.pass(1_000);
    expect(leases.filter((name) => name.startsWith('callback'))).toEqual([]);
    await world.close();
  });

  it.each([true, false])(
    '[RCP-16] removes old receipts at one of them, and all forget those at once; if it may: %s',
    async (may) => {
      const storageOf = (shared: NodeStorage): NodeStorage => ({
        ...shared,
        lease: (...asked) => (may ? shared.lease(...asked) : Promise.resolve(false)),
      });
      const world = new NodeWorld(2, { administration: { fixed: {}, stored: {} } }, storageOf);
      const { storage, clock, relay } = world.node(0);
      const anna = await world.node(0).register('anna');
      const bert = await world.node(1).register('bert');
      const at = clock.now() - 40 * DAY_MS;
      const direct = { creator: anna.user, peer: bert.user, at };
      const made = ConversationId.parse(world.node(0).makeId());
      const { id } = await storage.createConversation({ kind: 'direct', id: made, ...direct });
      const content = { type: 'text', text: 'old' } as const;
      const event = { kind: 'message.created', clientId: world.node(0).newClientId(), content } as const;
      const outcome = await storage.append({
        conversation: id,
        sender: anna.user,
        at,
        event,
        roles: ['member'],
      });
      if (outcome.kind !== 'appended') throw new Error(outcome.kind);
      const { seq } = outcome.event;
      const asked = { messages: [{ conversation: id, seqs: [seq] }] };
      const counted = async (): Promise<unknown[]> => {
        const actors = await Promise.all([world.node(0).again(anna), world.node(1).again(anna)]);
        const answers = actors.map(({ client }) => client.request('receipt.counts', asked));
        return (await Promise.all(answers)).map(({ receipts }) => receipts[0]?.counts);
      };
      const before = [{ seq, unread: 1, receivers: 1 }];
      // Whatever the nodes compare is over: only a notice can say it at once.
      await world.pass(15_000);
      expect(await counted()).toEqual([before, before]);
      await relay.desk.run(MACHINE, 'policies.set', { receiptRetentionDays: 30 });
      await world.pass(1_000);
      expect(await counted()).toEqual(may ? [undefined, undefined] : [before, before]);
      await world.close();
    },
  );
});
