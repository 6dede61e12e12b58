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

it('[VER-3] a client that has learned a feature pulls again what came without its content, once', async () => {
  const fixture = new EngineFixture();
  const id = fixture.conversation(3);
  const without = { type: 'unsupported', feature: 'files' } as const;
  const events = (fixture.timelines.get(id) ?? []).map((event, index) =>
    index === 1 ? { ...event, content: without } : event,
  );
  fixture.timelines.set(id, events);
  // The relay has learned nothing yet.
  let features: string[] = ['cards'];
  fixture.relay.on('session.hello', () => ({
    version: 1,
    relay: { id: 'relay', name: 'Relay' },
    registration: 'open',
    now: 0,
    heartbeatMs: 20_000,
    features,
    changeWindowMs: 0,
    receiptPolicy: 'by-conversation',
  }));
  await fixture.online();
  await fixture.pass(1_000);
  const types = async (): Promise<string[]> =>
    (await fixture.store.read.page(id, { at: 'latest' }, 50)).items.map((item) =>
      item.kind === 'message' ? item.content.type : item.kind,
    );
  expect(await types()).toEqual(['text', 'unsupported', 'text']);

  features = ['cards', 'files'];
  const [, second] = events;
  if (!second) throw new Error('three messages');
  fixture.timelines.set(
    id,
    events.map((event) =>
      event === second ? { ...event, content: { type: 'text', text: 'now said' } } : event,
    ),
  );
  fixture.relay.socket.end();
  await fixture.pass(5_000);
  expect(fixture.relay.socket.of('timeline.pull').map(({ args }) => args)).toMatchObject([
    { conversation: id, from: 2, to: 2 },
  ]);
  expect(await types()).toEqual(['text', 'text', 'text']);
  const { hits } = await fixture.store.read.search({ text: 'said', limit: 5 });
  expect(hits.map(({ item }) => item.seq)).toEqual([2]);

  fixture.relay.socket.end();
  await fixture.pass(5_000);
  expect(fixture.relay.socket.of('timeline.pull')).toEqual([]);
});
