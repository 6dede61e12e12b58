import { createHash } from 'node:crypto';
import { AccountId, type UserId } from '../../shared/model/ids.ts';

/**
 * Of a person at a relay. The relay's address is part of it: a person's id is what a relay says, and a relay that gives itself
 * out another's person must not get their store.
 */
export function accountIdOf(relayUrl: string, me: UserId): AccountId {
  return AccountId.parse(createHash('sha256').update(`${relayUrl}\n${me}`).digest('hex').slice(0, 32));
}
