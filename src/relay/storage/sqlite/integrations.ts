import type { KnownEvent } from '../../../shared/model/event.ts';
import type { CallbackId, UserId } from '../../../shared/model/ids.ts';
import { MAX_WAITING } from '../../../shared/model/integration.ts';
import type { StoredAnnouncement } from '../channel-port.ts';
import type { DeliverySubject, DueDelivery } from '../integration-port.ts';
import { callbackKindOf } from '../callback-listening.ts';
import type { StorageResult } from '../relay-storage-core.ts';
import { toAnnouncement } from './channels.ts';
import type { Queries } from './queries/all.ts';
import type { Listener, NewDeliveryRow } from './queries/integrations.ts';
import { readTimeline } from './read-timeline.ts';

// Calls of the port about bots, hooks and callbacks, and what other calls leave for callbacks. Those that write run inside a
// transaction.

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

/** `listBots` of the port. */
export function listBots({ accounts, integrations }: Queries): StorageResult<'listBots'> {
  return integrations
    .bots()
    .flatMap((user) => accounts.person(user) ?? [])
    .filter(({ deactivated }) => !deactivated)
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** `nextDelivery` of the port. */
export function nextDelivery(queries: Queries, callback: CallbackId): DueDelivery | undefined {
  const { accounts, announcements, integrations } = queries;
  const key = integrations.callbackKey(callback);
  const row = key === undefined ? undefined : integrations.next(key);
  if (!row) return undefined;
  const { id, kind, conversation, channel, seq, at, attempts, nextAt } = row;
  const due = { id, kind, at, attempts, nextAt };
  const withSubject = (subject: DeliverySubject, sender: UserId): DueDelivery => ({
    ...due,
    subject,
    sender: accounts.person(sender) ?? null,
  });
  if (conversation !== null) {
    const [event] = readTimeline(queries, conversation, [[seq, seq]], 1, Number.MAX_SAFE_INTEGER, undefined);
    return event && withSubject({ kind: 'event', event }, event.sender);
  }
  const found = channel === null ? undefined : announcements.get(channel, seq);
  if (!found) return undefined;
  const announcement = toAnnouncement(queries, found);
  return withSubject({ kind: 'announcement', announcement }, announcement.sender);
}

/** `listDeliveries` of the port. */
export function listDeliveries(
  { integrations }: Queries,
  callback: CallbackId,
  before: number = Number.MAX_SAFE_INTEGER,
  limit: number,
): StorageResult<'listDeliveries'> {
  const key = integrations.callbackKey(callback);
  const found = key === undefined ? [] : integrations.log(key, before, limit + 1);
  return { deliveries: found.slice(0, limit), more: found.length > limit };
}
