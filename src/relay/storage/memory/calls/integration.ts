import type { CallbackId } from '../../../../shared/model/ids.ts';
import type { DueDelivery, IntegrationStorage, StoredHook } from '../../integration-port.ts';
import type { CorePart } from '../../relay-storage-core.ts';
import type { MemoryHook } from '../memory-integrations.ts';
import type { MemoryTables } from '../memory-tables.ts';
import { readTimeline } from './timeline.ts';

/** The port's calls about bots, hooks and callbacks. */
export function integrationCalls(tables: MemoryTables): CorePart<IntegrationStorage> {
  const { accounts, conversations, integrations } = tables;
  const shown = ({ id, label, bot, conversation, createdAt }: MemoryHook): StoredHook => {
    const title = conversations.get(conversation)?.title ?? null;
    return { id, label, bot, conversation, title, createdAt };
  };
  return {
    listBots: () =>
      accounts
        .people([...integrations.bots])
        .filter(({ deactivated }) => !deactivated)
        .sort((a, b) => (a.name < b.name ? -1 : 1)),
    listHooks: () => [...integrations.hooks.values()].map(shown),
    hookByTokenHash(hash) {
      const found = [...integrations.hooks.values()].find(({ tokenHash }) => tokenHash === hash);
      return found && shown(found);
    },
    listCallbacks: () => integrations.listCallbacks(),
    nextDelivery: (callback) => nextDelivery(tables, callback),
    settleDelivery: (id, result) => integrations.settle(id, result),
    listDeliveries: (callback, before, limit) => integrations.log(callback, before, limit),
    expireDeliveries: (before, limit) => integrations.expire(before, limit),
  };
}

function nextDelivery(
  { accounts, channels, conversations, integrations }: MemoryTables,
  callback: CallbackId,
): DueDelivery | undefined {
  const next = integrations.next(callback);
  if (!next) return undefined;
  const { id, kind, at, attempts, nextAt, place } = next;
  const due = { id, kind, at, attempts, nextAt };
  if ('conversation' in place) {
    const { seq } = place;
    const conversation = conversations.get(place.conversation);
    const [event] = conversation
      ? readTimeline(conversation, [[seq, seq]], 1, Number.MAX_SAFE_INTEGER, undefined)
      : [];
    const sender = event && accounts.people([event.sender])[0];
    return event && { ...due, subject: { kind: 'event', event }, sender: sender ?? null };
  }
  const [announcement] = channels.list(place.channel, place.seq + 1, 1);
  const sender = announcement && accounts.people([announcement.sender])[0];
  return announcement && { ...due, subject: { kind: 'announcement', announcement }, sender: sender ?? null };
}
