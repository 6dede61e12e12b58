import { describe, expect, it } from 'vitest';
import { AppError } from '../../../../src/shared/errors.ts';
import { expectCode } from '../../../support/expect-code.ts';
import { NodeWorld } from '../../../support/node-world.ts';
import { type Actor, turn } from '../../../support/relay-world.ts';

const NODES = 3;
const LIMITS = { accountLimits: { commandsPerSecond: 100, messagesPerSecond: 2 } };
/** Ten seconds' worth may come at once, and each node tells a tenth of that at a time. */
const BURST = 20;
const PORTION = 2;

describe('limits of rate over several nodes', () => {
  it('[LIM-2] bound what an account writes at all of them together, at once and in the long run', async () => {
    const world = new NodeWorld(NODES, LIMITS);
    const first = await world.node(0).register('anna');
    const bert = await world.node(0).register('bert');
    const devices = [first, await world.node(1).device('anna'), await world.node(2).device('anna')];
    const { id } = await world.node(0).group(first, bert);
    await world.settle(...devices);
    const isSent = (index: number, device: Actor): Promise<boolean> =>
      world
        .node(index)
        .send(device, id, 'hello')
        .then(
          () => true,
          (error: unknown) => {
            expect(AppError.from(error).code).toBe('rate_limited');
            return false;
          },
        );
    /** As many as are allowed, by turns at each node. */
    const written = async (): Promise<number> => {
      for (let count = 0; ;) {
        const before = count;
        for (const [index, device] of devices.entries()) {
          if (await isSent(index, device)) count++;
          await turn();
        }
        if (count === before) return count;
      }
    };
    const slack = (NODES - 1) * PORTION;
    // The group was one of them.
    const atOnce = (await written()) + 1;
    expect(atOnce).toBeGreaterThanOrEqual(BURST);
    expect(atOnce).toBeLessThanOrEqual(BURST + slack);
    let longer = 0;
    for (let second = 0; second < 10; second++) {
      await world.pass(1_000);
      longer += await written();
    }
    expect(atOnce + longer).toBeGreaterThanOrEqual(2 * BURST - slack);
    expect(atOnce + longer).toBeLessThanOrEqual(2 * BURST + slack);
    await world.close();
  });

  it('[LIM-1] give nobody a new budget who goes on at another node', async () => {
    const world = new NodeWorld(2, LIMITS);
    const anna = await world.node(0).register('anna');
    const bert = await world.node(0).register('bert');
    const { id } = await world.node(0).group(anna, bert);
    for (let n = 1; n < BURST; n++) await world.node(0).send(anna, id, 'hello');
    await turn();
    const again = await world.node(1).again(anna);
    await expectCode(world.node(1).send(again, id, 'hello'), 'rate_limited');
    await world.pass(10_000);
    await world.node(1).send(again, id, 'hello');
    await world.close();
  });

  it('[LIM-5] bound the sign-ins from an address at all of them together', async () => {
    const world = new NodeWorld(NODES, { sessionLimits: { signInsPerMinute: 30 } });
    let allowed = 0;
    for (let n = 0; n < 90; n++) {
      if (world.node(n % NODES).relay.limitSignIn('203.0.113.9') === 0) allowed++;
      await turn();
    }
    expect(allowed).toBeGreaterThanOrEqual(30);
    expect(allowed).toBeLessThanOrEqual(30 + (NODES - 1) * 3);
    expect(world.node(1).relay.limitSignIn('203.0.113.10')).toBe(0);
    await world.close();
  });

  it('[RCP-15] have a message reminded of once in ten minutes, at whichever of them', async () => {
    const world = new NodeWorld(2);
    const anna = await world.node(0).register('anna');
    const bert = await world.node(0).register('bert');
    const { id } = await world.node(0).group(anna, bert);
    const { seq } = await world.node(0).send(anna, id, 'read this');
    await anna.client.request('receipt.remind', { conversation: id, seq });
    const elsewhere = await world.node(1).device('anna');
    await expectCode(elsewhere.client.request('receipt.remind', { conversation: id, seq }), 'rate_limited');
    world.node(0).clock.advance(600_000);
    const later = await world.node(1).again(elsewhere);
    await later.client.request('receipt.remind', { conversation: id, seq });
    await world.close();
  });
});
