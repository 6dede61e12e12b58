import { expect, it } from 'vitest';
import { EngineFixture, head, message, PEER, settle } from './engine-fixture.ts';

it('[SEQ-4] a message whose change was pushed before an older page of it came is pulled again', async () => {
  const fixture = new EngineFixture();
  const id = fixture.conversation(0);
  fixture.changed = [head(id, 3)];
  const before = [1, 2, 3].map((seq) => message(id, seq));
  fixture.relay.on('timeline.pull', () => 'silence');
  await fixture.online();
  const { socket } = fixture.relay;
  const [asked] = socket.of('timeline.pull');
  if (!asked) throw new Error('the newest page is asked for');

  // The relay has read the page, and then tells of what was done to a message in it before it answers.
  const reaction = { conversation: id, seq: 4, ordinal: 3, sender: PEER.id, at: 5, target: 2 } as const;
  const event = { ...reaction, kind: 'reaction.added', emoji: '🎉' } as const;
  socket.push('timeline.appended', { event });
  const now = before.map((one) =>
    one.seq === 2 ? { ...one, revision: 4, reactions: [{ emoji: '🎉', count: 1, users: [PEER.id] }] } : one,
  );
  fixture.relay.on('timeline.pull', ({ from, to }) => ({
    events: [...now, event].filter(({ seq }) => seq >= from && seq <= to),
  }));
  socket.answer(asked.id, { events: before });
  await settle();
  await fixture.pass(1_000);

  const { items } = await fixture.store.read.page(id, { at: 'latest' }, 50);
  expect(items.map(({ seq }) => seq)).toEqual([1, 2, 3]);
  expect(items[1]).toMatchObject({ reactions: [{ emoji: '🎉', count: 1 }] });
  const again = socket.of('timeline.pull').map(({ args }) => args);
  expect(again).toContainEqual({ conversation: id, from: 2, to: 2, limit: 200 });
});
