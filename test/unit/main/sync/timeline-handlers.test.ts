import { describe, expect, it } from 'vitest';
import { expectCode } from '../../../support/expect-code.ts';
import { EngineFixture, ME, message, newConversationId, settle } from './engine-fixture.ts';

const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index);

describe('pages of a timeline', () => {
  it('pull what is missing on disk, once', async () => {
    const fixture = new EngineFixture();
    const conversation = fixture.conversation(600);
    await fixture.online();
    const before = fixture.relay.socket.of('timeline.pull').length;
    const ask = { conversation, anchor: { at: 'before', seq: 401 }, limit: 100 } as const;
    const [page, same] = await Promise.all([
      fixture.engine.handle['timeline.page'](ask),
      fixture.engine.handle['timeline.page'](ask),
    ]);
    expect(page.items.map(({ seq }) => seq)).toEqual(range(301, 400));
    expect(page).toMatchObject({ atStart: false, incomplete: false });
    expect(same.items).toEqual(page.items);
    const pulls = fixture.relay.socket.of('timeline.pull').slice(before);
    expect(pulls.length).toBeLessThanOrEqual(2);
  });

  it('[SEQ-4] are put together from several pulls when the relay gives less than it was asked for', async () => {
    const fixture = new EngineFixture();
    const conversation = fixture.conversation(90);
    const all = fixture.timelines.get(conversation) ?? [];
    fixture.relay.on('timeline.pull', ({ from, to }) => ({
      events: all.filter(({ seq }) => seq >= from && seq <= to).slice(-20),
    }));
    await fixture.online();
    const page = await fixture.engine.handle['timeline.page']({
      conversation,
      anchor: { at: 'latest' },
      limit: 90,
    });
    expect(page.items.map(({ seq }) => seq)).toEqual(range(1, 90));
    expect(page).toMatchObject({ atStart: true, atEnd: true, incomplete: false });
  });

  it('show what the disk has when the relay cannot be asked', async () => {
    const fixture = new EngineFixture();
    const conversation = fixture.conversation(600);
    await fixture.online();
    fixture.relay.reachable = false;
    fixture.relay.socket.end();
    await settle();
    const page = await fixture.engine.handle['timeline.page']({
      conversation,
      anchor: { at: 'latest' },
      limit: 100,
    });
    expect(page.incomplete).toBe(true);
    expect(page.items.at(-1)?.seq).toBe(600);
  });

  it('do not wait for a slow relay where the disk has something; what it gives later is told', async () => {
    const fixture = new EngineFixture();
    const conversation = fixture.conversation(600);
    await fixture.online();
    fixture.relay.on('timeline.pull', () => 'silence');
    let answered: unknown;
    const asking = fixture.engine.handle['timeline.page']({
      conversation,
      anchor: { at: 'before', seq: 560 },
      limit: 200,
    });
    void asking.then((page) => (answered = page));
    await fixture.pass(300);
    expect(answered).toBeUndefined();
    await fixture.pass(200);
    expect(answered).toMatchObject({ incomplete: true });
    const page = await asking;
    expect(page.items.length).toBeGreaterThan(0);
    expect(page.items.at(-1)?.seq).toBe(559);
    // One message that somebody wants to see is waited for.
    let shown = false;
    void fixture.engine.handle['timeline.page']({
      conversation,
      anchor: { at: 'around', seq: 20 },
      limit: 40,
    }).then(
      () => (shown = true),
      () => undefined,
    );
    await fixture.pass(2_000);
    expect(shown).toBe(false);
  });

  it('end as incomplete when the relay never gives what is missing', async () => {
    const fixture = new EngineFixture();
    const conversation = fixture.conversation(50);
    fixture.relay.on('timeline.pull', ({ to }) => ({ events: [message(conversation, to)] }));
    await fixture.online();
    const page = await fixture.engine.handle['timeline.page']({
      conversation,
      anchor: { at: 'latest' },
      limit: 50,
    });
    expect(page.items.length).toBeGreaterThan(0);
  });

  it('[RCP-4] ask for the counts of my messages that they show, once a session', async () => {
    const fixture = new EngineFixture();
    const conversation = fixture.conversation(4);
    fixture.timelines.set(conversation, [
      message(conversation, 1),
      message(conversation, 2, ME.id),
      message(conversation, 3),
      message(conversation, 4, ME.id),
    ]);
    await fixture.online();
    await fixture.pass(100);
    const counts = (): unknown[] => fixture.relay.socket.of('receipt.counts').map(({ args }) => args);
    expect(counts()).toEqual([{ messages: [{ conversation, seqs: [2, 4] }] }]);
    const ask = { conversation, anchor: { at: 'latest' }, limit: 10 } as const;
    await fixture.engine.handle['timeline.page'](ask);
    await fixture.pass(100);
    expect(counts()).toHaveLength(1);
    fixture.changed = [];
    fixture.relay.socket.end();
    await fixture.pass(500);
    await fixture.engine.handle['timeline.page'](ask);
    await fixture.pass(100);
    expect(counts()).toEqual([{ messages: [{ conversation, seqs: [2, 4] }] }]);
  });

  it('of conversations that are not mine do not exist', async () => {
    const fixture = new EngineFixture();
    const conversation = newConversationId();
    const { handle } = fixture.engine;
    await expectCode(
      handle['timeline.page']({ conversation, anchor: { at: 'latest' }, limit: 5 }),
      'not_found',
    );
    await expectCode(handle['read.shown']({ conversation, seqs: [[1, 1]] }), 'not_found');
    await expectCode(handle['read.all']({ conversation }), 'not_found');
    await expectCode(handle['receipt.list']({ conversation, seq: 1, list: 'read' }), 'offline');
  });
});
