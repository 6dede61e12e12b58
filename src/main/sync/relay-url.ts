import { AppError } from '../../shared/errors.ts';
import { DEFAULT_RELAY_PORT, SOCKET_PATH } from '../../shared/protocol/limits.ts';

const SCHEMES: Readonly<Record<string, 'ws' | 'wss'>> = { ws: 'ws', http: 'ws', wss: 'wss', https: 'wss' };

/**
 * What a person types as a relay's address (`host`, `host:port`, or with http(s):// or ws(s)://) as the URL to dial. The port
 * defaults to 7480 under every scheme. Throws `bad_args` with field `url` for anything else, credentials included.
 */
export function normalizeRelayUrl(input: string): string {
  const parts = /^(?:([a-z][a-z0-9+.-]*):\/\/)?([^/?#\\@\s]+)(\/[^?#]*)?$/i.exec(input.trim());
  const scheme = SCHEMES[(parts?.[1] ?? 'ws').toLowerCase()];
  const authority = parts?.[2];
  const path = parts?.[3] ?? '/';
  if (!scheme || !authority || (path !== '/' && path !== SOCKET_PATH)) throw refused();
  // URL drops a port that is its scheme's default, so whether one was given is looked up in the text.
  const withPort = /:\d+$/.test(authority) ? authority : `${authority}:${DEFAULT_RELAY_PORT}`;
  const url = URL.parse(`${scheme}://${withPort}${SOCKET_PATH}`);
  if (!url?.hostname) throw refused();
  return url.href;
}

function refused(): AppError {
  return new AppError('bad_args', 'url: not a relay address', { field: 'url' });
}
