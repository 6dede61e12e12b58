import type { KnownEvent, TimelineEvent } from '../../shared/model/event.ts';
import type { NewMemberChange } from './member-change.ts';

/** The fields that every event has. */
export type EventEnvelope = Pick<TimelineEvent, 'conversation' | 'seq' | 'ordinal' | 'sender' | 'at'>;

/** What becomes an event once it has its envelope. */
export type EventChange = ChangeOf<Exclude<KnownEvent, { users: unknown }>> | NewMemberChange;
type ChangeOf<E> = E extends unknown ? Omit<E, keyof EventEnvelope> : never;

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
