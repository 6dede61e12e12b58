import type { ConversationId, UserId } from '../../shared/model/ids.ts';
import type { StoreDelta } from '../store/port.ts';

/** More items of one timeline than this in one change are read again as a page. */
export const MAX_ITEMS = 200;

/** What has changed in one timeline since the last emission. */
export interface PendingTimeline {
  readonly changed: Set<string>;
  readonly removed: Set<string>;
  reset: boolean;
}

/** Deltas merged until they are emitted: bounded by the number of conversations and people, and 200 items of each timeline. */
export interface PendingDelta {
  readonly conversations: Set<ConversationId>;
  readonly people: Set<UserId>;
  readonly timelines: Map<ConversationId, PendingTimeline>;
}

export function emptyDelta(): PendingDelta {
  return { conversations: new Set(), people: new Set(), timelines: new Map() };
}

export function isEmptyDelta({ conversations, people, timelines }: PendingDelta): boolean {
  return conversations.size === 0 && people.size === 0 && timelines.size === 0;
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
    for (const key of changed) {
      timeline.changed.add(key);
      timeline.removed.delete(key);
    }
    for (const key of removed) {
      timeline.removed.add(key);
      timeline.changed.delete(key);
    }
    if (reset || timeline.changed.size > MAX_ITEMS || timeline.removed.size > MAX_ITEMS) {
      timeline.reset = true;
      timeline.changed.clear();
      timeline.removed.clear();
    }
  }
}
