import type { ConversationId, UserId } from '../../../shared/model/ids.ts';
import {
  gainOf,
  POINT_MOVES,
  type PointMove,
  type PointOrder,
  type StoredPacket,
} from '../packet-decision.ts';
import type { PointSums } from '../packet-port.ts';

/** One line of the ledger to come. */
export interface NewPointMove {
  readonly move: PointMove;
  readonly account: number;
  /** `null`: the other side is the relay. */
  readonly packet: { readonly conversation: number; readonly seq: number } | null;
  readonly points: number;
  readonly at: number;
}

export interface PacketRow extends Omit<StoredPacket, 'returned'> {
  readonly returned: number;
  readonly sender: number;
}

/** A red packet as one person sees it. */
export interface SeenPacket extends StoredPacket {
  readonly conversation: number;
  readonly account: number;
  /** Whether the person is a member now. */
  readonly present: boolean;
  /** What they took of it. */
  readonly mine: number | null;
}

export interface SeenPacketRow extends PacketRow {
  readonly conversation: number;
  readonly account: number;
  readonly present: number;
  readonly mine: number | null;
}

export function toSeenPacket({ returned, present, ...row }: SeenPacketRow): SeenPacket {
  return { ...row, returned: returned === 1, present: present === 1 };
}

/** A red packet whose time is over. */
export interface DuePacket {
  readonly conversation: number;
  readonly id: ConversationId;
  readonly seq: number;
}

/** What somebody asked for by a client id, with the line of the ledger that it became. */
export interface PointOrderRow {
  readonly user: UserId;
  /** Index in POINT_MOVES. */
  readonly kind: number;
  readonly points: number;
}

export function toPointOrder(row: PointOrderRow | undefined): PointOrder | undefined {
  const move = row && POINT_MOVES[row.kind];
  return move && { user: row.user, move, points: row.points };
}

const SPENT = POINT_MOVES.flatMap((move, kind) => (gainOf(move, 1) < 0 ? [kind] : []));

/** What the lines of a group add to somebody's points, in the words of both databases. */
export const GAIN_OF_LINES = `sum(CASE WHEN kind IN (${SPENT.join(', ')}) THEN -points ELSE points END)`;

/** Sums of lines, by their kinds, as what the relay gave. */
export function toGranted(
  rows: readonly (readonly [kind: number, points: number])[],
): Pick<PointSums, 'opening' | 'given' | 'takenBack'> {
  const of = (move: PointMove): number => rows.find(([kind]) => kind === POINT_MOVES.indexOf(move))?.[1] ?? 0;
  return { opening: of('opening'), given: of('given'), takenBack: of('takenBack') };
}
