import * as z from 'zod';
import { DeviceId, UserId } from '../../model/ids.ts';
import { Person } from '../../model/person.ts';
import { LIMITS } from '../limits.ts';

/** What a connection must have done before a command: said hello only, or signed in as well. */
export type Access = 'hello' | 'signed-in';

/** A command: who may send it, and the schemas of its arguments and its result. */
export interface CommandSpec<L extends Access, A extends z.ZodType, R extends z.ZodType> {
  readonly access: L;
  readonly args: A;
  readonly result: R;
}

export function command<L extends Access, A extends z.ZodType, R extends z.ZodType>(
  access: L,
  args: A,
  result: R,
): CommandSpec<L, A, R> {
  return { access, args, result };
}

export const empty = z.object({});
export const users = z.array(UserId).min(1).max(LIMITS.usersPerCommand);
export const token = z.string().min(20).max(200);
/** What an invitation carries; at least 128 bits, to be kept secret. */
export const inviteCode = z.string().min(20).max(200);
export const inviteUses = z.int().min(1).max(LIMITS.inviteUses);
export const position = z.int().min(0);

/** A signed-in session as the relay reports it. */
export const SignedIn = z.object({ user: Person, device: DeviceId });
export type SignedIn = z.infer<typeof SignedIn>;

/** The same, once, with the device token; the relay keeps only its hash. */
export const SignedInWithToken = SignedIn.extend({ token });
