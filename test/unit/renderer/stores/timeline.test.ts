// @vitest-environment happy-dom
import { createPinia, setActivePinia } from 'pinia';
import { beforeEach, describe, expect, it } from 'vitest';
import { useAttention } from '../../../../src/renderer/src/stores/attention.ts';
import { useTimeline } from '../../../../src/renderer/src/stores/timeline.ts';
import { separatorAtArrival } from '../../../../src/renderer/src/stores/unread-separator.ts';
import { AppError } from '../../../../src/shared/errors.ts';
import type { TimelineItem } from '../../../../src/shared/ipc/views.ts';
import { FakeBridge, installBridge } from '../support/fake-bridge.ts';
import { clientId, conversationId, conversationRow, message } from '../support/fake-world.ts';

const ID = conversationId(1);
let bridge: FakeBridge;
const items = (from: number, to: number): TimelineItem[] =>
  Array.from({ length: to - from + 1 }, (_, index) => message(ID, from + index));
const page = (from: number, to: number, atStart = false, atEnd = false) => ({
  items: items(from, to),
  atStart,
  atEnd,
  incomplete: false,
});

beforeEach(() => {
  setActivePinia(createPinia());
  bridge = new FakeBridge();
  installBridge(bridge);
});

describe('opening a conversation', () => {
  it('with unread messages asks around the first of them and stands at the separator', async () => {
    bridge.handlers['timeline.page'] = () => page(60, 100, false, true);
    const timeline = useTimeline();
    await timeline.open(conversationRow(1, { headSeq: 100, unread: 12, readUpTo: 88 }));
    expect(bridge.inputsOf('timeline.page')).toMatchObject([{ anchor: { at: 'around', seq: 89 } }]);
    expect(timeline.separator).toEqual({ afterSeq: 88, count: 12 });
    expect(timeline.placement).toEqual({ at: 'separator' });
  });

  it('without unread messages stands at the end', async () => {
    bridge.handlers['timeline.page'] = () => page(60, 100, false, true);
    const timeline = useTimeline();
    await timeline.open(conversationRow(1, { headSeq: 100, readUpTo: 100 }));
    expect(bridge.inputsOf('timeline.page')).toMatchObject([{ anchor: { at: 'latest' } }]);
    expect(timeline.separator).toBeNull();
    expect(timeline.placement).toEqual({ at: 'end' });
  });

  it('X12: holds what the view needs, but never more than 600 items', async () => {
    bridge.handlers['timeline.page'] = ({ anchor, limit }) =>
      anchor.at === 'before' ? page(anchor.seq - limit, anchor.seq - 1) : page(4_961, 5_000, false, true);
    const timeline = useTimeline();
    await timeline.open(conversationRow(1, { headSeq: 5_000, readUpTo: 5_000 }));
    const held = async (count: number) => {
      timeline.need(count);
      for (let n = 0; n < 50; n++) await timeline.extend('older');
      return timeline.items.length;
    };
    expect(await held(10)).toBe(120);
    expect(await held(300)).toBe(300);
    expect(await held(10_000)).toBe(600);
    expect(await held(0)).toBe(120);
    expect(timeline.window.atEnd).toBe(false);
  });

  it('drops the answer for a conversation that was left meanwhile', async () => {
    const answers: (() => void)[] = [];
    bridge.handlers['timeline.page'] = ({ conversation }) =>
      new Promise((resolve) => {
        answers.push(() => resolve(conversation === ID ? page(1, 3, true, true) : page(7, 9, true, true)));
      });
    const timeline = useTimeline();
    const first = timeline.open(conversationRow(1));
    const second = timeline.open(conversationRow(2));
    answers[1]?.();
    await second;
    answers[0]?.();
    await first;
    expect(timeline.items.map((item) => item.seq)).toEqual([7, 8, 9]);
  });

  it('reads around the row that was wished for when the feed asks for it before the view has been drawn', async () => {
    const answers: (() => void)[] = [];
    bridge.handlers['timeline.page'] = () =>
      new Promise((resolve) => answers.push(() => resolve(page(31, 70, false, answers.length > 1))));
    const timeline = useTimeline();
    const opening = timeline.open(conversationRow(1, { headSeq: 82 }), { seq: 50, offset: 61 });
    timeline.look(null);
    timeline.applyChange({ conversation: ID, items: [], removed: [], reset: true });
    answers[0]?.();
    await opening;
    answers[1]?.();
    timeline.applyChange({ conversation: ID, items: [], removed: [], reset: true });
    const around = { anchor: { at: 'around', seq: 50 } };
    expect(bridge.inputsOf('timeline.page')).toMatchObject([around, around]);
    expect(timeline.placement).toEqual({ at: 'row', row: { seq: 50, offset: 61 } });
  });

  it('keeps a change that overtakes the page', async () => {
    let answer: () => void = () => undefined;
    bridge.handlers['timeline.page'] = () =>
      new Promise((resolve) => {
        answer = () => resolve(page(1, 3, true, true));
      });
    const timeline = useTimeline();
    const opening = timeline.open(conversationRow(1));
    timeline.applyChange({ conversation: ID, items: [message(ID, 4)], removed: ['m1'], reset: false });
    answer();
    await opening;
    expect(timeline.items.map((item) => item.seq)).toEqual([2, 3, 4]);
  });
});

