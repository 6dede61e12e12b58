import { randomBytes } from 'node:crypto';
import type { TimelineEvent } from '../../../shared/model/event.ts';
import { isKnown } from '../../../shared/model/event.ts';
import type { CallbackId, ChannelId, ConversationId, HookId, UserId } from '../../../shared/model/ids.ts';
import { type CallbackKind, MAX_LOGGED, MAX_WAITING } from '../../../shared/model/integration.ts';
import { callbackKindOf } from '../callback-listening.ts';
import type { StoredAnnouncement } from '../channel-port.ts';
import type { AttemptResult, LoggedDelivery, StoredCallback, StoredHook } from '../integration-port.ts';
import type { MemoryConversation } from './memory-conversation.ts';

export type MemoryHook = Omit<StoredHook, 'title'> & { readonly tokenHash: string };

/** Where what is told of stands. */
type Place =
  | { readonly conversation: ConversationId; readonly seq: number }
  | { readonly channel: ChannelId; readonly seq: number };

type MemoryDelivery = Omit<LoggedDelivery, 'state'> & { readonly place: Place };

interface MemoryCallback {
  stored: StoredCallback;
  /** In the order of their cursors. */
  deliveries: MemoryDelivery[];
}

/** Bots, hooks, callbacks and their deliveries in plain objects. */
export class MemoryIntegrations {
  readonly bots = new Set<UserId>();
  readonly hooks = new Map<HookId, MemoryHook>();
  readonly callbacks = new Map<CallbackId, MemoryCallback>();
  #cursor = 0;

  addCallback(stored: Omit<StoredCallback, 'waiting' | 'missed'>): void {
    this.callbacks.set(stored.id, { stored: { ...stored, waiting: 0, missed: 0 }, deliveries: [] });
  }

  removeAllOf(bot: UserId): void {
    for (const hook of [...this.hooks.values()]) if (hook.bot === bot) this.hooks.delete(hook.id);
    for (const { stored } of [...this.callbacks.values()]) {
      if (stored.bot === bot) this.callbacks.delete(stored.id);
    }
  }

  figures(): { deliveriesQueued: number; deliveriesWaiting: number; deliveriesMissed: number } {
    const sum = (what: 'waiting' | 'missed'): number =>
      this.listCallbacks().reduce((all, callback) => all + callback[what], 0);
    return {
      deliveriesQueued: this.#cursor,
      deliveriesWaiting: sum('waiting'),
      deliveriesMissed: sum('missed'),
    };
  }

  listCallbacks(): StoredCallback[] {
    return [...this.callbacks.values()].map(({ stored }) => stored);
  }

  /** Its effects are applied already. */
  queueEvent(event: TimelineEvent, { members }: MemoryConversation): void {
    const kind = isKnown(event) ? callbackKindOf(event) : undefined;
    if (!isKnown(event) || kind === undefined) return;
    const { conversation, seq, at, sender } = event;
    this.#queue(
      { kind, at, place: { conversation, seq } },
      (bot) =>
        bot !== sender &&
        (Boolean(members.get(bot)?.role) || (event.kind === 'member.removed' && event.users.includes(bot))),
    );
  }

  queueAnnouncement({ channel, seq, sender }: StoredAnnouncement, at: number): void {
    const delivery = { kind: 'announcement.published', at, place: { channel, seq } } as const;
    this.#queue(delivery, (bot) => bot !== sender);
  }

  #queue(
    delivery: { readonly kind: CallbackKind; readonly at: number; readonly place: Place },
    hears: (bot: UserId) => boolean,
  ): void {
    for (const callback of this.callbacks.values()) {
      const { stored, deliveries } = callback;
      if (!stored.kinds.includes(delivery.kind) || !hears(stored.bot)) continue;
      if (stored.waiting >= MAX_WAITING) {
        callback.stored = { ...stored, missed: stored.missed + 1 };
        continue;
      }
      callback.stored = { ...stored, waiting: stored.waiting + 1 };
      deliveries.push({
        ...delivery,
        id: randomBytes(16).toString('hex'),
        cursor: ++this.#cursor,
        attempts: 0,
        status: null,
        problem: null,
        settledAt: null,
        nextAt: delivery.at,
      });
    }
  }

  next(id: CallbackId): (MemoryDelivery & { readonly nextAt: number }) | undefined {
    const callback = this.callbacks.get(id);
    return callback && waitingOf(callback).sort((a, b) => a.nextAt - b.nextAt || a.cursor - b.cursor)[0];
  }

  settle(id: string, { at, status, problem, nextAt }: AttemptResult): void {
    for (const callback of this.callbacks.values()) {
      const { stored, deliveries } = callback;
      const index = deliveries.findIndex((one) => one.id === id && one.nextAt !== null);
      const found = deliveries[index];
      if (!found) continue;
      const settledAt = nextAt === null ? at : null;
      deliveries[index] = { ...found, attempts: found.attempts + 1, status, problem, nextAt, settledAt };
      if (nextAt === null) callback.stored = { ...stored, waiting: stored.waiting - 1 };
    }
  }

  log(
    id: CallbackId,
    before: number = Number.MAX_SAFE_INTEGER,
    limit: number,
  ): { readonly deliveries: readonly LoggedDelivery[]; readonly more: boolean } {
    const older = (this.callbacks.get(id)?.deliveries ?? [])
      .filter(({ cursor }) => cursor < before)
      .reverse()
      .map(({ place: _place, ...one }): LoggedDelivery => {
        const state = one.nextAt !== null ? 'waiting' : one.problem === null ? 'delivered' : 'failed';
        return { ...one, state };
      });
    return { deliveries: older.slice(0, limit), more: older.length > limit };
  }

  expire(before: number, limit: number): number {
    const gone = new Set(
      [...this.callbacks.values()]
        .flatMap(({ deliveries }) => deliveries)
        .filter(({ settledAt, cursor }) => {
          if (settledAt === null) return false;
          return settledAt < before || cursor <= this.#cursor - MAX_LOGGED;
        })
        .sort((a, b) => (a.settledAt ?? 0) - (b.settledAt ?? 0))
        .slice(0, limit)
        .map(({ id }) => id),
    );
    for (const callback of this.callbacks.values()) {
      callback.deliveries = callback.deliveries.filter(({ id }) => !gone.has(id));
    }
    return gone.size;
  }
}

function waitingOf({ deliveries }: MemoryCallback): (MemoryDelivery & { readonly nextAt: number })[] {
  return deliveries.flatMap((one) => (one.nextAt === null ? [] : [{ ...one, nextAt: one.nextAt }]));
}
