import type { KnownEvent, TimelineEvent } from '../../shared/model/event.ts';

const CHANGES = [
  'message.edited',
  'message.recalled',
  'reaction.added',
  'reaction.removed',
  'message.pinned',
  'message.unpinned',
] as const;

/** An event that shows as a change of the message it is about, and as nothing else. */
export type ChangeEvent = Extract<KnownEvent, { kind: (typeof CHANGES)[number] }>;

export function isChange(event: TimelineEvent): event is ChangeEvent {
  return (CHANGES as readonly string[]).includes(event.kind);
}
