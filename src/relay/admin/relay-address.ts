import type { RelayLink } from '../../shared/admin/admin-views.ts';
import { formatInviteLink } from '../../shared/invite-link.ts';
import type { Fingerprint } from '../../shared/model/fingerprint.ts';

/** Where people reach a relay. */
export interface RelayAddress {
  /** `ws://host:port` or `wss://host:port`. */
  readonly url: string;
  readonly reach: RelayLink['reach'];
  /** Of the relay's own certificate, which clients pin; `undefined`: an authority vouches for it, or there is none. */
  readonly fingerprint: Fingerprint | undefined;
}

/** The link that leads there (LNK-1), with the code of an invite where there is one. */
export function linkTo({ url, reach, fingerprint }: RelayAddress, code?: string): RelayLink {
  return { link: formatInviteLink({ to: 'relay', relayUrl: url, code, fingerprint }), reach };
}
