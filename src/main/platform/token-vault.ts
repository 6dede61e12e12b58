import { safeStorage } from 'electron';

/** A secret as it may lie on disk. */
export type SealedToken =
  { readonly kind: 'sealed'; readonly base64: string } | { readonly kind: 'plain'; readonly token: string };

/** Seals with the operating system's keychain where there is one; otherwise the file's mode is the only protection. */
export async function sealToken(token: string): Promise<SealedToken> {
  if (!(await safeStorage.isAsyncEncryptionAvailable())) return { kind: 'plain', token };
  const sealed = await safeStorage.encryptStringAsync(token);
  return { kind: 'sealed', base64: sealed.toString('base64') };
}

/** `undefined`: the keychain does not know it any more, for instance on another machine. */
export async function openToken(sealed: SealedToken): Promise<string | undefined> {
  if (sealed.kind === 'plain') return sealed.token;
  try {
    const { result } = await safeStorage.decryptStringAsync(Buffer.from(sealed.base64, 'base64'));
    return result;
  } catch {
    return undefined;
  }
}
