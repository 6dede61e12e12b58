import type { MemberRole, MembershipRange } from '../../../shared/model/conversation.ts';
import type { UserId } from '../../../shared/model/ids.ts';

export interface MemberRow {
  readonly account: number;
  readonly user: UserId;
  /** `null`: no longer a member. */
  readonly role: MemberRole | null;
  readonly delivered: number;
}

/** A stay, with whose it is. */
export type StayRow = readonly [account: number, joined: number, left: number | null];

/** The stays of each account, in the order of the rows. */
export function staysByAccount(rows: Iterable<StayRow>): ReadonlyMap<number, readonly MembershipRange[]> {
  const stays = new Map<number, MembershipRange[]>();
  for (const [account, joined, left] of rows) {
    const own = stays.get(account);
    if (own) own.push({ joined, left });
    else stays.set(account, [{ joined, left }]);
  }
  return stays;
}
