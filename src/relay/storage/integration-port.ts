import type { TimelineEvent } from '../../shared/model/event.ts';
import type { CallbackId, ConversationId, HookId, UserId } from '../../shared/model/ids.ts';
import type { CallbackKind, DeliveryProblem, DeliveryState } from '../../shared/model/integration.ts';
import type { Person } from '../../shared/model/person.ts';
import type { StoredAnnouncement } from './channel-port.ts';

export interface StoredHook {
  readonly id: HookId;
  readonly label: string;
  readonly bot: UserId;
  readonly conversation: ConversationId;
  /** Of the conversation; `null`: a direct one. */
  readonly title: string | null;
  readonly createdAt: number;
}

export interface StoredCallback {
  readonly id: CallbackId;
  readonly bot: UserId;
  readonly url: string;
  readonly secret: string;
  readonly kinds: readonly CallbackKind[];
  readonly createdAt: number;
  readonly waiting: number;
  readonly missed: number;
}

/** What a delivery tells of, as it is now: of a message that was recalled meanwhile, nothing is left in it. */
export type DeliverySubject =
  | { readonly kind: 'event'; readonly event: TimelineEvent }
  | { readonly kind: 'announcement'; readonly announcement: StoredAnnouncement };

/** A delivery whose turn it is. */
export interface DueDelivery {
  /** Stays over all attempts, and belongs to no other delivery of any relay. */
  readonly id: string;
  readonly kind: CallbackKind;
  readonly at: number;
  /** Made so far. */
  readonly attempts: number;
  readonly nextAt: number;
  readonly subject: DeliverySubject;
  readonly sender: Person | null;
}

/** How an attempt ended. */
export interface AttemptResult {
  readonly at: number;
  readonly status: number | null;
  readonly problem: DeliveryProblem | null;
  /** When to try again; `null`: that was the last attempt. A delivery without a problem is delivered. */
  readonly nextAt: number | null;
}

/** One line of the delivery log. */
export interface LoggedDelivery {
  readonly id: string;
  /** Where the page after it begins. */
  readonly cursor: number;
  readonly kind: CallbackKind;
  readonly at: number;
  readonly state: DeliveryState;
  readonly attempts: number;
  readonly status: number | null;
  readonly problem: DeliveryProblem | null;
  readonly settledAt: number | null;
  readonly nextAt: number | null;
}

/**
 * The part of a relay's storage that knows bots, hooks and callbacks; administrators change them by `administer`. What a callback
 * is to be told is written in the transaction of what it tells of: it is told at least once, whatever happens to the relay in
 * between, up to MAX_WAITING of one callback; beyond, it is counted as missed, and nobody who writes is kept from it. A callback
 * hears of conversations that its bot is in, but not of what the bot does itself. Guarantees as those of RelayStorage.
 */
export interface IntegrationStorage {
  /** By account name, without those given up. */
  listBots(): Promise<readonly Person[]>;
  /** Oldest first. */
  listHooks(): Promise<readonly StoredHook[]>;
  hookByTokenHash(hash: string): Promise<StoredHook | undefined>;
  /** Oldest first. */
  listCallbacks(): Promise<readonly StoredCallback[]>;
  /** The waiting delivery whose attempt is due first, also where that is in the future. */
  nextDelivery(callback: CallbackId): Promise<DueDelivery | undefined>;
  /** A delivery that is not waiting (any more) is left alone. */
  settleDelivery(id: string, result: AttemptResult): Promise<void>;
  /** Newest first, from below the cursor `before` on. */
  listDeliveries(
    callback: CallbackId,
    before: number | undefined,
    limit: number,
  ): Promise<{ readonly deliveries: readonly LoggedDelivery[]; readonly more: boolean }>;
  /**
   * Removes up to `limit` finished deliveries, oldest first, that were finished before `before` or are more than MAX_LOGGED
   * behind the newest delivery. Gives how many it removed.
   */
  expireDeliveries(before: number, limit: number): Promise<number>;
}
