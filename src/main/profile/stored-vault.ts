import * as z from 'zod';
import { IdleMinutes } from '../../shared/ipc/views.ts';

/** A secret on disk: sealed by the operating system's keychain where there is one. */
export const StoredSecret = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('sealed'), base64: z.string() }),
  z.object({ kind: z.literal('plain'), secret: z.string() }),
]);
export type StoredSecret = z.infer<typeof StoredSecret>;

/** How the passcode's key is derived: scrypt with N = 2^logN. Bounded, so that a file of somebody else cannot take all memory. */
export const PasscodeCost = z.object({
  logN: z.int().min(10).max(20),
  r: z.int().min(1).max(16),
  p: z.int().min(1).max(4),
});
export type PasscodeCost = z.infer<typeof PasscodeCost>;

/** The profile's key. */
export const StoredVault = z.object({
  /** In it, 32 bytes as base64; with a passcode, a box of them that opens with the passcode only. */
  key: StoredSecret,
  passcode: z
    .object({
      salt: z.string(),
      cost: PasscodeCost,
      idleMinutes: IdleMinutes,
    })
    .nullable(),
});
export type StoredVault = z.infer<typeof StoredVault>;

/** Wrong passcodes in a row. */
export const StoredGuesses = z.object({
  wrong: z.int().min(0),
  /** When the last one was; ms since 1970. */
  at: z.int().min(0),
});
export type StoredGuesses = z.infer<typeof StoredGuesses>;
