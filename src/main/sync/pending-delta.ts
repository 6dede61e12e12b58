import type { Transfer } from '../../shared/ipc/views.ts';
import type { ConversationId, FileId, UserId } from '../../shared/model/ids.ts';
import type { StoreDelta } from '../store/store-delta.ts';

/**
 * Items of one change, of all timelines together. In a burst the timelines beyond it are told as changed as a whole: whoever
 * shows one reads its page again, and nobody reads what nobody shows.
 */
export const MAX_ITEMS = 200;

/**
 * Conversations, and people, of one change: what the main thread reads and passes on without keeping anything else waiting. A
 * first synchronization brings thousands.
 */
export const MAX_ROWS = 200;

/** What has changed in one timeline since the last emission. */
export interface PendingTimeline {
  readonly changed: Set<string>;
  readonly removed: Set<string>;
  reset: boolean;
}

/** Deltas merged until they are emitted: bounded by the number of conversations and people, and 200 items. */
export interface PendingDelta {
  /** Keys in all timelines. */
  items: number;
  readonly conversations: Set<ConversationId>;
  readonly people: Set<UserId>;
  readonly timelines: Map<ConversationId, PendingTimeline>;
  /** The newest state of each file that moves; as many as move at once, and those that have ended since. */
  readonly transfers: Map<FileId, Transfer>;
}

export function emptyDelta(): PendingDelta {
  return {
    items: 0,
    conversations: new Set(),
    people: new Set(),
    timelines: new Map(),
    transfers: new Map(),
  };
}

export function isEmptyDelta({ conversations, people, timelines, transfers }: PendingDelta): boolean {
  return conversations.size === 0 && people.size === 0 && timelines.size === 0 && transfers.size === 0;
}

/** Adds a commit's delta; a key that comes back after its removal counts as changed, and the other way round. */
export function mergeDelta(pending: PendingDelta, delta: StoreDelta): void {
  for (const id of delta.conversations) pending.conversations.add(id);
  for (const id of delta.people) pending.people.add(id);
  for (const { conversation, changed, removed, reset } of delta.timelines) {
    const timeline = pending.timelines.get(conversation) ?? {
      changed: new Set(),
      removed: new Set(),
      reset: false,
    };
    pending.timelines.set(conversation, timeline);
    const before = sizeOf(timeline);
    for (const key of changed) {
      timeline.changed.add(key);
      timeline.removed.delete(key);
    }
    for (const key of removed) {
      timeline.removed.add(key);
      timeline.changed.delete(key);
    }
    timeline.reset ||= reset || pending.items + sizeOf(timeline) - before > MAX_ITEMS;
    if (timeline.reset) {
      timeline.changed.clear();
      timeline.removed.clear();
    }
    pending.items += sizeOf(timeline) - before;
  }
}

/** Leaves so much in `delta` as one change may tell, and puts the rest into `pending`. */
export function holdBack(delta: PendingDelta, pending: PendingDelta): void {
  moveBeyond(MAX_ROWS, delta.conversations, pending.conversations);
  moveBeyond(MAX_ROWS, delta.people, pending.people);
}

function moveBeyond<T>(count: number, from: Set<T>, to: Set<T>): void {
  for (const one of [...from].slice(count)) {
    from.delete(one);
    to.add(one);
  }
}

/** Adds what was taken out of it before and could not be told: its timelines as changed as a whole. */
export function putBack(pending: PendingDelta, before: PendingDelta): void {
  for (const [file, transfer] of before.transfers)
    if (!pending.transfers.has(file)) pending.transfers.set(file, transfer);
  mergeDelta(pending, {
    conversations: [...before.conversations],
    people: [...before.people],
    timelines: [...before.timelines.keys()].map((conversation) => ({
      conversation,
      changed: [],
      removed: [],
      reset: true,
    })),
  });
}

function sizeOf({ changed, removed }: PendingTimeline): number {
  return changed.size + removed.size;
}