describe('an open conversation', () => {
  it('reads its window again around what is looked at when the feed says so', async () => {
    bridge.handlers['timeline.page'] = () => page(60, 100, false, true);
    const timeline = useTimeline();
    await timeline.open(conversationRow(1, { headSeq: 100, readUpTo: 100 }));
    timeline.look({ seq: 70, offset: 0 });
    timeline.applyChange({ conversation: ID, items: [], removed: [], reset: true });
    expect(bridge.inputsOf('timeline.page')[1]).toMatchObject({ anchor: { at: 'around', seq: 70 } });
  });

  it('ignores changes of other conversations', async () => {
    bridge.handlers['timeline.page'] = () => page(1, 3, true, true);
    const timeline = useTimeline();
    await timeline.open(conversationRow(1));
    timeline.applyChange({
      conversation: conversationId(2),
      items: [message(conversationId(2), 4)],
      removed: [],
      reset: true,
    });
    expect(timeline.items).toHaveLength(3);
    expect(bridge.inputsOf('timeline.page')).toHaveLength(1);
  });

  it('does not ask again by itself for history that could not be read, but does when told', async () => {
    bridge.handlers['timeline.page'] = ({ anchor }) =>
      anchor.at === 'before'
        ? { items: [], atStart: false, atEnd: true, incomplete: true }
        : page(50, 100, false, true);
    const timeline = useTimeline();
    await timeline.open(conversationRow(1));
    await timeline.extend('older');
    await timeline.extend('older');
    expect(timeline.stuck).toBe('older');
    expect(bridge.inputsOf('timeline.page')).toHaveLength(2);
    bridge.handlers['timeline.page'] = () => page(10, 49, false, false);
    await timeline.retryHistory();
    expect(timeline.stuck).toBe('none');
    expect(timeline.items[0]?.seq).toBe(10);
  });

  it('invents no row for a message that is being sent', async () => {
    bridge.handlers['timeline.page'] = () => page(1, 3, true, true);
    bridge.handlers['message.send'] = () => ({ clientId: clientId(1) });
    const timeline = useTimeline();
    await timeline.open(conversationRow(1));
    await timeline.send({ type: 'text', text: 'hi' });
    expect(timeline.items).toHaveLength(3);
    bridge.handlers['message.send'] = () => {
      throw new AppError('disk_full');
    };
    await expect(timeline.send({ type: 'text', text: 'hi' })).rejects.toMatchObject({ code: 'disk_full' });
  });

  it('shows a separator before what arrives while nobody looks', async () => {
    bridge.handlers['timeline.page'] = () => page(1, 3, true, true);
    const timeline = useTimeline();
    await timeline.open(conversationRow(1, { headSeq: 3, readUpTo: 3 }));
    timeline.applyChange({
      conversation: ID,
      items: [message(ID, 4, { read: false })],
      removed: [],
      reset: false,
    });
    expect(timeline.separator).toBeNull();
    useAttention().setShell(false);
    timeline.applyChange({
      conversation: ID,
      items: [message(ID, 5, { read: false })],
      removed: [],
      reset: false,
    });
    timeline.applyChange({
      conversation: ID,
      items: [message(ID, 6, { read: false })],
      removed: [],
      reset: false,
    });
    expect(timeline.separator).toEqual({ afterSeq: 4, count: 2 });
  });

  it('begins anew once what was below the separator has been read', async () => {
    bridge.handlers['timeline.page'] = () => page(1, 3, true, true);
    const timeline = useTimeline();
    await timeline.open(conversationRow(1, { headSeq: 3, readUpTo: 3 }));
    useAttention().setShell(false);
    const tell = (seq: number, read: boolean) =>
      timeline.applyChange({
        conversation: ID,
        items: [message(ID, seq, { read })],
        removed: [],
        reset: false,
      });
    tell(4, false);
    tell(5, false);
    tell(4, true);
    tell(5, true);
    tell(6, false);
    expect(timeline.separator).toEqual({ afterSeq: 5, count: 1 });
  });

  it('needs no separator for my own messages', () => {
    expect(separatorAtArrival(null, [], [message(ID, 5, { mine: true, read: true })], false)).toBeNull();
  });
});
