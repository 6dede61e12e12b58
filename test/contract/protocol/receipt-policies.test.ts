import { describe, expect, it } from 'vitest';
import type { RelayDeps } from '../../../src/relay/relay-deps.ts';
import { AppError } from '../../../src/shared/errors.ts';
import type { ConversationId } from '../../../src/shared/model/ids.ts';
import type { ReceiptCount, ReceiptEntry, ReceiptListKind } from '../../../src/shared/model/receipt.ts';
import { expectCode } from '../../support/expect-code.ts';
import { type Actor, RelayWorld } from '../../support/relay-world.ts';
import { type OpenStorage, STORAGES } from '../../support/storages.ts';

const DAY_MS = 86_400_000;

async function scene(open: OpenStorage, receiptSettings: RelayDeps['receiptSettings'] = {}) {
  const sessionLimits = { heartbeatMs: 2_000_000_000 };
  const world = new RelayWorld({ storage: open(), receiptSettings, sessionLimits });
  const anna = await world.register('anna');
  const bo = await world.register('bo');
  const cy = await world.register('cy');
  const { id, receipts } = await world.group(anna, bo, cy);
  return { world, anna, bo, cy, id, receipts };
}

async function counts(actor: Actor, id: ConversationId, ...seqs: number[]): Promise<ReceiptCount[]> {
  const asked = { messages: [{ conversation: id, seqs }] };
  return (await actor.client.request('receipt.counts', asked)).receipts[0]?.counts ?? [];
}

async function list(
  actor: Actor,
  conversation: ConversationId,
  seq: number,
  kind: ReceiptListKind,
): Promise<ReceiptEntry[]> {
  const args = { conversation, seq, list: kind, limit: 9 };
  return (await actor.client.request('receipt.list', args)).entries;
}

async function head(actor: Actor, id: ConversationId) {
  const { conversations } = await actor.client.request('sync.pull', { position: 0, limit: 9 });
  return conversations.find((one) => one.id === id);
}

function decline(world: RelayWorld, actor: Actor, conversation: ConversationId) {
  const content = { type: 'text', text: 'no receipt, please' } as const;
  const clientId = world.newClientId();
  return actor.client.request('message.send', { conversation, clientId, content, receipt: false });
}

