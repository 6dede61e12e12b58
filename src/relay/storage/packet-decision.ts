import { assertNever } from '../../shared/assert-never.ts';
import type { KnownEvent } from '../../shared/model/event.ts';
import type { UserId } from '../../shared/model/ids.ts';
import type { OwnPacketState, PacketPhase, PacketSplit, PacketState } from '../../shared/model/packet.ts';
import { LIMITS } from '../../shared/protocol/limits.ts';
import { nextShare } from '../domain/packet-share.ts';

/** A red packet as it is stored. */
export interface StoredPacket {
  readonly seq: number;
  readonly split: PacketSplit;
  readonly shares: number;
  readonly points: number;
  readonly taken: number;
  readonly takenPoints: number;
  readonly expiresAt: number;
  /** What was left has gone back to the sender. */
  readonly returned: boolean;
}

export interface PacketFacts {
  /** `undefined`: none that this person may see; they are a member now. */
  readonly packet: StoredPacket | undefined;
  /** What the person took of it. */
  readonly mine: number | null;
}

/** `points` go to the person, and `packet` is how it stands then. */
export type TakeDecision =
  | { readonly kind: 'no-packet' }
  | { readonly kind: 'answer'; readonly packet: OwnPacketState }
  | { readonly kind: 'take'; readonly points: number; readonly packet: OwnPacketState };

/** PKT-3, PKT-4. */
export function decideTake({ packet, mine }: PacketFacts, at: number, chance: number): TakeDecision {
  if (!packet) return { kind: 'no-packet' };
  const state = packetState(packet);
  if (mine !== null || state.phase !== 'open' || packet.expiresAt <= at)
    return { kind: 'answer', packet: { ...state, mine } };
  const { split, shares, taken, takenPoints } = packet;
  const rest = { split, shares: shares - taken, points: packet.points - takenPoints };
  const points = nextShare(rest, chance);
  const after = packetState({ ...packet, taken: taken + 1, takenPoints: takenPoints + points });
  return { kind: 'take', points, packet: { ...after, mine: points } };
}

/** How everybody sees it. */
export function packetState(packet: StoredPacket): PacketState {
  const { seq, taken, takenPoints, expiresAt } = packet;
  return { seq, phase: phaseOf(packet), taken, takenPoints, expiresAt };
}

function phaseOf({ returned, taken, shares }: StoredPacket): PacketPhase {
  if (returned) return 'returned';
  return taken === shares ? 'finished' : 'open';
}

/** What an administrator moves. */
export type OrderedMove = 'given' | 'takenBack';

/** What an administrator has moved. */
export interface PointOrder {
  readonly user: UserId;
  readonly move: PointMove;
  readonly points: number;
}

/** A line of the ledger. The other side of an opening amount and of what administrators move is the relay; of all else, the red packet. */
export type PointMove = 'opening' | 'sent' | 'taken' | 'returned' | OrderedMove;

/** How they are stored. */
export const POINT_MOVES = [
  'opening',
  'sent',
  'taken',
  'returned',
  'given',
  'takenBack',
] as const satisfies readonly PointMove[];

/** What a line adds to the person's points. */
export function gainOf(move: PointMove, points: number): number {
  switch (move) {
    case 'opening':
    case 'taken':
    case 'returned':
    case 'given':
      return points;
    case 'sent':
    case 'takenBack':
      return -points;
    default:
      return assertNever(move);
  }
}

/** The red packet that an event brings. */
export function packetToStore(event: KnownEvent): StoredPacket | undefined {
  if (event.kind !== 'message.created' || event.content.type !== 'packet') return undefined;
  const { split, shares, points } = event.content;
  const expiresAt = event.at + LIMITS.packetMs;
  return { seq: event.seq, split, shares, points, taken: 0, takenPoints: 0, expiresAt, returned: false };
}
