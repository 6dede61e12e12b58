import { ABSOLUTE_MS } from './sessions.ts';

/** With the prefix no other host and no clear text can set it. */
const SECURE_NAME = '__Host-yidu-console';
const LOCAL_NAME = 'yidu-console';

/** The console's token among the cookies of a request; `undefined`: none, or none that could be one. */
export function tokenOf(header: string | undefined, isSecure: boolean): string | undefined {
  const name = isSecure ? SECURE_NAME : LOCAL_NAME;
  for (const part of (header ?? '').split(';')) {
    const [key = '', value = ''] = part.trim().split('=', 2);
    // Two of one name: the browser names the more particular path first, and that is ours.
    if (key === name) return /^[\w-]{20,200}$/.test(value) ? value : undefined;
  }
  return undefined;
}

/** Sets the token, or with `undefined` takes it away. No script reads it, and no other site's request carries it. */
export function cookieFor(token: string | undefined, isSecure: boolean): string {
  const name = isSecure ? SECURE_NAME : LOCAL_NAME;
  const place = isSecure ? 'Path=/; Secure' : 'Path=/console';
  const age = token === undefined ? 0 : ABSOLUTE_MS / 1_000;
  return `${name}=${token ?? ''}; ${place}; HttpOnly; SameSite=Strict; Max-Age=${age}`;
}
