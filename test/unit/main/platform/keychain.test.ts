import { beforeEach, expect, it, vi } from 'vitest';
import { keychainProtection, openSecret, sealSecret } from '../../../../src/main/platform/keychain.ts';
import { safeStorage as webHosts } from '../../../../src/webhost/electron/system.ts';

const { safeStorage } = vi.hoisted(() => ({
  safeStorage: {
    isAsyncEncryptionAvailable: vi.fn<() => Promise<boolean>>(),
    getSelectedStorageBackend: vi.fn<() => string>(),
    encryptStringAsync: vi.fn((text: string) => Promise.resolve(Buffer.from(`sealed ${text}`))),
    decryptStringAsync: vi.fn((sealed: Buffer) =>
      sealed.toString().startsWith('sealed ')
        ? Promise.resolve({ result: sealed.toString().slice(7) })
        : Promise.reject(new Error('of another key')),
    ),
  },
}));
vi.mock('electron', () => ({ safeStorage }));

beforeEach(() => {
  safeStorage.isAsyncEncryptionAvailable.mockResolvedValue(true);
  safeStorage.getSelectedStorageBackend.mockReturnValue('gnome_libsecret');
});

it('seals with the keychain, and does not open what another has sealed', async () => {
  const sealed = await sealSecret('secret');
  expect(sealed.kind).toBe('sealed');
  expect(await openSecret(sealed)).toBe('secret');
  expect(await openSecret({ kind: 'sealed', base64: 'AAAA' })).toBeUndefined();
  expect(await keychainProtection()).toBe('keychain');
});

it('keeps a secret in the file where there is no keychain, and says so', async () => {
  safeStorage.isAsyncEncryptionAvailable.mockResolvedValue(false);
  expect(await sealSecret('secret')).toEqual({ kind: 'plain', secret: 'secret' });
  expect(await openSecret({ kind: 'plain', secret: 'secret' })).toBe('secret');
  expect(await keychainProtection()).toBe('file');
});

it('is no protection that everybody’s password seals (basic_text), which is a thing of Linux', async () => {
  safeStorage.getSelectedStorageBackend.mockReturnValue('basic_text');
  const { platform } = process;
  try {
    Object.defineProperty(process, 'platform', { value: 'linux' });
    expect(await keychainProtection()).toBe('file');
    // Elsewhere it is not to be asked.
    Object.defineProperty(process, 'platform', { value: 'darwin' });
    expect(await keychainProtection()).toBe('keychain');
  } finally {
    Object.defineProperty(process, 'platform', { value: platform });
  }
});

it('the web host says what Electron says without a keychain', async () => {
  expect(await webHosts.isAsyncEncryptionAvailable()).toBe(false);
  expect(webHosts.getSelectedStorageBackend()).toBe('basic_text');
  await expect(webHosts.encryptStringAsync()).rejects.toThrow();
});
