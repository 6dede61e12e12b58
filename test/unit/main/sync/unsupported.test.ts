import { expect, it } from 'vitest';
import { EngineFixture, message, settle } from './engine-fixture.ts';

it('[VER-3] what this client does not know is shown as such, counts in the badge, is read and recalled like any message', async () => {
  const fixture = new EngineFixture();
  const id = fixture.conversation(2, { unread: 0, read: [[1, 2]] });
  await fixture.online();
  const { socket } = fixture.relay;
  const event = { ...message(id, 3), content: { type: 'unsupported', feature: 'holograms' } } as const;
  socket.push('timeline.appended', { event });
  await settle();
  const row = await fixture.store.read.conversation(id);
  expect(row).toMatchObject({ unread: 1, last: { text: '', type: 'unsupported' } });
  const page = async () => (await fixture.store.read.page(id, { at: 'latest' }, 50)).items.at(-1);
  expect(await page()).toMatchObject({ kind: 'message', seq: 3, content: { type: 'unsupported' } });
  await fixture.engine.handle['read.shown']({ conversation: id, seqs: [[3, 3]] });
  expect((await fixture.store.read.conversation(id))?.unread).toBe(0);
  socket.push('timeline.appended', {
    event: { ...message(id, 4), kind: 'message.recalled', target: 3 },
  });
  await settle();
  const { items } = await fixture.store.read.page(id, { at: 'latest' }, 50);
  expect(items.at(-1)).toMatchObject({ seq: 3, content: { type: 'recalled' } });
});
