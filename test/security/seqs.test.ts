import { describe, expect, it } from 'vitest';
import { expectCode } from '../support/expect-code.ts';
import { type Actor, RelayWorld } from '../support/relay-world.ts';
import { STORAGES, type OpenStorage } from '../support/storages.ts';

const MAX_SEQ = 2_147_483_647;

/** A group in which eve was from seq 4 to 6, with a secret of anna's before and after. */
async function scene(open: OpenStorage) {
  const world = new RelayWorld({ storage: open() });
  const anna = await world.register('anna');
  const eve = await world.register('eve');
  const bo = await world.register('bo');
  const { id: conversation } = await world.group(anna, bo);
  await world.send(anna, conversation, 'before 1');
  await world.send(anna, conversation, 'before 2');
  await anna.client.request('conversation.addMembers', { conversation, users: [eve.user] });
  await world.send(anna, conversation, 'while');
  await anna.client.request('conversation.removeMembers', { conversation, users: [eve.user] });
  await world.send(anna, conversation, 'after 1');
  await world.send(anna, conversation, 'after 2');
  await world.settle(anna, eve, bo);
  return { world, anna, eve, bo, conversation };
}

const pull = ({ client }: Actor, conversation: string, from: number, to: number) =>
  client.request('timeline.pull', { conversation, from, to, limit: 200 });

describe.each(STORAGES)('seqs that are not mine, on $name', ({ open }) => {
  it('[MEM-5] are not pulled, whatever the range', async () => {
    const { eve, conversation } = await scene(open);
    const seqs = async (from: number, to: number): Promise<number[]> =>
      (await pull(eve, conversation, from, to)).events.map(({ seq }) => seq);
    expect(await seqs(1, MAX_SEQ)).toEqual([4, 5, 6]);
    expect(await seqs(1, 3)).toEqual([]);
    expect(await seqs(7, 8)).toEqual([]);
    expect(await seqs(6, MAX_SEQ)).toEqual([6]);
    expect(await seqs(9, MAX_SEQ)).toEqual([]);
  });

  it('[FRM-3] that no event can have are refused', async () => {
    const { eve, anna, conversation } = await scene(open);
    const bad: readonly (readonly [unknown, unknown])[] = [
      [0, 5],
      [-1, 5],
      [5, 4],
      [MAX_SEQ, 1],
      [1, MAX_SEQ + 1],
      [1, Number.MAX_SAFE_INTEGER + 2],
      [1.5, 2],
      ['1', 2],
      [null, 2],
      [1, 1e308],
    ];
    for (const [from, to] of bad) {
      const args = { conversation, from, to, limit: 200 };
      const asked = eve.client.exchange(900, JSON.stringify({ id: 900, cmd: 'timeline.pull', args }));
      await expectCode(asked, 'bad_args');
      const report = { conversations: [{ conversation, read: [[from, to]] }] };
      const reported = anna.client.exchange(
        901,
        JSON.stringify({ id: 901, cmd: 'receipt.report', args: report }),
      );
      await expectCode(reported, 'bad_args');
    }
    for (const seq of [0, -1, MAX_SEQ + 1, 0.5, '1', null, [1]]) {
      const request = { id: 902, cmd: 'receipt.list', args: { conversation, seq, list: 'unread', limit: 9 } };
      await expectCode(anna.client.exchange(902, JSON.stringify(request)), 'bad_args');
    }
  });

  it('[RCP-1] are not read or acknowledged by a report, and nobody hears of it', async () => {
    const { world, anna, eve, bo, conversation } = await scene(open);
    const reports = [
      { delivered: MAX_SEQ, read: [[1, MAX_SEQ]] },
      { delivered: 3, read: [[1, 3]] },
      {
        read: [
          [7, 7],
          [8, MAX_SEQ],
        ],
      },
    ] as const;
    anna.client.pushes.length = 0;
    for (const report of reports) {
      const conversations = [{ conversation, ...structuredClone(report) }] as never;
      const asked = eve.client.request('receipt.report', { conversations });
      await world.pass(100, eve);
      await asked;
    }
    await world.pass(2_000, anna, bo);
    const seqs = [2, 3, 5, 7, 8];
    const { receipts } = await anna.client.request('receipt.counts', { messages: [{ conversation, seqs }] });
    expect(receipts[0]?.counts).toEqual([
      { seq: 2, unread: 1, receivers: 1 },
      { seq: 3, unread: 1, receivers: 1 },
      { seq: 5, unread: 1, receivers: 2 },
      { seq: 7, unread: 1, receivers: 1 },
      { seq: 8, unread: 1, receivers: 1 },
    ]);
    const told = anna.client.bodies('receipt.updated').flatMap(({ counts }) => counts.map(({ seq }) => seq));
    expect(new Set(told)).toEqual(new Set([5]));
    const { conversations } = await eve.client.request('sync.pull', { position: 0, limit: 9 });
    expect(conversations[0]).toMatchObject({ headSeq: 6, read: [[4, 6]], unread: 0 });
  });

  it('[RCP-1] beyond the head are not read before they are there', async () => {
    const { world, anna, bo, conversation } = await scene(open);
    await world.read(bo, conversation, 1, MAX_SEQ);
    const { seq } = await world.send(anna, conversation, 'later');
    const { receipts } = await anna.client.request('receipt.counts', {
      messages: [{ conversation, seqs: [seq] }],
    });
    expect(receipts[0]?.counts).toEqual([{ seq, unread: 1, receivers: 1 }]);
  });

  it('[MSG-1] [MSG-7] [MSG-10] are not changed, quoted or forwarded by a member who may not see them', async () => {
    const { world, anna, eve, conversation } = await scene(open);
    await anna.client.request('conversation.addMembers', { conversation, users: [eve.user] });
    const { id: own } = await world.group(eve);
    for (const seq of [2, 7, 1_000, MAX_SEQ]) {
      const target = { conversation, seq };
      await expectCode(
        eve.client.request('message.react', { ...target, emoji: '👍', on: true }),
        'not_found',
      );
      const clientId = world.newClientId();
      const content = { type: 'text', text: 'quote' } as const;
      const quote = { conversation, clientId, content, quote: seq };
      await expectCode(eve.client.request('message.send', quote), 'not_found');
      const forward = { from: conversation, seqs: [seq], conversation: own, clientId };
      await expectCode(eve.client.request('message.forward', forward), 'not_found');
      await expectCode(eve.client.request('receipt.remind', target), 'not_found');
    }
  });
});
