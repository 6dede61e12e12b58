import { describe, expect, it } from 'vitest';
import type { StoreChange } from '../../../../src/shared/ipc/views.ts';
import { EngineFixture, message, settle } from './engine-fixture.ts';

const BURST = 5_000;
/** What comes at once, every ten milliseconds. */
const AT_ONCE = 20;

describe('a burst of 5,000 messages', () => {
  it('is told to the page at most 20 times a second, and nothing of it is lost', async () => {
    const fixture = new EngineFixture();
    const conversation = fixture.conversation(1);
    await fixture.online();
    await fixture.pass(1_000);
    const perSecond = new Map<number, number>();
    let last: StoreChange | undefined;
    const written: number[] = [];
    const applyPushes = fixture.store.write.applyPushes.bind(fixture.store.write);
    Object.assign(fixture.store.write, {
      applyPushes: (events: Parameters<typeof applyPushes>[0]) => {
        written.push(events.length);
        return applyPushes(events);
      },
    });
    fixture.engine.on('store.changed', (change) => {
      const second = Math.floor(fixture.clock.monotonic() / 1_000);
      perSecond.set(second, (perSecond.get(second) ?? 0) + 1);
      last = change;
    });
    for (let seq = 2; seq < BURST + 2; seq += AT_ONCE) {
      for (let i = 0; i < AT_ONCE; i++)
        fixture.relay.socket.push('timeline.appended', { event: message(conversation, seq + i) });
      await settle();
      fixture.clock.advance(10);
    }
    await fixture.pass(1_000);

    for (const [second, events] of perSecond) expect(events, `in second ${second}`).toBeLessThanOrEqual(20);
    expect(last?.totalUnread).toBe(BURST + 1);
    const row = await fixture.store.read.conversation(conversation);
    expect(row).toMatchObject({ headSeq: BURST + 1, unread: BURST + 1 });
    expect(await fixture.store.read.missing(conversation, 1, BURST + 1)).toEqual([]);
    expect(written.reduce((sum, size) => sum + size, 0)).toBe(BURST);
    expect(Math.max(...written)).toBe(AT_ONCE);
    await fixture.engine.stop();
  });
});
