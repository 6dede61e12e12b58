import * as z from 'zod';
import { Timestamp, UserId } from '../model/ids.ts';

/** Everything that the audit log can say was done. */
export const AUDIT_ACTIONS = [
  'account.created',
  'account.deactivated',
  'account.passwordReset',
  'account.lockedOut',
  'administrator.granted',
  'administrator.withdrawn',
  'device.revoked',
  'group.dissolved',
  'points.given',
  'points.takenBack',
  'invite.created',
  'invite.revoked',
  'policy.changed',
  'bot.created',
  'bot.tokenCreated',
  'hook.created',
  'hook.revoked',
  'callback.created',
  'callback.removed',
  'backup.created',
  'backup.failed',
  'console.signedIn',
  'console.signedOut',
  'console.refused',
] as const;
export const AuditAction = z.enum(AUDIT_ACTIONS);
export type AuditAction = z.infer<typeof AuditAction>;

/** Stands for what a later version of the relay has done, on nodes that do not know it; the detail `value` has its name. */
export const UNKNOWN_ACTION = 'unknown';

/**
 * Where it was done: in the console, on the command line of the relay's machine, by a client of the account itself, or by the
 * relay on its own.
 */
export const AuditOrigin = z.enum(['console', 'command-line', 'client', 'relay']);
export type AuditOrigin = z.infer<typeof AuditOrigin>;

/** Numbers and words that belong to an action. Never message text, never a secret. */
export const AuditDetail = z.record(
  z.string().max(64),
  z.union([z.string().max(500), z.number(), z.boolean()]),
);
export type AuditDetail = z.infer<typeof AuditDetail>;

/** One line of the audit log. */
export const AuditEntry = z.object({
  /** 1, 2, 3 …; lines that are too old to be kept leave the numbers of the others alone. */
  id: z.int().min(1),
  at: Timestamp,
  origin: AuditOrigin,
  /** The account that did it; `null`: somebody at the relay's machine, somebody unknown, or the relay. */
  actor: z.object({ id: UserId, name: z.string() }).nullable(),
  /** The user of the relay's machine who did it, as that machine names them; only from the command line. */
  operator: z.string().max(200).nullable(),
  address: z.string().max(100).nullable(),
  action: z.enum([...AUDIT_ACTIONS, UNKNOWN_ACTION]),
  /** Id of whom or what it was done to. */
  subject: z.string().max(200).nullable(),
  /** What it was called then. */
  label: z.string().max(200).nullable(),
  detail: AuditDetail.nullable(),
});
export type AuditEntry = z.infer<typeof AuditEntry>;
