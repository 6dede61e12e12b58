import { createHash, createPrivateKey, type KeyObject, sign } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { type SignedStatement, UpdateManifest } from '../../src/shared/update-manifest.ts';

/** What a release says of itself beside its file. */
export type Release = Pick<UpdateManifest, 'target' | 'version' | 'publishedAt' | 'rollout'>;

/** The statement of one file (UPD-2); throws for what clients would refuse. */
export function signedStatement(release: Release, file: string, key: KeyObject): SignedStatement {
  const manifest = UpdateManifest.parse({
    product: 'yidu',
    ...release,
    file: {
      name: basename(file),
      bytes: statSync(file).size,
      sha512: createHash('sha512').update(readFileSync(file)).digest('base64'),
    },
  });
  const text = JSON.stringify(manifest);
  return { manifest: text, signature: sign(null, Buffer.from(text), key).toString('base64') };
}

/** The signer's key from PEM; throws for any other kind than Ed25519. */
export function readSigningKey(pem: string): KeyObject {
  const key = createPrivateKey(pem);
  if (key.asymmetricKeyType !== 'ed25519') throw new Error('the key is not an Ed25519 key');
  return key;
}
