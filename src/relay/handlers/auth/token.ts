import { createHash, randomBytes } from 'node:crypto';

/**
 * Makes what lets its bearer in, of a device, a hook, an invite or a session of the console: at least 128 bits of randomness, 20 to 200
 * characters of base64url.
 */
export type MakeToken = () => string;

/** 256 bits from the system. */
export const makeRandomToken: MakeToken = () => randomBytes(32).toString('base64url');

/**
 * What is stored of a token. Fast, because tokens cannot be guessed like passwords; and none can stand for one of another kind,
 * because each kind is looked up in its own table.
 */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}
