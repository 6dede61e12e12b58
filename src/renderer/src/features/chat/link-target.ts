import { type DeepLink, parseDeepLink } from '../../../../shared/deep-link.ts';
import { parseInviteLink } from '../../../../shared/invite-link.ts';
import { mailAddressOf } from '../../../../shared/mail-link.ts';

/** Where a link leads. */
export interface LinkTarget {
  /** As the platform opens it. */
  readonly href: string;
  /** The host as the network knows it (punycode where it is not ASCII), with its port; of `mailto:`, the address. */
  readonly host: string;
  /** It leads to a place in Yidu, and leaves it nowhere. `host` is then the relay's, or what all such links begin with. */
  readonly place?: DeepLink;
}

const LONGEST = 4_096;

/** What may be opened from a message: http, https and mailto, without user names, and our own; anything else is `null`. */
export function linkTarget(link: string): LinkTarget | null {
  if (link.length > LONGEST || !URL.canParse(link)) return null;
  const { protocol, hostname, host, href, username, password } = new URL(link);
  if (protocol === 'mailto:') {
    const address = mailAddressOf(link);
    return address === null ? null : { href, host: address };
  }
  if (protocol === 'yidu:') {
    const place = parseDeepLink(link);
    if (!place) return null;
    const relay = place.to === 'join' ? parseInviteLink(place.link)?.address : undefined;
    return { href: link, host: relay?.replace(/^wss:\/\//, '') ?? 'yidu', place };
  }
  // User names in links exist today only to make one host look like another.
  if ((protocol !== 'https:' && protocol !== 'http:') || username !== '' || password !== '') return null;
  return hostname === '' ? null : { href, host };
}

/** An address inside a text: with a scheme, or a name with dots that could be one. */
const ADDRESS = /(?:[a-z]+:\/\/)?((?:[\p{L}\p{N}-]+\.)+[\p{L}-]{2,}(?::\d+)?)/iu;

/**
 * Whether the words of a link let the reader expect another place than it leads to: they name another host, or write the
 * host in letters that can look like others.
 */
export function misleads(words: string, { host, href, place }: LinkTarget): boolean {
  if (place && words === href) return false;
  const named = ADDRESS.exec(words.normalize('NFKC'))?.[1]?.toLowerCase();
  if (named === undefined) return /(?:^|\.)xn--/.test(host);
  const real = host.slice(host.lastIndexOf('@') + 1).toLowerCase();
  return named !== real && `www.${named}` !== real && named !== `www.${real}`;
}
