import type { MessageItem, NoticeItem, TimelineItem } from '../../../../shared/ipc/views.ts';
import type { UnreadSeparator } from '../../stores/unread-separator.ts';

/** What the timeline draws, top to bottom. Keys are stable while older or newer rows come and go. */
export type TimelineRow =
  | { readonly kind: 'day'; readonly key: string; readonly at: number }
  | { readonly kind: 'unread'; readonly key: string; readonly count: number }
  | { readonly kind: 'notice'; readonly key: string; readonly item: NoticeItem }
  | {
      readonly kind: 'message';
      readonly key: string;
      readonly item: MessageItem;
      /** First and last of a run by one sender; a single message is both. */
      readonly first: boolean;
      readonly last: boolean;
    };

/** Messages of one sender that follow each other within this time stand together. */
export const GROUP_MS = 3 * 60_000;

/** A day of the month is never the next one's, and no day has more hours. */
const LONGEST_DAY_MS = 25 * 3_600_000;

function sameDay(a: number, b: number): boolean {
  return Math.abs(a - b) < LONGEST_DAY_MS && new Date(a).getDate() === new Date(b).getDate();
}

function together(a: TimelineItem | undefined, b: TimelineItem | undefined): boolean {
  return (
    a?.kind === 'message' &&
    b?.kind === 'message' &&
    a.sender === b.sender &&
    a.content.type !== 'recalled' &&
    b.content.type !== 'recalled' &&
    Math.abs(b.at - a.at) <= GROUP_MS &&
    sameDay(a.at, b.at)
  );
}

/** The item before which the separator stands; none when its place lies outside of what is held. */
function separatedItem(
  items: readonly TimelineItem[],
  atStart: boolean,
  separator: UnreadSeparator | null,
): TimelineItem | undefined {
  if (!separator) return undefined;
  const held = atStart || items.some((item) => item.seq !== null && item.seq <= separator.afterSeq);
  if (!held) return undefined;
  return items.find(
    (item) => item.kind === 'message' && !item.mine && item.seq !== null && item.seq > separator.afterSeq,
  );
}

/** The rows with those of `before` in place of what equals them, so that it is seen at a glance which have changed. */
export function keepSame(
  before: readonly TimelineRow[],
  rows: readonly TimelineRow[],
): readonly TimelineRow[] {
  const known = new Map(before.map((row) => [row.key, row]));
  return rows.map((row) => {
    const same = known.get(row.key);
    return same && isSame(same, row) ? same : row;
  });
}

function isSame(a: TimelineRow, b: TimelineRow): boolean {
  if (a.kind === 'message' && b.kind === 'message')
    return a.item === b.item && a.first === b.first && a.last === b.last;
  if (a.kind === 'notice' && b.kind === 'notice') return a.item === b.item;
  if (a.kind === 'unread' && b.kind === 'unread') return a.count === b.count;
  return a.kind === 'day' && b.kind === 'day' && a.at === b.at;
}

/** Lays out items (ascending) with day and unread separators and the runs of one sender. */
export function layOutTimeline(
  items: readonly TimelineItem[],
  atStart: boolean,
  separator: UnreadSeparator | null,
): TimelineRow[] {
  const rows: TimelineRow[] = [];
  const firstUnread = separatedItem(items, atStart, separator);
  for (const [index, item] of items.entries()) {
    const before = items[index - 1];
    const after = items[index + 1];
    if (!before || !sameDay(before.at, item.at))
      rows.push({ kind: 'day', key: `day ${item.key}`, at: item.at });
    if (separator && item === firstUnread)
      rows.push({ kind: 'unread', key: 'unread', count: separator.count });
    if (item.kind === 'notice') {
      rows.push({ kind: 'notice', key: item.key, item });
      continue;
    }
    rows.push({
      kind: 'message',
      key: item.key,
      item,
      first: item === firstUnread || !together(before, item),
      last: after === firstUnread || !together(item, after),
    });
  }
  return rows;
}
