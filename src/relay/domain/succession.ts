import type { MemberRole } from '../../shared/model/conversation.ts';
import type { UserId } from '../../shared/model/ids.ts';

/** A present member as the choice of a new owner sees them. */
export interface Successor {
  readonly user: UserId;
  readonly role: MemberRole;
  /** Seq at which the present stay began. */
  readonly joined: number;
}

/**
 * Who owns a group once its owner has gone (MEM-6): the admin of the longest stay, or else the member of the longest stay;
 * of equal stays the one named first. `undefined`: nobody is left, or an owner still is there.
 */
export function nextOwner(present: Iterable<Successor>): UserId | undefined {
  let best: Successor | undefined;
  for (const one of present) {
    if (one.role === 'owner') return undefined;
    if (!best || precedes(one, best)) best = one;
  }
  return best?.user;
}

function precedes(a: Successor, b: Successor): boolean {
  return a.role === b.role ? a.joined < b.joined : a.role === 'admin';
}
