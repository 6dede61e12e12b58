import { describe, expect, it } from 'vitest';
import {
  appendPage as append,
  applyTimelineChange as applyChange,
  prependPage as prepend,
  type TimelineChange,
  type TimelineWindow,
} from '../../../../src/renderer/src/stores/timeline-window.ts';
import type { TimelineItem } from '../../../../src/shared/ipc/views.ts';
import { clientId, conversationId, message, userId } from '../support/fake-world.ts';

const ID = conversationId(1);
const MOST = 120;
const applyTimelineChange = (window: TimelineWindow, one: TimelineChange) => applyChange(window, one, MOST);
const prependPage = (window: TimelineWindow, page: TimelineWindow) => prepend(window, page, MOST);
const appendPage = (window: TimelineWindow, page: TimelineWindow) => append(window, page, MOST);
const items = (from: number, to: number): TimelineItem[] =>
  Array.from({ length: to - from + 1 }, (_, index) => message(ID, from + index));
const windowOf = (list: TimelineItem[], atStart = false, atEnd = true): TimelineWindow => ({
  items: list,
  atStart,
  atEnd,
});
const change = (patch: Partial<TimelineChange>): TimelineChange => ({
  conversation: ID,
  items: [],
  removed: [],
  reset: false,
  ...patch,
});
const seqs = (window: TimelineWindow): (number | null)[] => window.items.map((item) => item.seq);
const sending = message(ID, null, {
  key: 'mine',
  mine: true,
  sender: userId(1),
  clientId: clientId(9),
  state: { kind: 'sending' },
});

describe('timeline window', () => {
  it('puts a sending message last and moves it to its place when it has a seq', () => {
    let window = applyTimelineChange(windowOf(items(1, 3)), change({ items: [sending] }));
    expect(seqs(window)).toEqual([1, 2, 3, null]);
    window = applyTimelineChange(window, change({ items: [message(ID, 4)] }));
    expect(seqs(window)).toEqual([1, 2, 3, 4, null]);
    const sent = { ...sending, seq: message(ID, 5).seq, state: { kind: 'sent' } as const };
    window = applyTimelineChange(window, change({ items: [sent, message(ID, 6)] }));
    expect(seqs(window)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(window.items.filter((item) => item.key === 'mine')).toHaveLength(1);
  });

  it('keeps unsent messages in the order they were written', () => {
    const second = { ...sending, key: 'second' };
    const window = applyTimelineChange(windowOf(items(1, 1)), change({ items: [sending, second] }));
    expect(window.items.map((item) => item.key).slice(1)).toEqual(['mine', 'second']);
  });

  it('takes nothing newer while it does not reach the end, nothing older before its start', () => {
    const middle = windowOf(items(10, 12), false, false);
    expect(
      seqs(applyTimelineChange(middle, change({ items: [message(ID, 13), sending, message(ID, 4)] }))),
    ).toEqual([10, 11, 12]);
  });

  it('replaces what changed, drops what was removed, and leaves the rest as it is', () => {
    const before = windowOf(items(1, 3));
    const after = applyTimelineChange(
      before,
      change({ items: [message(ID, 2, { text: 'new' })], removed: ['m3'] }),
    );
    expect(seqs(after)).toEqual([1, 2]);
    expect(after.items[0]).toBe(before.items[0]);
    expect(after.items[1]).toMatchObject({ content: { text: 'new' } });
  });

  it('joins pages without doubles and without unsent messages of an older page', () => {
    const window = prependPage(windowOf(items(5, 8)), windowOf([...items(2, 5), sending], true, false));
    expect(seqs(window)).toEqual([2, 3, 4, 5, 6, 7, 8]);
    expect(window).toMatchObject({ atStart: true, atEnd: true });
    expect(seqs(appendPage(windowOf(items(1, 3), true, false), windowOf([...items(3, 5), sending])))).toEqual(
      [1, 2, 3, 4, 5, null],
    );
  });

  it('X12: never holds more than its limit and says which end it dropped', () => {
    const up = prependPage(windowOf(items(201, 200 + MOST)), windowOf(items(141, 200), false, false));
    expect(up.items).toHaveLength(MOST);
    expect(up).toMatchObject({ atStart: false, atEnd: false });
    expect(seqs(up)[0]).toBe(141);
    const down = appendPage(windowOf(items(1, MOST), true, false), windowOf(items(MOST + 1, MOST + 60)));
    expect(down.items).toHaveLength(MOST);
    expect(down).toMatchObject({ atStart: false, atEnd: true });
    let live = windowOf(items(1, MOST), true);
    live = applyTimelineChange(live, change({ items: [message(ID, MOST + 1)] }));
    expect(live.items).toHaveLength(MOST);
    expect(live.atStart).toBe(false);
  });
});
