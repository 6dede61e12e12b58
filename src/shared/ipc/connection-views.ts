import * as z from 'zod';
import { ErrorCode } from '../errors.ts';
import { Timestamp } from '../model/ids.ts';
import { ProxySettings } from '../model/proxy-settings.ts';
import { RelayReceiptPolicy } from '../model/receipt.ts';
import { Registration } from '../protocol/commands/session.ts';

export const SessionState = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('stopped') }),
  z.object({ kind: z.literal('connecting'), attempt: z.int().min(1) }),
  /** Signed in, catching up on what was missed. */
  z.object({ kind: z.literal('syncing') }),
  z.object({ kind: z.literal('online') }),
  /** Will try again at `retryAt` (client clock, ms). */
  z.object({ kind: z.literal('waiting'), attempt: z.int().min(1), retryAt: Timestamp, error: ErrorCode }),
  /** The relay will not have this device: sign in again. No further attempts. */
  z.object({ kind: z.literal('rejected'), error: ErrorCode }),
]);
export type SessionState = z.infer<typeof SessionState>;

/** What the relay of this session lets people do; `null` until it has said so. */
export const RelayRules = z
  .object({
    registration: Registration,
    /** How long a sender may edit and recall; 0 = never. */
    changeWindowMs: z.int().min(0),
    receiptPolicy: RelayReceiptPolicy,
    /** 0: the relay keeps no files. */
    maxFileBytes: z.int().min(0),
    /** Whether it knows red packets. */
    packets: z.boolean(),
    /** Whether names and pictures can be changed there. */
    profiles: z.boolean(),
    /** The relay's clock less this one's; ms. */
    clockAheadMs: z.int(),
  })
  .nullable();
export type RelayRules = z.infer<typeof RelayRules>;

/** By which proxies relays are reached; the password itself stays in the main process. */
export const ProxyView = z.object({ settings: ProxySettings, hasPassword: z.boolean() });
export type ProxyView = z.infer<typeof ProxyView>;
