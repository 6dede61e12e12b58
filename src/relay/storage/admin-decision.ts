import { assertNever } from '../../shared/assert-never.ts';
import type { AuditAction, AuditDetail } from '../../shared/admin/audit.ts';
import { MAX_HELD_POINTS } from '../../shared/admin/points.ts';
import type {
  CallbackId,
  ClientId,
  ConversationId,
  DeviceId,
  HookId,
  UserId,
} from '../../shared/model/ids.ts';
import { MAX_BOT_TOKENS, MAX_BOTS, MAX_CALLBACKS, MAX_HOOKS } from '../../shared/model/integration.ts';
import type { AdminActor, AdminChange, AdminOutcome } from './administration.ts';
import { gainOf, type PointOrder } from './packet-decision.ts';

/** What an adapter knows when the change is written. */
export interface AdminFacts {
  readonly account: (user: UserId) =>
    | {
        readonly name: string;
        readonly administrator: boolean;
        readonly deactivated: boolean;
        readonly bot: boolean;
      }
    | undefined;
  readonly nameTaken: (name: string) => boolean;
  /** Name of a device of this person's. */
  readonly device: (user: UserId, device: DeviceId) => string | undefined;
  /** How many devices this person has. */
  readonly deviceCount: (user: UserId) => number;
  /** `owner` is `undefined` where nobody is left. */
  readonly group: (
    conversation: ConversationId,
  ) =>
    { readonly title: string; readonly memberCount: number; readonly owner: UserId | undefined } | undefined;
  readonly hasInvite: (hash: string) => boolean;
  /** Whether this person may have one more open invite. */
  readonly mayInvite: (creator: UserId) => boolean;
  readonly policy: (name: string) => string | undefined;
  readonly count: (what: 'bots' | 'hooks' | 'callbacks') => number;
  readonly isMember: (conversation: ConversationId, user: UserId) => boolean;
  readonly hookLabel: (hook: HookId) => string | undefined;
  readonly callbackUrl: (callback: CallbackId) => string | undefined;
  readonly points: (user: UserId) => number;
  /** What was done by this client id. */
  readonly pointOrder: (clientId: ClientId) => PointOrder | undefined;
}

/** What the log says of it. */
export interface AuditNote {
  readonly action: AuditAction;
  readonly subject: string | null;
  readonly label: string | null;
  readonly detail: AuditDetail | null;
}

export type AdminDecision =
  | { readonly kind: 'answer'; readonly outcome: Exclude<AdminOutcome, { readonly kind: 'done' }> }
  | { readonly kind: 'do'; readonly change: AdminChange; readonly notes: readonly AuditNote[] };

