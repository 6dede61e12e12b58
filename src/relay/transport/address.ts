import { BlockList, isIP, isIPv4, isIPv6 } from 'node:net';
import type { IncomingMessage } from 'node:http';

/** Where a request comes from. */
export interface ClientAddress {
  /** For logs. */
  readonly text: string;
  /** Whom limits by address count it for; `undefined`: this machine itself, which is not limited. */
  readonly limitKey: string | undefined;
}

type Request = Pick<IncomingMessage, 'headers'> & {
  readonly socket: { readonly remoteAddress?: string | undefined };
};

/** Hops of a forwarding header that are looked at; whoever writes more has something else in mind. */
const MAX_HOPS = 16;

/** Addresses and networks (`10.0.0.0/8`), as `isAddressRange` takes them. */
export class AddressRanges {
  readonly #list = new BlockList();

  constructor(ranges: readonly string[]) {
    for (const range of ranges) {
      const [address = '', bits] = range.split('/', 2);
      const family = isIPv6(address) ? 'ipv6' : 'ipv4';
      if (bits === undefined) this.#list.addAddress(address, family);
      else this.#list.addSubnet(address, Number(bits), family);
    }
  }

  /** `false` for what is no address, and for one with a zone. IPv4 in the form of IPv6 is IPv4. */
  has(address: string): boolean {
    // A zone is no part of the address, and the list refuses it.
    const version = address.includes('%') ? 0 : isIP(address);
    return version !== 0 && this.#list.check(address, version === 6 ? 'ipv6' : 'ipv4');
  }
}

/** Tells clients by their address, through proxies that are trusted to say it, and through no others. */
export class AddressReader {
  readonly #trusted: AddressRanges;

  /** `trustedProxies`: as `AddressRanges` takes them. */
  constructor(trustedProxies: readonly string[] = []) {
    this.#trusted = new AddressRanges(trustedProxies);
  }

  /** Whether the peer itself, whatever it says of others, is a trusted proxy. */
  isProxy(peer: string): boolean {
    return this.#trusted.has(plain(peer));
  }

  /** The nearest address that is no trusted proxy; what stands further away could be made up. */
  read({ headers, socket }: Request): ClientAddress {
    const peer = plain(socket.remoteAddress ?? 'unknown');
    if (!this.#trusted.has(peer)) return direct(peer);
    const forwarded = [headers['x-forwarded-for'] ?? []].flat().join(',');
    const hops = forwarded.split(',').slice(-MAX_HOPS);
    for (const hop of hops.reverse()) {
      const address = plain(hop.trim());
      if (isIP(address) === 0) break;
      // An address out of a header is limited whatever it is.
      if (!this.#trusted.has(address)) return { text: address, limitKey: limitKeyOf(address) };
    }
    return direct(peer);
  }

  /** Whether a trusted proxy says that the request came to it over TLS. */
  saysHttps({ headers, socket }: Request): boolean {
    return this.isProxy(socket.remoteAddress ?? '') && headers['x-forwarded-proto'] === 'https';
  }
}

/** Whether it is an IP address, or a network in the form `address/bits`. */
export function isAddressRange(text: string): boolean {
  const [address = '', bits, ...more] = text.split('/');
  const version = isIP(address);
  if (version === 0 || more.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 6 ? 128 : 32));
}

/** Whether an address can be reached from this machine only. */
export function isLoopback(address: string): boolean {
  const text = plain(address);
  if (isIPv4(text)) return text.startsWith('127.');
  return isIPv6(text) && text === '::1';
}

/** What one client can hardly have many of: an IPv4 address, or an IPv6 network of 64 bits. */
export function limitKeyOf(address: string): string {
  const text = plain(address);
  if (!isIPv6(text)) return text;
  const [head = '', tail] = text.split('::', 2);
  const groups = head === '' ? [] : head.split(':');
  const rest = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeroes = tail === undefined ? 0 : Math.max(0, 8 - groups.length - rest.length);
  const all = [...groups, ...Array.from({ length: zeroes }, () => '0'), ...rest];
  return `${all
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`;
}

function direct(peer: string): ClientAddress {
  return { text: peer, limitKey: isLoopback(peer) ? undefined : limitKeyOf(peer) };
}

/** Without the form that IPv4 takes on a socket for both. */
function plain(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, '').replace(/%.*$/, '');
}
