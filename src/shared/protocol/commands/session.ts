import * as z from 'zod';
import { Timestamp } from '../../model/ids.ts';
import { DeviceName } from '../../model/person.ts';
import { MAX_FEATURE_LENGTH, MAX_FEATURES } from '../features.ts';
import { RelayReceiptPolicy } from '../../model/receipt.ts';
import { SignedIn, SignedInWithToken, command, empty, position, token } from './spec.ts';

/** Who may register: anybody, whoever has an invite code, nobody. */
export const Registration = z.enum(['open', 'invite', 'closed']);
export type Registration = z.infer<typeof Registration>;

/** Names a generation of a relay's data (SYN-8). */
const generation = z.string().min(1).max(64);

const features = z.array(z.string().max(MAX_FEATURE_LENGTH)).max(MAX_FEATURES);

/** Greeting, signing in and out. */
export const SESSION_COMMANDS = {
  'session.hello': command(
    'hello',
    z.object({
      versions: z.array(z.int().min(1).max(1_000)).min(1).max(16),
      client: z.object({ name: z.string().max(64), version: z.string().max(32) }),
      /** What the client knows beyond the first day of the version (VER-2). */
      features: features.optional(),
    }),
    z.object({
      version: z.int(),
      relay: z.object({ id: z.string().max(64), name: z.string().max(120) }),
      registration: Registration,
      now: Timestamp,
      heartbeatMs: z.int().min(1),
      /** Those of them that the relay has too; a relay of the first day says nothing. */
      features: features.optional(),
      /** How long a sender may edit and recall; 0 = never. */
      changeWindowMs: z.int().min(0),
      receiptPolicy: RelayReceiptPolicy,
      /** Absent: the relay keeps no files. Bytes of the largest. */
      files: z.object({ maxBytes: z.int().min(1) }).optional(),
    }),
  ),
  'session.signIn': command(
    'hello',
    // Not `Password`: a wrong one must be told from a malformed one by nobody.
    z.object({
      name: z.string().max(64),
      password: z.string().max(1_024),
      device: z.object({ name: DeviceName }),
    }),
    SignedInWithToken,
  ),
  'session.resume': command(
    'hello',
    z.object({
      token,
      /** How far this device has followed the relay, as it was told. */
      since: z.object({ generation, position }).optional(),
    }),
    SignedIn.extend({
      /** Absent: the relay is older than generations are. */
      generation: generation.optional(),
      /** The relay lacks something of what the device was told (SYN-9). */
      restored: z.literal(true).optional(),
    }),
  ),
  'session.signOut': command('signed-in', empty, empty),
} as const;