/** The rules of administration, the same for every adapter. Decided by what is stored when the change is written. */
export function decideAdminChange(actor: AdminActor, change: AdminChange, facts: AdminFacts): AdminDecision {
  if (actor.user !== null) {
    const account = facts.account(actor.user);
    if (!account?.administrator || account.deactivated) return answer({ kind: 'forbidden' });
  }
  switch (change.kind) {
    case 'createAccount': {
      const { id, name } = change.account;
      if (facts.nameTaken(name)) return answer({ kind: 'name-taken' });
      return run(change, 'account.created', id, name);
    }
    case 'deactivateAccount': {
      const account = facts.account(change.user);
      if (!account) return answer({ kind: 'not-found' });
      if (account.deactivated) return answer({ kind: 'unchanged' });
      return run(change, 'account.deactivated', change.user, account.name);
    }
    case 'resetPassword': {
      const account = facts.account(change.user);
      if (!account || account.deactivated) return answer({ kind: 'not-found' });
      if (account.bot) return answer({ kind: 'is-bot' });
      return run(change, 'account.passwordReset', change.user, account.name);
    }
    case 'setAdministrator': {
      const account = facts.account(change.user);
      if (!account || (account.deactivated && change.administrator)) return answer({ kind: 'not-found' });
      if (account.bot && change.administrator) return answer({ kind: 'is-bot' });
      if (account.administrator === change.administrator) return answer({ kind: 'unchanged' });
      const action = change.administrator ? 'administrator.granted' : 'administrator.withdrawn';
      return run(change, action, change.user, account.name);
    }
    case 'revokeDevice': {
      const owner = facts.account(change.user);
      const name = facts.device(change.user, change.device);
      if (!owner || name === undefined) return answer({ kind: 'not-found' });
      return run(change, 'device.revoked', change.device, name, { account: owner.name });
    }
    case 'dissolveGroup': {
      const group = facts.group(change.conversation);
      if (!group) return answer({ kind: 'not-found' });
      if (!group.owner) return answer({ kind: 'unchanged' });
      const detail = { members: group.memberCount };
      return run(change, 'group.dissolved', change.conversation, group.title, detail);
    }
    case 'movePoints':
      return decidePoints(change, facts);
    case 'createInvite': {
      const creator = facts.account(change.creator);
      if (!creator || creator.deactivated) return answer({ kind: 'not-found' });
      if (!facts.mayInvite(change.creator)) return answer({ kind: 'too-many' });
      return run(change, 'invite.created', change.hash, null, { uses: change.uses, creator: creator.name });
    }
    case 'revokeInvite':
      if (!facts.hasInvite(change.hash)) return answer({ kind: 'not-found' });
      return run(change, 'invite.revoked', change.hash, null);
    case 'createBot': {
      const { id, name } = change.account;
      if (facts.nameTaken(name)) return answer({ kind: 'name-taken' });
      if (facts.count('bots') >= MAX_BOTS) return answer({ kind: 'too-many' });
      return run(change, 'bot.created', id, name);
    }
    case 'createBotToken': {
      const { id, user, name } = change.device;
      const bot = facts.account(user);
      if (!bot?.bot || bot.deactivated) return answer({ kind: 'not-found' });
      if (facts.deviceCount(user) >= MAX_BOT_TOKENS) return answer({ kind: 'too-many' });
      return run(change, 'bot.tokenCreated', id, name, { account: bot.name });
    }
    case 'createHook': {
      const bot = facts.account(change.bot);
      if (!bot?.bot || bot.deactivated) return answer({ kind: 'not-found' });
      if (!facts.isMember(change.conversation, change.bot)) return answer({ kind: 'not-member' });
      if (facts.count('hooks') >= MAX_HOOKS) return answer({ kind: 'too-many' });
      const detail = { bot: bot.name, conversation: change.conversation };
      return run(change, 'hook.created', change.id, change.label, detail);
    }
    case 'revokeHook': {
      const label = facts.hookLabel(change.id);
      if (label === undefined) return answer({ kind: 'not-found' });
      return run(change, 'hook.revoked', change.id, label);
    }
    case 'createCallback': {
      const bot = facts.account(change.bot);
      if (!bot?.bot || bot.deactivated) return answer({ kind: 'not-found' });
      if (facts.count('callbacks') >= MAX_CALLBACKS) return answer({ kind: 'too-many' });
      const detail = { bot: bot.name, kinds: change.kinds.join(' ') };
      return run(change, 'callback.created', change.id, hostOf(change.url), detail);
    }
    case 'removeCallback': {
      const url = facts.callbackUrl(change.id);
      if (url === undefined) return answer({ kind: 'not-found' });
      return run(change, 'callback.removed', change.id, hostOf(url));
    }
    case 'setPolicies': {
      const changed = Object.entries(change.values).filter(([name, value]) => facts.policy(name) !== value);
      if (changed.length === 0) return answer({ kind: 'unchanged' });
      return {
        kind: 'do',
        change: { kind: 'setPolicies', values: Object.fromEntries(changed) },
        notes: changed.map(([name, value]) => ({
          action: 'policy.changed',
          subject: name,
          label: null,
          detail: { value, ...before(facts.policy(name)) },
        })),
      };
    }
    default:
      return assertNever(change);
  }
}

/** PKT-8. */
function decidePoints(
  change: Extract<AdminChange, { readonly kind: 'movePoints' }>,
  facts: AdminFacts,
): AdminDecision {
  const { user, move, points, reason } = change;
  const done = facts.pointOrder(change.clientId);
  if (done) {
    const same = done.user === user && done.move === move && done.points === points;
    return answer({ kind: same ? 'unchanged' : 'id-taken' });
  }
  const account = facts.account(user);
  if (!account || account.deactivated) return answer({ kind: 'not-found' });
  const after = facts.points(user) + gainOf(move, points);
  if (after < 0) return answer({ kind: 'few-points' });
  if (move === 'given' && after > MAX_HELD_POINTS) return answer({ kind: 'too-many' });
  return run(change, `points.${move}`, user, account.name, { points, after, reason });
}

/** Paths and queries often have a key in them. */
function hostOf(url: string): string {
  return new URL(url).host.slice(0, 200);
}

function before(value: string | undefined): AuditDetail {
  return value === undefined ? {} : { before: value };
}

function answer(outcome: Exclude<AdminOutcome, { readonly kind: 'done' }>): AdminDecision {
  return { kind: 'answer', outcome };
}

function run(
  change: AdminChange,
  action: AuditAction,
  subject: string,
  label: string | null,
  detail: AuditDetail | null = null,
): AdminDecision {
  return { kind: 'do', change, notes: [{ action, subject, label, detail }] };
}
