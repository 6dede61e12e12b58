import type { KnownEvent, TimelineEvent } from '../../shared/model/event.ts';
import type { EventChange } from './append-decision.ts';

/** The fields that every event has. */
export type EventEnvelope = Pick<TimelineEvent, 'conversation' | 'seq' | 'ordinal' | 'sender' | 'at'>;

/** The event that a decided change becomes. */
export function toEvent(envelope: EventEnvelope, change: EventChange): KnownEvent {
  return 'users' in change
    ? { ...envelope, kind: change.kind, users: [...change.users] }
    : { ...envelope, ...change };
}

/** What an event says beyond its envelope, kind and client id, as JSON: the part whose bytes bound a page. */
export function eventBody(event: TimelineEvent): string {
  return JSON.stringify(Object.fromEntries(Object.entries(event).filter(([key]) => !ENVELOPE.has(key))));
}

const ENVELOPE: ReadonlySet<string> = new Set([
  'conversation',
  'seq',
  'ordinal',
  'sender',
  'at',
  'kind',
  'clientId',
]);
