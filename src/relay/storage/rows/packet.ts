import type { ConversationId } from '../../../shared/model/ids.ts';
import type { PointMove, StoredPacket } from '../packet-decision.ts';

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
