import * as z from 'zod';
import { ErrorCode } from '../errors.ts';
import { Fingerprint } from '../model/fingerprint.ts';
import { AccountId } from '../model/ids.ts';
import { Person } from '../model/person.ts';
import { Lock } from './lock-views.ts';

/** Accounts that may be signed in at once; as many as Ctrl and a digit reach. */
export const MAX_ACCOUNTS = 9;

/** The relay inside this client. */
export const Hosting = z.object({
  /** Stopped, nobody reaches it, and it does not start with the program. */
  running: z.boolean(),
  /** Colleagues on the network reach it, over TLS; otherwise nobody outside this computer. */
  network: z.boolean(),
  /** Addresses others can join with; none while it is stopped. */
  urls: z.array(z.string()),
});
export type Hosting = z.infer<typeof Hosting>;

/** The account that is shown. */
export const AccountState = z.discriminatedUnion('kind', [
  /** First run, or signed out. */
  z.object({ kind: z.literal('none') }),
  /** Nothing of any account is told until it is unlocked. */
  z.object({ kind: z.literal('locked'), waitsFor: Lock }),
  /** Somebody is signed in, but the messages on this disk cannot be opened now; they are as they were. */
  z.object({
    kind: z.literal('blocked'),
    id: AccountId,
    me: Person,
    relayName: z.string(),
    error: ErrorCode,
  }),
  z.object({
    kind: z.literal('ready'),
    id: AccountId,
    me: Person,
    relayName: z.string(),
    relayUrl: z.string(),
    /** Of the one certificate that is accepted of this relay; absent: any that an authority vouches for, or none. */
    fingerprint: Fingerprint.optional(),
    /** The relay is the one inside this client. */
    hosting: Hosting.nullable(),
  }),
]);
export type AccountState = z.infer<typeof AccountState>;

/** One of the accounts that are signed in. */
export const AccountEntry = z.object({
  id: AccountId,
  me: Person,
  relayName: z.string(),
  /** Its badges, channels included. */
  unread: z.int().min(0),
});
export type AccountEntry = z.infer<typeof AccountEntry>;
