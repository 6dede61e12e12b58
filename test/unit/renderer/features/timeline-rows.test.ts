import { describe, expect, it } from 'vitest';
import { GROUP_MS, layOutTimeline } from '../../../../src/renderer/src/features/chat/timeline-rows.ts';
import type { MessageItem, NoticeItem } from '../../../../src/shared/ipc/views.ts';
import { conversationId, message, userId } from '../support/fake-world.ts';

const NOON = new Date(2026, 2, 3, 12).getTime();

function at(seq: number, minutes: number, patch: Partial<MessageItem> = {}): MessageItem {
  return message(conversationId(1), seq, { at: NOON + minutes * 60_000, ...patch });
}

function shape(rows: ReturnType<typeof layOutTimeline>): string[] {
  return rows.map((row) => {
    if (row.kind === 'message') return `${row.first ? '[' : ''}${row.item.seq ?? '-'}${row.last ? ']' : ''}`;
    return row.kind;
  });
}

describe('timeline rows', () => {
  it('groups messages of one sender within three minutes', () => {
    const items = [at(1, 0), at(2, 3), at(3, 6.01), at(4, 7, { sender: userId(3) }), at(5, 7)];
    expect(GROUP_MS).toBe(180_000);
    expect(shape(layOutTimeline(items, true, null))).toEqual(['day', '[1', '2]', '[3]', '[4]', '[5]']);
  });

  it('starts a new group after a notice and on a new day', () => {
    const notice: NoticeItem = {
      kind: 'notice',
      key: 'n',
      conversation: conversationId(1),
      seq: at(2, 0).seq,
      sender: userId(2),
      at: NOON,
      notice: { type: 'left' },
    };
    const midnight = 12 * 60;
    const items = [at(1, 0), notice, at(3, 1), at(4, midnight - 1), at(5, midnight + 1)];
    expect(shape(layOutTimeline(items, true, null))).toEqual([
      'day',
      '[1]',
      'notice',
      '[3]',
      '[4]',
      'day',
      '[5]',
    ]);
  });

  it('puts the unread separator before the first unread message of others and splits the group there', () => {
    const items = [at(1, 0), at(2, 1, { mine: true, sender: userId(1) }), at(3, 1), at(4, 1)];
    expect(shape(layOutTimeline(items, true, { afterSeq: 1, count: 2 }))).toEqual([
      'day',
      '[1]',
      '[2]',
      'unread',
      '[3',
      '4]',
    ]);
    expect(shape(layOutTimeline(items, true, { afterSeq: 3, count: 1 })).slice(-3)).toEqual([
      '[3]',
      'unread',
      '[4]',
    ]);
  });

  it('shows no separator when its place is not held', () => {
    const items = [at(10, 0), at(11, 0)];
    expect(shape(layOutTimeline(items, false, { afterSeq: 4, count: 9 }))).not.toContain('unread');
    expect(shape(layOutTimeline(items, true, { afterSeq: 4, count: 9 }))).toContain('unread');
  });

  it('keeps the keys of rows when older items come before them', () => {
    const newer = [at(5, 10), at(6, 11)];
    const before = layOutTimeline(newer, false, null).filter((row) => row.kind === 'message');
    const after = layOutTimeline([at(4, 1), ...newer], false, null).filter((row) => row.kind === 'message');
    expect(after.slice(1).map((row) => row.key)).toEqual(before.map((row) => row.key));
  });
});
