import type { AuditAction, AuditDetail, AuditEntry, AuditOrigin } from '../../shared/admin/audit.ts';
import type {
  CallbackId,
  ClientId,
  ConversationId,
  DeviceId,
  HookId,
  UserId,
} from '../../shared/model/ids.ts';
import type { CallbackKind } from '../../shared/model/integration.ts';
import type { Person } from '../../shared/model/person.ts';
import type { StoredFigures } from '../metrics/stored-figures.ts';
import type { Account } from './account-port.ts';
import type { OrderedMove } from './packet-decision.ts';
import type { Device } from './device-port.ts';
import type { AppendOutcome } from './timeline-port.ts';

/** Who does something, and from where. */
export interface AdminActor {
  readonly origin: AuditOrigin;
  /** `null`: nobody with an account. */
  readonly user: UserId | null;
  readonly operator: string | null;
  readonly address: string | null;
}

/** The relay itself. */
export const RELAY_ACTOR: AdminActor = { origin: 'relay', user: null, operator: null, address: null };

/** A line to come; the log gives it its number. */
export interface NewAuditEntry {
  readonly at: number;
  readonly actor: AdminActor;
  readonly action: AuditAction;
  readonly subject: string | null;
  readonly label: string | null;
  readonly detail: AuditDetail | null;
}

/** Lines of the log that are younger than this, seen from the newest one, are never removed; migrations say it too, and stay. */
export const AUDIT_KEPT_MS = 30 * 86_400_000;

/** What an administrator can have changed. */
export type AdminChange =
  | { readonly kind: 'createAccount'; readonly account: Account }
  | { readonly kind: 'deactivateAccount'; readonly user: UserId }
  | { readonly kind: 'resetPassword'; readonly user: UserId; readonly passwordHash: string }
  | { readonly kind: 'setAdministrator'; readonly user: UserId; readonly administrator: boolean }
  | { readonly kind: 'revokeDevice'; readonly user: UserId; readonly device: DeviceId }
  | { readonly kind: 'dissolveGroup'; readonly conversation: ConversationId }
  /** All or nothing; again by the same client id it is `unchanged`. */
  | {
      readonly kind: 'movePoints';
      readonly move: OrderedMove;
      readonly user: UserId;
      readonly clientId: ClientId;
      readonly points: number;
      readonly reason: string;
    }
  /** To the relay itself. */
  | {
      readonly kind: 'createInvite';
      readonly hash: string;
      readonly creator: UserId;
      readonly uses: number;
      readonly expiresAt: number | null;
    }
  | { readonly kind: 'revokeInvite'; readonly hash: string }
  /** An account of programs: they post through hooks, are told through callbacks, or sign in by a token. It has no password. */
  | { readonly kind: 'createBot'; readonly account: Account }
  /** A device of a bot. */
  | { readonly kind: 'createBotToken'; readonly device: Device }
  | {
      readonly kind: 'createHook';
      readonly id: HookId;
      readonly tokenHash: string;
      readonly bot: UserId;
      readonly conversation: ConversationId;
      readonly label: string;
    }
  | { readonly kind: 'revokeHook'; readonly id: HookId }
  | {
      readonly kind: 'createCallback';
      readonly id: CallbackId;
      readonly bot: UserId;
      readonly url: string;
      readonly secret: string;
      readonly kinds: readonly CallbackKind[];
    }
  | { readonly kind: 'removeCallback'; readonly id: CallbackId }
  /** Values are JSON texts by policy name. */
  | { readonly kind: 'setPolicies'; readonly values: Readonly<Record<string, string>> };

export type AdminOutcome =
  | {
      readonly kind: 'done';
      /** Devices that are signed out by it. */
      readonly devices: readonly DeviceId[];
      /** What it appended to timelines. */
      readonly events: readonly Extract<AppendOutcome, { readonly kind: 'appended' }>[];
      /** Whom everybody knows something new of, by which commit (PRF-7). */
      readonly person?: { readonly user: UserId; readonly position: number };
    }
  /** It is so already: nothing was done, and nothing stands in the log. */
  | { readonly kind: 'unchanged' }
  /** Whoever wants it does not administer this relay (any more). */
  | { readonly kind: 'forbidden' }
  | { readonly kind: 'not-found' }
  | { readonly kind: 'name-taken' }
  | { readonly kind: 'too-many' }
  /** Nobody has less than nothing. */
  | { readonly kind: 'few-points' }
  /** By the same client id something else was done. */
  | { readonly kind: 'id-taken' }
  /** A bot has no password, and administers nothing. */
  | { readonly kind: 'is-bot' }
  /** The bot is not in the conversation: only its members bring it in. */
  | { readonly kind: 'not-member' };

