import type { CallbackId, UserId } from '../../../../shared/model/ids.ts';
import type { DeliverySubject, DueDelivery, IntegrationStorage } from '../../integration-port.ts';
import type { CorePart } from '../../relay-storage-core.ts';
import { toAnnouncement } from '../channels.ts';
import type { Queries } from '../queries/all.ts';
import { readTimeline } from '../read-timeline.ts';

/** The port's calls about bots, hooks and callbacks. Those that write run inside a transaction. */
export function integrationCalls(queries: Queries): CorePart<IntegrationStorage> {
  const { accounts, integrations } = queries;
  return {
    listBots: () =>
      integrations
        .bots()
        .flatMap((user) => accounts.person(user) ?? [])
        .filter(({ deactivated }) => !deactivated)
        .sort((a, b) => (a.name < b.name ? -1 : 1)),
    listHooks: () => integrations.hooks(),
    hookByTokenHash: (hash) => integrations.hookByTokenHash(hash),
    listCallbacks: () => integrations.callbacks(),
    nextDelivery: (callback) => nextDelivery(queries, callback),
    settleDelivery: (id, result) => integrations.settle(id, result),
    listDeliveries(callback, before = Number.MAX_SAFE_INTEGER, limit) {
      const key = integrations.callbackKey(callback);
      const found = key === undefined ? [] : integrations.log(key, before, limit + 1);
      return { deliveries: found.slice(0, limit), more: found.length > limit };
    },
    expireDeliveries: (before, limit) => integrations.expire(before, limit),
  };
}

function nextDelivery(queries: Queries, callback: CallbackId): DueDelivery | undefined {
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
