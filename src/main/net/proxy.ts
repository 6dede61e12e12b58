import { isIPv4 } from 'node:net';
import * as z from 'zod';
import { ProxyAddress } from '../../shared/model/proxy-settings.ts';

/** Who passes a link on. */
export const Proxy = ProxyAddress.extend({ password: z.string().max(255).optional() });
export type Proxy = z.infer<typeof Proxy>;

/** One way to a relay. */
export type Way = 'direct' | Proxy;

/** Which ways lead to a URL, in the order in which they are tried. Never empty. */
export interface Routes {
  to(url: string): Promise<readonly Way[]>;
}

/** Ways tried for one link; a script that lists more is followed no further. */
const MAX_WAYS = 5;

const KINDS: Readonly<Record<string, Proxy['kind']>> = {
  PROXY: 'http',
  HTTP: 'http',
  HTTPS: 'https',
  SOCKS: 'socks4',
  SOCKS4: 'socks4',
  SOCKS5: 'socks5',
};

/**
 * Reads what a PAC script and Electron's `resolveProxy` answer: `PROXY host:port; SOCKS5 host:port; DIRECT`. What it does not know
 * is left out; when nothing is left, the way is direct, as in browsers.
 */
export function parseWays(answer: string): readonly Way[] {
  const ways = answer.split(';').flatMap((entry): Way[] => {
    const [word = '', address = ''] = entry.trim().split(/\s+/);
    if (word.toUpperCase() === 'DIRECT') return ['direct'];
    const kind = KINDS[word.toUpperCase()];
    const place = /^(.+):(\d{1,5})$/.exec(address);
    const proxy = Proxy.safeParse({
      kind,
      host: withoutBrackets(place?.[1] ?? ''),
      port: Number(place?.[2]),
    });
    return proxy.success ? [proxy.data] : [];
  });
  return ways.length === 0 ? ['direct'] : ways.slice(0, MAX_WAYS);
}

/** Whether a URL is of this computer, which no proxy stands before. */
export function isLoopback(url: string): boolean {
  const host = withoutBrackets(new URL(url).hostname);
  return (
    host === 'localhost' ||
    host.endsWith('.localhost') ||
    host === '::1' ||
    (isIPv4(host) && host.startsWith('127.'))
  );
}

function withoutBrackets(host: string): string {
  return host.replace(/^\[(.*)\]$/, '$1');
}

/** No proxies at all. */
export const NO_PROXIES: Routes = { to: () => Promise.resolve(['direct']) };
