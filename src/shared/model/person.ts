import * as z from 'zod';
import { UserId } from './ids.ts';
import { PictureId } from './profile-picture.ts';

/** The name one signs in with: 2–32 of a–z, 0–9, dot, dash, underscore; case is folded before it gets here. */
export const AccountName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9._-]{1,31}$/, 'use 2 to 32 of a–z, 0–9, dot, dash and underscore');

/** Characters that show nothing by themselves: formats, spaces, and letters that only look like none. */
const SEEN = /[^\p{C}\p{Z}\u115F\u1160\u2800\u3164\uFFA0]/u;

/**
 * Printable text of one line. Control and bidirectional override characters, and nothing but what is not seen, are refused: they
 * disguise names.
 */
export function singleLine(max: number) {
  return z
    .string()
    .trim()
    .min(1)
    .max(max)
    .refine((text) => !/[\p{Cc}\u2028\u2029\u202A-\u202E\u2066-\u2069]/u.test(text), 'has control characters')
    .refine((text) => text.isWellFormed(), 'has lone surrogates')
    .refine((text) => SEEN.test(text), 'shows nothing');
}

export const DisplayName = singleLine(64);
export const ConversationTitle = singleLine(120);
export const DeviceName = singleLine(64);

/** At least 8 characters as NIST SP 800-63B asks; at most 256 so that hashing stays bounded. */
export const Password = z.string().min(8).max(256);

/** What everybody on a relay may know of a person. */
export const Person = z.object({
  id: UserId,
  name: AccountName,
  displayName: DisplayName,
  /** Absent: none. */
  picture: PictureId.optional(),
  /** The account was given up: nobody signs in with it, and nobody adds them to anything. */
  deactivated: z.literal(true).optional(),
});
export type Person = z.infer<typeof Person>;
