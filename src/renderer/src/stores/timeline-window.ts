import type { StoreChange, TimelineItem } from '../../../shared/ipc/views.ts';

/** The part of a timeline that the page holds: ascending, without holes, unsent messages last. */
export interface TimelineWindow {
  readonly items: readonly TimelineItem[];
  /** Nothing older exists. */
  readonly atStart: boolean;
  /** Nothing newer exists: what arrives belongs to this window. */
  readonly atEnd: boolean;
}

export type TimelineChange = StoreChange['timelines'][number];

/**
 * How many items are held, some six screens of most windows; the far end is dropped and read again when it comes into sight. What a page
 * more costs to draw grows with all that stands.
 */
export const USUAL_ITEMS = 120;
/** Never more, however many a window shows at once. */
export const MOST_ITEMS = 600;

export const EMPTY_WINDOW: TimelineWindow = { items: [], atStart: false, atEnd: false };

/** By seq; unsent messages keep their order behind everything that has one. */
function inOrder(items: readonly TimelineItem[]): TimelineItem[] {
  const place = (item: TimelineItem): number => item.seq ?? Number.MAX_SAFE_INTEGER;
  return [...items].sort((a, b) => place(a) - place(b));
}

/** Lowest and highest seq held; `null` when no item has one. */
export function seqSpan(items: readonly TimelineItem[]): { first: number; last: number } | null {
  const first = items.find((item) => item.seq !== null)?.seq;
  const last = items.findLast((item) => item.seq !== null)?.seq;
  return first && last ? { first, last } : null;
}

/** Whether a changed item that is not held yet belongs into the window. */
function belongs(window: TimelineWindow, item: TimelineItem): boolean {
  if (item.seq === null) return window.atEnd;
  const span = seqSpan(window.items);
  if (!span) return window.atEnd;
  if (item.seq > span.last) return window.atEnd;
  return item.seq > span.first || window.atStart;
}

/** The window after a batch of the change feed, of the newest `most`. Items that did not change keep their identity. */
export function applyTimelineChange(
  window: TimelineWindow,
  change: TimelineChange,
  most: number,
): TimelineWindow {
  const changed = new Map(change.items.map((item) => [item.key, item]));
  const removed = new Set(change.removed);
  const kept = window.items.filter((item) => !removed.has(item.key));
  const items = kept.map((item) => changed.get(item.key) ?? item);
  const held = new Set(items.map((item) => item.key));
  const added = change.items.filter(
    (item) => !held.has(item.key) && !removed.has(item.key) && belongs(window, item),
  );
  return dropOldest({ ...window, items: inOrder([...items, ...added]) }, most);
}

function dropOldest(window: TimelineWindow, most: number): TimelineWindow {
  if (window.items.length <= most) return window;
  return { ...window, items: window.items.slice(-most), atStart: false };
}

function dropNewest(window: TimelineWindow, most: number): TimelineWindow {
  if (window.items.length <= most) return window;
  return { ...window, items: window.items.slice(0, most), atEnd: false };
}

/** Puts an older page before the window; an item in both is taken from the window, which is newer. The oldest `most` stay. */
export function prependPage(window: TimelineWindow, page: TimelineWindow, most: number): TimelineWindow {
  const held = new Set(window.items.map((item) => item.key));
  const older = page.items.filter((item) => !held.has(item.key) && item.seq !== null);
  return dropNewest(
    {
      items: inOrder([...older, ...window.items]),
      atStart: page.atStart,
      atEnd: window.atEnd,
    },
    most,
  );
}

/** Puts a newer page behind the window. The newest `most` stay. */
export function appendPage(window: TimelineWindow, page: TimelineWindow, most: number): TimelineWindow {
  const held = new Set(window.items.map((item) => item.key));
  const newer = page.items.filter((item) => !held.has(item.key));
  return dropOldest(
    {
      items: inOrder([...window.items, ...newer]),
      atStart: window.atStart,
      atEnd: page.atEnd,
    },
    most,
  );
}
