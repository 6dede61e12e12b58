import { attachmentsOf, isMessage, type MessageContent, type TimelineEvent } from '../model/event.ts';

/** What was added to version 1 that a client of an earlier day could not just ignore (VER-2). */
export const FEATURES = ['cards', 'forwards', 'channels', 'files', 'drafts', 'packets', 'profiles'] as const;
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
  file: 'files',
  image: 'files',
  forward: 'forwards',
  packet: 'packets',
};

/** The feature that a client must know to be given the event as it is. */
export function featureOf(event: TimelineEvent): Feature | undefined {
  if (!isMessage(event)) return undefined;
  // Without the files in it a forward would be half of what was sent.
  if (event.content.type === 'forward' && attachmentsOf(event.content).length > 0) return 'files';
  return CONTENT_FEATURE[event.content.type];
}

/** The message for clients that do not know the feature of its content (VER-3). */
export function unsupported(event: TimelineEvent, feature: Feature): TimelineEvent {
  return isMessage(event) ? { ...event, content: { type: 'unsupported', feature } } : event;
}
