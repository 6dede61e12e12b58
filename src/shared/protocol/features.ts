import { isMessage, type MessageContent, type TimelineEvent } from '../model/event.ts';

/** What was added to version 1 that a client of an earlier day could not just ignore (VER-2). */
export const FEATURES = ['cards', 'forwards', 'channels'] as const;
export type Feature = (typeof FEATURES)[number];

/** Longest name of a feature, and names in one greeting. */
export const MAX_FEATURE_LENGTH = 32;
export const MAX_FEATURES = 64;

/** The feature that a kind of content belongs to; `undefined`: every client knows it. */
const CONTENT_FEATURE: Record<MessageContent['type'], Feature | undefined> = {
  text: undefined,
  recalled: undefined,
  unsupported: undefined,
  card: 'cards',
  forward: 'forwards',
};

/** The feature that a client must know to be given the event as it is. */
export function featureOf(event: TimelineEvent): Feature | undefined {
  return isMessage(event) ? CONTENT_FEATURE[event.content.type] : undefined;
}

/** The message for clients that do not know the feature of its content (VER-3). */
export function unsupported(event: TimelineEvent, feature: Feature): TimelineEvent {
  return isMessage(event) ? { ...event, content: { type: 'unsupported', feature } } : event;
}