/** Done: no device is signed out by it, and nothing was appended. */
export const DONE = { kind: 'done', devices: [], events: [] } as const satisfies AdminOutcome;

/** An account as administrators see it. */
export interface AccountOverview extends Person {
  readonly administrator: boolean;
  readonly createdAt: number;
  readonly devices: number;
  /** Of any of its devices; `null`: it has none. */
  readonly lastSeenAt: number | null;
  /** What counts in its quota: all of its files, unfinished ones included. */
  readonly fileBytes: number;
  readonly bot: boolean;
}

/** A group as administrators see it: never what is said in it. */
export interface GroupOverview {
  /** Where the page after it begins. */
  readonly cursor: number;
  readonly id: ConversationId;
  readonly title: string;
  readonly memberCount: number;
  readonly messages: number;
  readonly createdAt: number;
  readonly lastEventAt: number;
  /** `null`: nobody is left in it. */
  readonly owner: Person | null;
}

/** An invite as administrators see it; its code is known to nobody but who made it. */
export interface InviteOverview {
  readonly hash: string;
  readonly creator: Person;
  /** `null`: to the relay itself. */
  readonly group: string | null;
  readonly usesLeft: number | null;
  readonly expiresAt: number | null;
}

/** How much of everything there is. */
export interface RelayTotals {
  readonly people: number;
  readonly administrators: number;
  readonly devices: number;
  readonly groups: number;
  readonly directs: number;
  readonly messages: number;
}

/** What a storage does for administrators; part of RelayStorage, which says what all of its methods promise. */
export interface Administration {
  /**
   * Makes a change and writes it into the audit log, both or neither. `forbidden` where `actor.user` does not administer the
   * relay when the write happens; an actor without an account may do everything.
   */
  administer(actor: AdminActor, at: number, change: AdminChange): Promise<AdminOutcome>;
  /**
   * Makes the oldest account that was not given up an administrator, and logs it, where there is no administrator. Gives who
   * became one.
   */
  appointAdministrator(at: number): Promise<UserId | undefined>;
  /** By account name, those given up too; `query` as in `listPeople`. */
  listAccounts(
    query: string,
    after: string,
    limit: number,
  ): Promise<{ readonly accounts: readonly AccountOverview[]; readonly more: boolean }>;
  accountOverview(name: string): Promise<AccountOverview | undefined>;
  /** Newest first, from `before` (a cursor) on; `query`: what the title contains, case of ASCII letters ignored. */
  listGroups(
    query: string,
    before: number | undefined,
    limit: number,
  ): Promise<{ readonly groups: readonly GroupOverview[]; readonly more: boolean }>;
  /** Those that let somebody in now, by hash, above `after`. */
  listInvites(
    at: number,
    after: string,
    limit: number,
  ): Promise<{ readonly invites: readonly InviteOverview[]; readonly more: boolean }>;
  /** JSON texts by policy name. */
  storedPolicies(): Promise<Readonly<Record<string, string>>>;
  recordAudit(entry: NewAuditEntry): Promise<void>;
  /** Newest first, from below the line `before` on. */
  listAudit(
    before: number | undefined,
    limit: number,
  ): Promise<{ readonly entries: readonly AuditEntry[]; readonly more: boolean }>;
  /** Removes up to `limit` lines written before `before`, but none of AUDIT_KEPT_MS before the newest one. Gives how many it removed. */
  expireAudit(before: number, limit: number): Promise<number>;
  totals(): Promise<RelayTotals>;
  /** For every scrape of the metrics: a few rows, however much is stored. */
  figures(): Promise<StoredFigures>;
}
