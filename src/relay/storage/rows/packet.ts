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

/** A red packet whose time is over. */
export interface DuePacket {
  readonly conversation: number;
  readonly id: ConversationId;
  readonly seq: number;
}
