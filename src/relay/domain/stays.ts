import type { MembershipRange } from '../../shared/model/conversation.ts';

/** Whether one of the stays counts `seq` in: `joined <= seq < left` (RCP-3). */
export function staysHold(stays: readonly MembershipRange[], seq: number): boolean {
  for (const { joined, left } of stays) {
    if (joined <= seq && (left === null || seq < left)) return true;
  }
  return false;
}
