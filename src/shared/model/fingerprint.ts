import * as z from 'zod';

/** SHA-256 of a certificate in DER: 64 hexadecimal digits, small letters. Who pins one accepts that certificate and no other. */
export const Fingerprint = z
  .string()
  .regex(/^[0-9a-f]{64}$/, 'is no SHA-256 fingerprint')
  .brand<'Fingerprint'>();
export type Fingerprint = z.infer<typeof Fingerprint>;

/** In groups of four digits, as two people compare them. */
export function fingerprintGroups(fingerprint: Fingerprint): readonly string[] {
  return fingerprint.toUpperCase().match(/.{4}/g) ?? [];
}
