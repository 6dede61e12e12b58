import type { KnownEvent, MessageCreated } from '../../../shared/model/event.ts';
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
export async function queueEvent(queries: Queries, conversation: number, event: KnownEvent): Promise<void> {
  const kind = callbackKindOf(event);
  if (kind === undefined) return;
  const { seq, at, sender } = event;
  const hears = async ({ bot, user }: Listener): Promise<boolean> =>
    user !== sender &&
    (Boolean((await queries.members.get(conversation, bot))?.role) ||
      (event.kind === 'member.removed' && event.users.includes(user)));
  await queue(queries, { kind, conversation, channel: null, seq, at }, hears);
}

/** Queues messages that were stored together. */
export async function queueMessages(
  { integrations, members }: Queries,
  messages: readonly { readonly key: number; readonly event: MessageCreated }[],
): Promise<void> {
  const listeners = await integrations.listeners('message.created');
  if (listeners.length === 0) return;
  const asked = listeners.flatMap(({ bot }) =>
    [...new Set(messages.map(({ key }) => key))].map((conversation) => ({ conversation, account: bot })),
  );
  const present = new Set((await members.present(asked)).map(([key, bot]) => `${key} ${bot}`));
  for (const { key: callback, bot, user, waiting } of listeners) {
    const heard = messages
      .filter(({ key, event }) => event.sender !== user && present.has(`${key} ${bot}`))
      .map(({ key, event: { seq, at } }): NewDeliveryRow => ({
        kind: 'message.created',
        conversation: key,
        channel: null,
        seq,
        at,
      }));
    const room = Math.max(0, MAX_WAITING - waiting);
    const missed = Math.max(0, heard.length - room);
    if (heard.length > 0) await integrations.queueMany(callback, heard.slice(0, room), missed);
  }
}

/** Queues an announcement that everybody has just been given. */
export async function queueAnnouncement(
  queries: Queries,
  channel: number,
  { seq, sender }: StoredAnnouncement,
  at: number,
): Promise<void> {
  const delivery = { kind: 'announcement.published', conversation: null, channel, seq, at } as const;
  await queue(queries, delivery, ({ user }) => Promise.resolve(user !== sender));
}

async function queue(
  { integrations }: Queries,
  delivery: NewDeliveryRow,
  hears: (listener: Listener) => Promise<boolean>,
): Promise<void> {
  for (const listener of await integrations.listeners(delivery.kind)) {
    if (!(await hears(listener))) continue;
    if (listener.waiting >= MAX_WAITING) await integrations.miss(listener.key);
    else await integrations.queue(listener.key, delivery);
  }
}

/** `listBots` of the port. */
export async function listBots({ accounts, integrations }: Queries): Promise<StorageResult<'listBots'>> {
  return (await accounts.people(await integrations.bots()))
    .filter(({ deactivated }) => !deactivated)
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** `nextDelivery` of the port. */
export async function nextDelivery(queries: Queries, callback: CallbackId): Promise<DueDelivery | undefined> {
  const { accounts, announcements, integrations } = queries;
  const key = await integrations.callbackKey(callback);
  const row = key === undefined ? undefined : await integrations.next(key);
  if (!row) return undefined;
  const { id, kind, conversation, channel, seq, at, attempts, nextAt } = row;
  const due = { id, kind, at, attempts, nextAt };
  const withSubject = async (subject: DeliverySubject, sender: UserId): Promise<DueDelivery> => ({
    ...due,
    subject,
    sender: (await accounts.person(sender)) ?? null,
  });
  if (conversation !== null) {
    const [event] = await readTimeline(
      queries,
      conversation,
      [[seq, seq]],
      1,
      Number.MAX_SAFE_INTEGER,
      undefined,
    );
    return event && (await withSubject({ kind: 'event', event }, event.sender));
  }
  const found = channel === null ? undefined : await announcements.get(channel, seq);
  if (!found) return undefined;
  const announcement = await toAnnouncement(queries, found);
  return withSubject({ kind: 'announcement', announcement }, announcement.sender);
}

/** `listDeliveries` of the port. */
export async function listDeliveries(
  { integrations }: Queries,
  callback: CallbackId,
  before: number = Number.MAX_SAFE_INTEGER,
  limit: number,
): Promise<StorageResult<'listDeliveries'>> {
  const key = await integrations.callbackKey(callback);
  const found = key === undefined ? [] : await integrations.log(key, before, limit + 1);
  return { deliveries: found.slice(0, limit), more: found.length > limit };
}
