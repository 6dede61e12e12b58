import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import { AppError } from '../../shared/errors.ts';
import { SignedStatement, UpdateManifest } from '../../shared/update-manifest.ts';

/** The key that a build trusts, from base64 of its SPKI form; `undefined` for anything but an Ed25519 public key. */
export function readUpdateKey(base64: string): KeyObject | undefined {
  try {
    const key = createPublicKey({ key: Buffer.from(base64, 'base64'), format: 'der', type: 'spki' });
    return key.asymmetricKeyType === 'ed25519' ? key : undefined;
  } catch {
    return undefined;
  }
}

/**
 * What the statement says, once its signature has been proven (UPD-3). Throws `update_refused` for whatever is not signed by this key,
 * is not a statement, or is one about another target: nothing of it has been believed then.
 */
export function readStatement(text: string, key: KeyObject, target: string): UpdateManifest {
  const refuse = (why: string): never => {
    throw new AppError('update_refused', why);
  };
  const statement = SignedStatement.safeParse(parse(text));
  if (!statement.success) return refuse('no signed statement');
  const { manifest: signed, signature } = statement.data;
  if (!verify(null, Buffer.from(signed), key, Buffer.from(signature, 'base64')))
    return refuse('not signed by the key of this build');
  const manifest = UpdateManifest.safeParse(parse(signed));
  if (!manifest.success) return refuse('a statement of an unknown form');
  if (manifest.data.target !== target) return refuse(`a statement for ${manifest.data.target}`);
  return manifest.data;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
