import { createHash, randomBytes } from 'node:crypto';

/** Makes a new device token: at least 128 bits of randomness, 20 to 200 characters of base64url. */
export type MakeToken = () => string;

/** 256 bits from the system. */
export const makeDeviceToken: MakeToken = () => randomBytes(32).toString('base64url');

/** What is stored of a token. Fast, because tokens cannot be guessed like passwords. */
export function hashDeviceToken(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}
