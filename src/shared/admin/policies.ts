import * as z from 'zod';
import { RelayReceiptPolicy } from '../model/receipt.ts';
import { Registration } from '../protocol/commands/session.ts';

/** Days in which no line of the audit log can be removed, whatever is set: who did something cannot hide it. */
export const MIN_AUDIT_DAYS = 30;

/** What an administrator may change while the relay runs. */
export const Policies = z.object({
  /** Name that clients show. */
  name: z.string().trim().min(1).max(120),
  registration: Registration,
  /** How long people may edit and recall what they sent; 0 = never (MSG-2). */
  editWindowHours: z.number().min(0).max(87_600),
  /** RCP-11. */
  receipts: RelayReceiptPolicy,
  /** RCP-13. */
  readTimes: z.boolean(),
  /** RCP-16; 0 = for ever. */
  receiptRetentionDays: z.int().min(0).max(36_500),
  auditRetentionDays: z.int().min(MIN_AUDIT_DAYS).max(36_500),
});
export type Policies = z.infer<typeof Policies>;

export type PolicyName = keyof Policies;
export const PolicyName = Policies.keyof();
export const POLICY_NAMES: readonly PolicyName[] = PolicyName.options;

/** Some of them. */
export const PolicyChange = Policies.partial();
export type PolicyChange = z.infer<typeof PolicyChange>;

export const DEFAULT_AUDIT_DAYS = 365;