describe.each(STORAGES)('policies of receipts on $name', ({ open }) => {
  it('[RCP-11] owner and admins set the policy; everybody is told; the same one again is no event', async () => {
    const { world, anna, bo, id, receipts } = await scene(open);
    expect(receipts).toBe('on');
    const off = { conversation: id, policy: 'off' } as const;
    await expectCode(bo.client.request('conversation.setReceipts', off), 'forbidden');
    await anna.client.request('conversation.setReceipts', off);
    await anna.client.request('conversation.setReceipts', off);
    await world.settle(bo);
    expect(bo.client.bodies('timeline.appended').map(({ event }) => event)).toMatchObject([
      { seq: 1 },
      { seq: 2, kind: 'conversation.receiptsChanged', policy: 'off' },
    ]);
    expect(bo.client.bodies('conversation.changed').at(-1)?.conversation.receipts).toBe('off');
    const direct = await world.direct(anna, bo);
    const forced = { conversation: direct.id, policy: 'forced' } as const;
    await expectCode(anna.client.request('conversation.setReceipts', forced), 'forbidden');
    await bo.client.request('conversation.leave', { conversation: id });
    expect((await head(bo, id))?.receipts).toBeUndefined();
  });

  it.each(['forced', 'off'] as const)('[RCP-11] the word of the relay, %s, goes first', async (policy) => {
    const { world, anna, id, receipts } = await scene(open, { policy });
    expect(receipts).toBe(policy);
    const on = { conversation: id, policy: 'on' } as const;
    await expectCode(anna.client.request('conversation.setReceipts', on), 'forbidden');
    const { seq } = await decline(world, anna, id);
    expect(await counts(anna, id, seq)).toHaveLength(policy === 'forced' ? 1 : 0);
  });

  it('[RCP-12] a message without receipts has no counts, list, reminder or notice; badges are as ever', async () => {
    const { world, anna, bo, id } = await scene(open);
    const { seq } = await decline(world, anna, id);
    const kept = await world.send(anna, id, 'with receipts');
    expect(await counts(anna, id, seq, kept.seq)).toMatchObject([{ seq: kept.seq }]);
    await expectCode(list(anna, id, seq, 'unread'), 'forbidden');
    await expectCode(anna.client.request('receipt.remind', { conversation: id, seq }), 'forbidden');
    const phone = await world.device('bo');
    await world.read(bo, id, seq);
    await world.pass(2_000, anna, bo, phone);
    expect(anna.client.bodies('receipt.updated')).toEqual([]);
    expect(phone.client.bodies('read.updated')).toMatchObject([{ read: [[seq, seq]], unread: 1 }]);
    const range = { conversation: id, from: seq, to: kept.seq, limit: 9 };
    const { events } = await bo.client.request('timeline.pull', range);
    expect(events.map((event) => event['receipt' as keyof typeof event])).toEqual([false, undefined]);
  });

  it('[RCP-12] editing a message, or forwarding one, does not change what applies', async () => {
    const { world, anna, bo, id } = await scene(open);
    const { seq } = await decline(world, anna, id);
    const content = { type: 'text', text: 'edited' } as const;
    await anna.client.request('message.edit', { conversation: id, seq, content });
    await anna.client.request('conversation.setReceipts', { conversation: id, policy: 'off' });
    const forward = { from: id, seqs: [seq], conversation: id, clientId: world.newClientId() };
    const copy = await anna.client.request('message.forward', forward);
    const range = { conversation: id, from: 1, to: copy.seq, limit: 9 };
    const { events } = await bo.client.request('timeline.pull', range);
    const messages = events.filter(({ kind }) => kind === 'message.created');
    expect(messages).toMatchObject([{ receipt: false, edited: true }, { receipt: false }]);
    expect(await counts(anna, id, seq, copy.seq)).toEqual([]);
  });

  it('[RCP-12] the policy at the moment of sending stays, also when the conversation is loaded anew', async () => {
    const { world, anna, bo, id } = await scene(open);
    const set = (policy: 'forced' | 'on' | 'off') =>
      anna.client.request('conversation.setReceipts', { conversation: id, policy });
    const before = await world.send(anna, id, 'on');
    await set('off');
    const without = await world.send(anna, id, 'off');
    await set('forced');
    const forced = await decline(world, anna, id);
    const expected = [{ seq: before.seq }, { seq: forced.seq }];
    expect(await counts(anna, id, before.seq, without.seq, forced.seq)).toMatchObject(expected);
    const anew = new RelayWorld({ storage: world.storage });
    const again = await anew.again(anna);
    expect(await counts(again, id, before.seq, without.seq, forced.seq)).toMatchObject(expected);
    expect((await head(again, id))?.receipts).toBe('forced');
    await world.read(bo, id, 1, forced.seq);
  });

  it('[RCP-13] a relay that keeps read times lists them per reported range', async () => {
    const { world, anna, bo, cy, id } = await scene(open, { readTimes: true });
    for (let i = 0; i < 3; i++) await world.send(anna, id, `m${i}`);
    await world.read(bo, id, 2, 3);
    const first = world.clock.now();
    await world.pass(60_000, anna, bo, cy);
    await world.read(bo, id, 2, 4);
    expect(await list(anna, id, 3, 'read')).toEqual([{ user: bo.user, delivered: true, readAt: first }]);
    expect(await list(anna, id, 4, 'read')).toMatchObject([{ readAt: first + 60_000 }]);
    const unread = await list(anna, id, 3, 'unread');
    expect(unread.map((entry) => [entry.user, entry.readAt])).toEqual([[cy.user, undefined]]);
  });

  it('[RCP-13] by default no read times are kept', async () => {
    const { world, anna, bo, id } = await scene(open);
    await world.send(anna, id, 'hello');
    await world.read(bo, id, 2);
    expect(await list(anna, id, 2, 'read')).toEqual([{ user: bo.user, delivered: true }]);
    expect(await world.storage.readTimes(id, 2, [bo.user])).toEqual([]);
  });

  it('[RCP-14] who does not tell in direct conversations stays unread there, and still syncs', async () => {
    const { world, anna, bo, id } = await scene(open);
    const direct = await world.direct(anna, bo);
    await world.send(anna, direct.id, 'told');
    await world.read(bo, direct.id, 2);
    await world.pass(2_000, anna, bo);
    expect(anna.client.bodies('receipt.updated')).toHaveLength(1);
    expect(await bo.client.request('receipt.setDirect', { direct: false })).toEqual({ direct: false });
    expect(await bo.client.request('receipt.setDirect', {})).toEqual({ direct: false });
    await world.send(anna, direct.id, 'untold');
    await world.send(anna, id, 'group');
    const phone = await world.device('bo');
    await world.read(bo, direct.id, 3);
    await world.read(bo, id, 2);
    await world.pass(2_000, anna, bo, phone);
    const told = anna.client.bodies('receipt.updated').map((one) => one.conversation);
    expect(told).toEqual([direct.id, id]);
    expect(phone.client.bodies('read.updated')[0]).toMatchObject({ read: [[2, 3]], unread: 0 });
    await bo.client.request('receipt.setDirect', { direct: true });
    await world.send(anna, direct.id, 'told again');
    await world.read(bo, direct.id, 4);
    for (const asker of [anna, await new RelayWorld({ storage: world.storage }).again(anna)]) {
      expect(await counts(asker, direct.id, 2, 3, 4)).toMatchObject([
        { unread: 0 },
        { unread: 1 },
        { unread: 0 },
      ]);
      expect(await list(asker, direct.id, 3, 'read')).toEqual([]);
      expect(await list(asker, direct.id, 3, 'unread')).toMatchObject([{ user: bo.user }]);
    }
  });

  it('[RCP-15] a reminder is an event; nobody to remind, or a message of somebody else, is none', async () => {
    const { world, anna, bo, cy, id } = await scene(open);
    await world.send(anna, id, 'read me');
    await expectCode(bo.client.request('receipt.remind', { conversation: id, seq: 2 }), 'forbidden');
    await expectCode(anna.client.request('receipt.remind', { conversation: id, seq: 9 }), 'not_found');
    expect(await anna.client.request('receipt.remind', { conversation: id, seq: 2 })).toEqual({ by: 3 });
    await world.settle(bo);
    expect(bo.client.bodies('timeline.appended').at(-1)?.event).toMatchObject({
      kind: 'message.reminded',
      target: 2,
      ordinal: 1,
    });
    await world.send(anna, id, 'soon read');
    await world.read(bo, id, 4);
    await world.read(cy, id, 4);
    expect(await anna.client.request('receipt.remind', { conversation: id, seq: 4 })).toEqual({ by: null });
    const { seq } = await world.send(anna, id, 'never mind');
    await anna.client.request('message.recall', { conversation: id, seq });
    expect(await anna.client.request('receipt.remind', { conversation: id, seq })).toEqual({ by: null });
  });

  it('[RCP-15] once per message in 10 minutes, 20 times per person in an hour', async () => {
    const { world, anna, id } = await scene(open);
    for (let i = 0; i < 21; i++) await world.send(anna, id, `m${i}`);
    const remind = (seq: number) => anna.client.request('receipt.remind', { conversation: id, seq });
    const refused = (seq: number) =>
      remind(seq).then(
        () => undefined,
        (error: unknown) => [AppError.from(error).code, AppError.from(error).retryAfterMs],
      );
    for (let seq = 2; seq < 22; seq++) expect((await remind(seq)).by).toBe(seq + 21);
    expect(await refused(2)).toEqual(['rate_limited', 600_000]);
    expect(await refused(22)).toEqual(['rate_limited', 3_600_000]);
    world.clock.advance(3_600_000);
    expect((await remind(2)).by).toBe(43);
  });

  it('[RCP-16] old receipts are removed for good and count as read; younger ones stay', async () => {
    const { world, anna, bo, id } = await scene(open, { retentionDays: 30, readTimes: true });
    await world.send(anna, id, 'old');
    await world.send(anna, id, 'old too');
    await world.read(bo, id, 3);
    await world.pass(20 * DAY_MS, anna, bo);
    await world.send(anna, id, 'young');
    await world.read(bo, id, 4);
    await world.pass(10 * DAY_MS + 3_600_000, anna, bo);
    await world.pass(DAY_MS, anna, bo);
    expect(await counts(anna, id, 2, 3, 4)).toEqual([{ seq: 4, unread: 1, receivers: 2 }]);
    await expectCode(list(anna, id, 3, 'read'), 'forbidden');
    expect(await list(anna, id, 4, 'read')).toHaveLength(1);
    expect(await world.storage.readTimes(id, 3, [bo.user])).toEqual([]);
    expect(await world.storage.readTimes(id, 4, [bo.user])).toHaveLength(1);
    expect(bo.client.bodies('conversation.changed').at(-1)?.conversation).toMatchObject({
      read: [[1, 4]],
      unread: 0,
    });
    const anew = await new RelayWorld({ storage: world.storage }).again(anna);
    expect(await counts(anew, id, 2, 3, 4)).toMatchObject([{ seq: 4 }]);
  });
});
