import { ConfigError } from './config-error.ts';

/** What opens a bucket. */
export interface S3Credentials {
  readonly keyId: string;
  readonly secret: string;
}

const KEY_ID = 'YIDU_RELAY_FILES_S3_KEY_ID';
const SECRET = 'YIDU_RELAY_FILES_S3_SECRET';

/** What neither line may have inside: it would change the header that it stands in. */
const LINE = /^[\x21-\x7E]{1,200}$/;

/**
 * Reads them from a file of two lines, id and secret, or from the environment: never from a command line, which other users of the machine
 * see, nor from settings, which are printed. Throws `ConfigError`, which names neither of them.
 */
export function readS3Credentials(
  file: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
  read: (file: string) => string,
): S3Credentials {
  const [keyId = '', secret = '', ...rest] =
    file === undefined ? [env[KEY_ID], env[SECRET]] : read(file).trim().split(/\r?\n/);
  if (LINE.test(keyId) && LINE.test(secret) && rest.length === 0) return { keyId, secret };
  throw new ConfigError(
    file === undefined
      ? `files-s3: needs files-s3-credentials, or ${KEY_ID} and ${SECRET} in the environment`
      : `files-s3-credentials: ${file} does not hold two lines, the id of a key and its secret`,
  );
}
