import { safeStorage } from 'electron';

/** A secret as it may lie on disk. */
export type SealedToken =
  { readonly kind: 'sealed'; readonly base64: string } | { readonly kind: 'plain'; readonly token: string };

/** Seals with the operating system's keychain where there is one; otherwise the file's mode is the only protection. */
export function sealToken(token: string): SealedToken {
  if (!safeStorage.isEncryptionAvailable()) return { kind: 'plain', token };
  return { kind: 'sealed', base64: safeStorage.encryptString(token).toString('base64') };
}

/** `undefined`: the keychain does not know it any more, for instance on another machine. */
export function openToken(sealed: SealedToken): string | undefined {
  if (sealed.kind === 'plain') return sealed.token;
  try {
    return safeStorage.decryptString(Buffer.from(sealed.base64, 'base64'));
  } catch {
    return undefined;
  }
}
