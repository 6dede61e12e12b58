import type { KnownEvent, MessageCreated } from '../../../shared/model/event.ts';
import { MAX_WAITING } from '../../../shared/model/integration.ts';
import { callbackKindOf } from '../callback-listening.ts';
import type { StoredAnnouncement } from '../channel-port.ts';
import type { Listener, NewDeliveryRow } from '../rows/integration.ts';
import type { Queries } from './queries/all.ts';

// What other calls leave for callbacks, inside their transaction.

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
