import { describe, expect, it } from 'vitest';
import type { HistoryState } from '../../../../src/shared/ipc/views.ts';
import { AppError } from '../../../../src/shared/errors.ts';
import type { ConversationId } from '../../../../src/shared/model/ids.ts';
import { EngineFixture, head, message, newConversationId, PEER, settle } from './engine-fixture.ts';

/** An engine of which only the newest pages are on disk, before any backfill. */
async function started(...sizes: readonly number[]) {
  const fixture = new EngineFixture();
  const ids = sizes.map((size) => fixture.conversation(size));
  const told: HistoryState[] = [];
  fixture.engine.on('history.changed', (state) => told.push(state));
  await fixture.online();
  const pulls = (): { conversation: ConversationId; from: number; to: number }[] =>
    fixture.relay.socket
      .of('timeline.pull')
      .map(({ args }) => args as { conversation: ConversationId; from: number; to: number });
  return { fixture, ids, told, pulls };
}

async function percent({ engine }: EngineFixture): Promise<number> {
  return (await engine.handle['history.get']({})).percent;
}

describe('backfill', () => {
  it('brings all history of all conversations by itself, and tells how far it is', async () => {
    const { fixture, ids, told } = await started(900, 500);
    expect(await percent(fixture)).toBeLessThan(100);
    await fixture.pass(20_000);
    for (const id of ids) expect(await fixture.store.read.missing(id, 1, 900)).toEqual([]);
    expect(told.at(-1)).toEqual({ percent: 100 });
    expect(told.map((state) => state.percent)).toEqual(
      told.map((state) => state.percent).toSorted((a, b) => a - b),
    );
    expect(await percent(fixture)).toBe(100);
    const { hits } = await fixture.engine.handle['search.messages']({ query: 'text 3', limit: 200 });
    expect(hits.map(({ item }) => item.seq)).toEqual([3, 3]);
    await fixture.engine.stop();
  });

  it.each([
    ['who asked while it was on its way', 0],
    ['who was told of it', 2_000],
  ])('tells that all is there once the page of a new conversation has come, to %s', async (_, ms) => {
    const { fixture, told } = await started(3);
    await fixture.pass(3_000);
    expect(told).toEqual([{ percent: 100 }]);
    fixture.relay.on('timeline.pull', () => 'silence');
    const { socket } = fixture.relay;
    const id = newConversationId();
    socket.push('conversation.changed', { conversation: head(id, 3) });
    await settle();
    expect(await percent(fixture)).toBe(50);
    await fixture.pass(ms);
    const before = told.length;
    const events = [1, 2, 3].map((seq) => message(id, seq));
    socket.answer(socket.of('timeline.pull').at(-1)?.id ?? 0, { events });
    await fixture.pass(2_000);
    expect(await percent(fixture)).toBe(100);
    expect(told.slice(before)).toEqual([{ percent: 100 }]);
    await fixture.engine.stop();
  });

  it('goes newest first over all conversations', async () => {
    const fixture = new EngineFixture();
    const [old, young] = [fixture.conversation(700), fixture.conversation(700)];
    for (const [id, all] of fixture.timelines) {
      const since = id === young ? 1_000_000_000 : 0;
      const timed = all.map((event) => ({ ...event, at: since + event.at }));
      fixture.timelines.set(id, timed);
    }
    await fixture.online();
    await fixture.pass(20_000);
    const pulls = fixture.relay.socket
      .of('timeline.pull')
      .map(({ args }) => args as { conversation: string; to: number });
    const history = pulls.filter(({ to }) => to < 600).map(({ conversation }) => conversation);
    expect(history.lastIndexOf(young)).toBeLessThan(history.indexOf(old));
    expect(history).toContain(young);
    await fixture.engine.stop();
  });

  it('pulls at most ten pages a second, one at a time', async () => {
    const { fixture, pulls } = await started(20_000);
    const before = pulls().length;
    await fixture.pass(2_000);
    expect(pulls().length - before).toBeGreaterThan(5);
    expect(pulls().length - before).toBeLessThanOrEqual(20);
    await fixture.engine.stop();
  });

  it('gives way to many live messages, and goes on after them', async () => {
    const { fixture, ids, pulls } = await started(5_000, 1);
    const busy = ids[1];
    if (!busy) throw new Error('no conversation');
    let seq = 1;
    const burst = async (): Promise<void> => {
      for (let i = 0; i < 60; i++)
        fixture.relay.socket.push('timeline.appended', { event: message(busy, ++seq) });
      await settle();
    };
    await burst();
    const before = pulls().length;
    for (let i = 0; i < 10; i++) {
      fixture.clock.advance(500);
      await burst();
    }
    expect(pulls().length).toBe(before);
    await fixture.pass(3_000);
    expect(pulls().length).toBeGreaterThan(before);
    await fixture.engine.stop();
  });

  it('gives way to a page that the user waits for', async () => {
    const { fixture, ids, pulls } = await started(5_000, 3_000);
    const id = ids[1];
    if (!id) throw new Error('no conversation');
    const answer = fixture.relay.answers['timeline.pull'];
    fixture.relay.on('timeline.pull', (args) =>
      args.conversation === id && args.to <= 500 ? 'silence' : (answer?.(args) ?? 'silence'),
    );
    const asked = fixture.engine.handle['timeline.page']({
      conversation: id,
      anchor: { at: 'before', seq: 500 },
      limit: 50,
    });
    await settle();
    const before = pulls().length;
    await fixture.pass(3_000);
    expect(pulls().length).toBe(before);
    const waiting = fixture.relay.socket.of('timeline.pull').at(-1);
    fixture.relay.socket.answer(waiting?.id ?? 0, {
      events: (fixture.timelines.get(id) ?? []).slice(300, 499),
    });
    expect((await asked).items).toHaveLength(50);
    await fixture.pass(1_000);
    expect(pulls().length).toBeGreaterThan(before);
    await fixture.engine.stop();
  });

  it('[MSG-3] a recall in what was missed reaches the old message before any old history is pulled', async () => {
    const { fixture, ids, pulls } = await started(300, 5_000);
    const [id] = ids;
    if (!id) throw new Error('no conversation');
    await fixture.pass(400);
    fixture.relay.socket.end();
    const all = fixture.timelines.get(id) ?? [];
    const recall = { conversation: id, seq: 301, ordinal: 300, sender: PEER.id, at: 5_000 };
    const later = Array.from({ length: 600 }, (_, index) => message(id, 302 + index));
    fixture.relay.on('timeline.pull', ({ conversation, from, to, limit }) => ({
      events: [
        ...(fixture.timelines.get(conversation) ?? []),
        ...(conversation === id
          ? [{ ...recall, kind: 'message.recalled' as const, target: all[290]?.seq ?? 0 }, ...later]
          : []),
      ]
        .filter(({ seq }) => seq >= from && seq <= to)
        .slice(-limit),
    }));
    fixture.changed = [head(id, 901)];
    await fixture.pass(31_000);
    const { items } = await fixture.store.read.page(id, { at: 'around', seq: 291 }, 1);
    expect(items).toMatchObject([{ content: { type: 'recalled' } }]);
    const mine = pulls().findIndex(
      ({ conversation, from, to }) => conversation === id && from <= 301 && to >= 301,
    );
    const history = pulls().findIndex(({ conversation }) => conversation !== id);
    expect(mine).toBeGreaterThanOrEqual(0);
    expect(history === -1 || mine < history).toBe(true);
    await fixture.engine.stop();
  });

  it('leaves alone what the relay refuses, brings the rest, and tries again in the next session', async () => {
    const { fixture, ids } = await started(800, 800);
    const [refused, other] = ids;
    if (!refused || !other) throw new Error('no conversations');
    const answer = fixture.relay.answers['timeline.pull'];
    fixture.relay.on('timeline.pull', (args) =>
      args.conversation === refused ? new AppError('internal') : (answer?.(args) ?? 'silence'),
    );
    await fixture.pass(5_000);
    expect(await fixture.store.read.missing(other, 1, 800)).toEqual([]);
    expect(await fixture.store.read.missing(refused, 1, 800)).not.toEqual([]);
    if (answer) fixture.relay.on('timeline.pull', answer);
    fixture.changed = [];
    fixture.relay.socket.end();
    await fixture.pass(40_000);
    expect(await fixture.store.read.missing(refused, 1, 800)).toEqual([]);
    await fixture.engine.stop();
  });
});
