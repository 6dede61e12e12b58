import type { KnownEvent } from '../../../shared/model/event.ts';
import { MAX_WAITING } from '../../../shared/model/integration.ts';
import { callbackKindOf } from '../callback-listening.ts';
import type { StoredAnnouncement } from '../channel-port.ts';
import type { Listener, NewDeliveryRow } from '../rows/integration.ts';
import type { Queries } from './queries/all.ts';

// What other calls leave for callbacks, inside their transaction.

/** Queues a stored event for whoever is told of it; its effects are stored already. */
export function queueEvent(queries: Queries, conversation: number, event: KnownEvent): void {
  const kind = callbackKindOf(event);
  if (kind === undefined) return;
  const { seq, at, sender } = event;
  const hears = ({ bot, user }: Listener): boolean =>
    user !== sender &&
    (Boolean(queries.members.get(conversation, bot)?.role) ||
      (event.kind === 'member.removed' && event.users.includes(user)));
  queue(queries, { kind, conversation, channel: null, seq, at }, hears);
}

/** Queues an announcement that everybody has just been given. */
export function queueAnnouncement(
  queries: Queries,
  channel: number,
  { seq, sender }: StoredAnnouncement,
  at: number,
): void {
  const delivery = { kind: 'announcement.published', conversation: null, channel, seq, at } as const;
  queue(queries, delivery, ({ user }) => user !== sender);
}

function queue(
  { integrations }: Queries,
  delivery: NewDeliveryRow,
  hears: (listener: Listener) => boolean,
): void {
  for (const listener of integrations.listeners(delivery.kind)) {
    if (!hears(listener)) continue;
    if (listener.waiting >= MAX_WAITING) integrations.miss(listener.key);
    else integrations.queue(listener.key, delivery);
  }
}
