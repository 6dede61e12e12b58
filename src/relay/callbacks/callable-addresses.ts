import { isIP, isIPv4 } from 'node:net';
import { AddressRanges } from '../transport/address.ts';

/** IPv4 that is not the public internet, of IANA's registry of special-purpose addresses; multicast and what is reserved too. */
const SPECIAL_IPV4 = new AddressRanges([
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.31.196.0/24',
  '192.52.193.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '192.175.48.0/24',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/3',
]);

/** Of IPv6 the public internet is this … */
const GLOBAL_IPV6 = new AddressRanges(['2000::/3']);
/** … without what wraps IPv4 addresses (Teredo, 6to4), and what is for protocols, benchmarks and documents. */
const SPECIAL_IPV6 = new AddressRanges([
  '2001::/23',
  '2001:db8::/32',
  '2002::/16',
  '2620:4f:8000::/48',
  '3fff::/20',
]);

/** Which addresses callbacks may go to: the public internet, and networks that the relay's configuration names. */
export class CallableAddresses {
  readonly #named: AddressRanges;

  /** `networks`: as `isAddressRange` takes them. */
  constructor(networks: readonly string[]) {
    this.#named = new AddressRanges(networks);
  }

  /** In a network that the configuration names. */
  isNamed(address: string): boolean {
    return this.#named.has(address);
  }

  mayCall(address: string): boolean {
    return this.isNamed(address) || isPublic(address);
  }
}

function isPublic(address: string): boolean {
  if (isIPv4(address)) return !SPECIAL_IPV4.has(address);
  // IPv4 in the forms of IPv6 (mapped, compatible, translated) lies outside of it.
  return isIP(address) === 6 && GLOBAL_IPV6.has(address) && !SPECIAL_IPV6.has(address);
}
