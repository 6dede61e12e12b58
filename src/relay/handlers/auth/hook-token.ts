import { createHash } from 'node:crypto';

/** What is stored of a hook's token. It is random and long, so a fast hash will do. */
export function hashHookToken(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}
