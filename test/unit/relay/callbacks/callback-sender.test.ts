import { describe, expect, it } from 'vitest';
import { RETRY_DELAYS_MS } from '../../../../src/relay/callbacks/retry-plan.ts';
import { signCallback } from '../../../../src/relay/callbacks/signature.ts';
import { openMemoryRelayStorage } from '../../../../src/relay/storage/memory/memory-relay-storage.ts';
import { MemoryTables } from '../../../../src/relay/storage/memory/memory-tables.ts';
import type { AdminDelivery } from '../../../../src/shared/admin/admin-views.ts';
import { IntegrationWorld } from '../../../support/integration-world.ts';

async function world() {
  const core = new MemoryTables('relay');
  const one = new IntegrationWorld({ storage: openMemoryRelayStorage(core) });
  const [anna, bo] = [await one.relay.register('anna'), await one.relay.register('bo')];
  const bot = await one.bot('build');
  const group = await one.relay.group(anna, bo);
  const made = await one.callback(bot, ['message.created', 'message.recalled', 'member.removed']);
  const log = async () =>
    (await one.run<{ deliveries: AdminDelivery[] }>('callbacks.deliveries', { callback: made.callback }))
      .deliveries;
  return { one, core, anna, bo, bot, group: group.id, ...made, log };
}

describe('callbacks', () => {
  it('tell what happens where the bot is, from when it is there, and not what it did itself', async () => {
    const { one, anna, bot, group } = await world();
    await one.relay.send(anna, group, 'before');
    await one.add(anna, group, bot);
    await one.relay.send(anna, group, 'during');
    await one.relay.relay.postAs(bot, group, one.relay.newClientId(), 'mine');
    await anna.client.request('conversation.removeMembers', { conversation: group, users: [bot] });
    await one.relay.send(anna, group, 'after');
    await one.tell();
    expect(one.receiver.bodies()).toMatchObject([
      { kind: 'message.created', sender: { name: 'anna' }, event: { content: { text: 'during' } } },
      { kind: 'member.removed', event: { users: [bot] } },
    ]);
  });

  it('are signed over time and body, with an id that stays over attempts', async () => {
    const { one, anna, bot, group, secret } = await world();
    await one.add(anna, group, bot);
    one.receiver.answer = () => ({ status: 503 });
    await one.relay.send(anna, group, 'hello');
    await one.tell();
    one.receiver.answer = () => ({ status: 204 });
    await one.tell(RETRY_DELAYS_MS[0]);
    const [first, second] = one.receiver.requests;
    expect(one.receiver.requests).toHaveLength(2);
    for (const request of [first, second]) {
      const { 'yidu-timestamp': timestamp = '', 'yidu-signature': signature } = request?.headers ?? {};
      expect(signature).toBe(signCallback(secret, timestamp, request?.body ?? ''));
    }
    expect(second?.headers['yidu-delivery']).toBe(first?.headers['yidu-delivery']);
    expect(second?.headers['yidu-timestamp']).not.toBe(first?.headers['yidu-timestamp']);
    await one.tell(RETRY_DELAYS_MS.reduce((sum, ms) => sum + ms));
    expect(one.receiver.requests).toHaveLength(2);
  });

  it('are given up after the last attempt, and the log says so without a word of what was told', async () => {
    const { one, anna, bot, group, log } = await world();
    await one.add(anna, group, bot);
    one.receiver.answer = () => ({ status: 302 });
    await one.relay.send(anna, group, 'secret words');
    await one.tell();
    for (const ms of RETRY_DELAYS_MS) {
      // Long waits are looked at again on the way.
      for (let passed = 0; passed < ms; passed += 3_600_000) await one.tell(Math.min(ms, 3_600_000));
    }
    expect(one.receiver.requests).toHaveLength(RETRY_DELAYS_MS.length + 1);
    const lines = await log();
    expect(lines).toMatchObject([
      { state: 'failed', status: 302, problem: 'status', attempts: 8, nextAt: null },
    ]);
    expect(JSON.stringify(lines)).not.toContain('secret words');
  });

  it('that fail step aside for others', async () => {
    const { one, anna, bot, group } = await world();
    await one.add(anna, group, bot);
    one.receiver.answer = () => ({ status: one.receiver.requests.length === 1 ? 500 : 200 });
    await one.relay.send(anna, group, 'first');
    await one.relay.send(anna, group, 'second');
    await one.tell();
    await one.tell(RETRY_DELAYS_MS[0]);
    const texts = one.receiver
      .bodies()
      .map(({ event }) => (event as { content: { text: string } }).content.text);
    expect(texts).toEqual(['first', 'second', 'first']);
  });

  it('say nothing of a message that is recalled before they are told', async () => {
    const { one, anna, bot, group } = await world();
    await one.add(anna, group, bot);
    const { seq } = await one.relay.send(anna, group, 'a slip');
    await anna.client.request('message.recall', { conversation: group, seq });
    await one.tell();
    expect(one.receiver.bodies().map(({ kind }) => kind)).toEqual(['message.created', 'message.recalled']);
    expect(JSON.stringify(one.receiver.bodies())).not.toContain('a slip');
  });

  it('that were on their way when the relay stopped are told after the next start, under the same id', async () => {
    const { one, core, anna, bot, group } = await world();
    await one.add(anna, group, bot);
    one.receiver.answer = () => undefined;
    await one.relay.send(anna, group, 'hello');
    await one.tell();
    expect(one.receiver.requests).toHaveLength(1);
    await one.relay.relay.close();
    await one.relay.storage.close();
    const next = new IntegrationWorld({ storage: openMemoryRelayStorage(core) });
    await next.tell();
    expect(next.receiver.bodies()).toEqual(one.receiver.bodies());
  });

  it('are cut off when the receiver does not answer', async () => {
    const { one, anna, bot, group, log } = await world();
    await one.add(anna, group, bot);
    one.receiver.answer = () => undefined;
    await one.relay.send(anna, group, 'hello');
    await one.tell();
    await one.tell(10_000);
    expect(await log()).toMatchObject([{ state: 'waiting', problem: 'timeout', attempts: 1 }]);
  });

  it('end when they are removed, and with their bot', async () => {
    const { one, anna, bot, group, callback } = await world();
    await one.add(anna, group, bot);
    await one.run('callbacks.remove', { callback });
    await one.callback(bot, ['message.created']);
    await one.run('people.deactivate', { user: bot });
    await one.relay.send(anna, group, 'hello');
    await one.tell();
    expect(one.receiver.requests).toEqual([]);
    expect(await one.run('callbacks.list', {})).toEqual({ callbacks: [] });
  });
});
