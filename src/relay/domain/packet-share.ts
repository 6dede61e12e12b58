import type { PacketSplit } from '../../shared/model/packet.ts';

/** What is left of a red packet. */
export interface PacketRest {
  readonly split: PacketSplit;
  /** Shares that nobody has taken, ≥ 1, and the points in them, as many or more. */
  readonly shares: number;
  readonly points: number;
}

/**
 * The next share: at least one point, and one point stays for each of the others. By chance it is between one and twice the
 * mean of what is left, all alike likely, so that everybody may expect the mean, whenever they come.
 */
export function nextShare({ split, shares, points }: PacketRest, chance: number): number {
  if (shares === 1) return points;
  if (split === 'even') return Math.ceil(points / shares);
  const most = Math.min(Math.max(1, Math.floor((2 * points) / shares) - 1), points - (shares - 1));
  return 1 + Math.min(most - 1, Math.floor(chance * most));
}
