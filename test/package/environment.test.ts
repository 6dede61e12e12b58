import { generateKeyPairSync } from 'node:crypto';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { clientConfig } from '../../scripts/packaging/client-config.ts';

describe('what the environment says of a build', () => {
  const config = () => clientConfig({ platform: 'darwin', archs: ['x64', 'arm64'] });
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  it('is as good as unsaid where it is empty, as workflows give what is not set', () => {
    for (const name of ['APPLE_API_KEY', 'APPLE_ID', 'YIDU_UPDATE_KEY', 'YIDU_UPDATE_URL'])
      vi.stubEnv(name, '');
    expect(config().mac?.notarize).toBe(false);
    expect(config().extraMetadata).toMatchObject({ updates: { url: null, key: null } });
    vi.stubEnv('APPLE_API_KEY', 'key.p8');
    expect(config().mac?.notarize).toBe(true);
  });

  it('is refused before anything is packed where a client could not use it', () => {
    const { publicKey } = generateKeyPairSync('ed25519');
    const key = publicKey.export({ format: 'der', type: 'spki' }).toString('base64');
    vi.stubEnv('YIDU_UPDATE_KEY', key);
    vi.stubEnv('YIDU_UPDATE_URL', 'https://updates.test/yidu');
    expect(config().extraMetadata).toMatchObject({ updates: { url: 'https://updates.test/yidu', key } });
    vi.stubEnv('YIDU_UPDATE_KEY', 'nonsense');
    expect(config).toThrow('YIDU_UPDATE_KEY');
    vi.stubEnv('YIDU_UPDATE_KEY', key);
    vi.stubEnv('YIDU_UPDATE_URL', 'updates.test');
    expect(config).toThrow('YIDU_UPDATE_URL');
  });
});
