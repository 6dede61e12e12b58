import { isIP } from 'node:net';
import { networkInterfaces } from 'node:os';
import type { Fingerprint } from '../../shared/model/fingerprint.ts';
import type { RelayAddress } from '../admin/relay-address.ts';
import { isLoopback } from '../transport/address.ts';

/** Where a relay listens, and what is said of it. */
export interface Listening {
  /** `ws://host:port/…` of the port that it has. */
  readonly url: string;
  /** As the configuration says, `wss://host:port`; `undefined`: nothing. */
  readonly publicUrl: string | undefined;
  readonly fingerprint: Fingerprint | undefined;
}

/**
 * What the configuration says, else the address that it listens on; where that is any, the machine's first one in a network. Behind a
 * proxy or a router only the configuration knows.
 */
export function relayAddress(
  { url, publicUrl, fingerprint }: Listening,
  networks: () => readonly string[] = networkAddresses,
): RelayAddress {
  if (publicUrl !== undefined) return { url: publicUrl, reach: 'named', fingerprint };
  const own = new URL(url);
  const host = own.hostname.replace(/^\[(.*)\]$/, '$1');
  const isAny = host === '0.0.0.0' || host === '::';
  const address = isAny ? networks()[0] : host;
  // What is the scheme's own is left out of a URL, and means another one in a link.
  const port = own.port || (own.protocol === 'wss:' ? '443' : '80');
  const at = (name: string): string => `${own.protocol}//${isIP(name) === 6 ? `[${name}]` : name}:${port}`;
  if (address === undefined) return { url: at('127.0.0.1'), reach: 'machine', fingerprint };
  const isHere = address === 'localhost' || isLoopback(address);
  return { url: at(address), reach: isHere ? 'machine' : 'network', fingerprint };
}

/** This machine's addresses in its networks, IPv4, as they are now. */
function networkAddresses(): string[] {
  return Object.values(networkInterfaces()).flatMap((found) =>
    (found ?? []).flatMap(({ family, internal, address }) =>
      family === 'IPv4' && !internal ? [address] : [],
    ),
  );
}
