import { safeStorage } from 'electron';

/** A secret as it may lie on disk. */
export type SealedSecret =
  { readonly kind: 'sealed'; readonly base64: string } | { readonly kind: 'plain'; readonly secret: string };

/**
 * What keeps a sealed secret from whoever reads the disk. `file`: nothing but the file's mode. That is so without a keychain,
 * and on Linux also where Chromium finds none and seals with a password that everybody knows (`basic_text`).
 */
export function keychainProtection(): Promise<'keychain' | 'file'> {
  return safeStorage.isAsyncEncryptionAvailable().then((available) => {
    const everybodys =
      process.platform === 'linux' && safeStorage.getSelectedStorageBackend() === 'basic_text';
    return available && !everybodys ? 'keychain' : 'file';
  });
}

/** Seals with the operating system's keychain where there is one. */
export async function sealSecret(secret: string): Promise<SealedSecret> {
  if (!(await safeStorage.isAsyncEncryptionAvailable())) return { kind: 'plain', secret };
  const sealed = await safeStorage.encryptStringAsync(secret);
  return { kind: 'sealed', base64: sealed.toString('base64') };
}

/**
 * `undefined`: the keychain does not give it out. It may be locked, its prompt may have been refused, it may not be there, or not
 * know the secret any more, as on another machine: systems and Chromium report these alike, so callers must not take the one for
 * the other. Chromium may ask the system for its key only once per process.
 */
export async function openSecret(sealed: SealedSecret): Promise<string | undefined> {
  if (sealed.kind === 'plain') return sealed.secret;
  try {
    const { result } = await safeStorage.decryptStringAsync(Buffer.from(sealed.base64, 'base64'));
    return result;
  } catch {
    return undefined;
  }
}
