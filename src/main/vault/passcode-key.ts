import { scrypt } from 'node:crypto';
import type { PasscodeCost } from '../profile/stored-vault.ts';

/** 128 MiB and some 300 ms a guess: what OWASP asks of scrypt at least. Passcodes are short, and a copied disk has no delays. */
export const PASSCODE_COST: PasscodeCost = { logN: 17, r: 8, p: 1 };

/** The key that a passcode stands for; derived in libuv's threads. The same letters typed by another keyboard count as the same. */
export function passcodeKey(
  passcode: string,
  salt: Uint8Array,
  { logN, r, p }: PasscodeCost,
): Promise<Buffer> {
  const N = 2 ** logN;
  return new Promise((resolve, reject) => {
    scrypt(passcode.normalize('NFKC'), salt, 32, { N, r, p, maxmem: 256 * N * r }, (error, key) => {
      if (error) reject(error);
      else resolve(key);
    });
  });
}
