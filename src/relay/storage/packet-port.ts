import type { ConversationId, DeviceId, UserId } from '../../shared/model/ids.ts';
import type { OwnPacketState, PacketState, PacketTaker } from '../../shared/model/packet.ts';

export interface TakeRequest {
  readonly user: UserId;
  readonly conversation: ConversationId;
  readonly seq: number;
  readonly at: number;
  /** In [0, 1), from a source that nobody can foresee: it decides the size of a share that is split by chance. */
  readonly chance: number;
  /** As in an AppendRequest. */
  readonly device?: DeviceId | undefined;
}

export type TakeOutcome =
  /** `fresh: false`: it had been taken before, or nothing was left. */
  | { readonly kind: 'packet'; readonly packet: OwnPacketState; readonly fresh: boolean }
  /** PKT-3: no red packet that this person may take of. */
  | { readonly kind: 'no-packet' };

/** What somebody has, and whether their opening amount is in it. */
export interface PointsHeld {
  readonly points: number;
  readonly opened: boolean;
}

/** Both sides of the ledger, as of one moment. */
export interface PointSums {
  /** What the relay gave, by the ledger's lines. */
  readonly opening: number;
  readonly given: number;
  readonly takenBack: number;
  /** What people have, by their balances, and what nobody has taken of open red packets. */
  readonly held: number;
  readonly inPackets: number;
  /** People, up to WRONG_COUNTED, whose balance is not the sum of their lines. */
  readonly wrong: number;
}

/** Nobody needs to know how many more there are. */
export const WRONG_COUNTED = 1_000;

/** The message that is a red packet. */
export interface PacketPlace {
  readonly conversation: ConversationId;
  readonly seq: number;
}

/**
 * The part of a relay's storage that moves points. A red packet's are taken from its sender in the transaction that stores the
 * message (`append`), and what nobody has taken goes back in the one that recalls it. Each move is a line of the ledger that
 * takes from one side what it gives to the other. Nobody has less than nothing. Guarantees as those of RelayStorage.
 */
export interface PacketStorage {
  /** Gives one share to a person who has none, all or nothing; of two who ask for the last one, one gets it. */
  takeShare(request: TakeRequest): Promise<TakeOutcome>;
  /** As everybody sees it. */
  packet(conversation: ConversationId, seq: number): Promise<PacketState | undefined>;
  /** As this person sees them; without those that are no red packets or not theirs to see. */
  packetStates(
    user: UserId,
    conversation: ConversationId,
    seqs: readonly number[],
  ): Promise<readonly OwnPacketState[]>;
  /** In the order of taking, from the one numbered `after` on; empty for whoever may not see the packet. */
  packetTakers(
    user: UserId,
    conversation: ConversationId,
    seq: number,
    after: number,
    limit: number,
  ): Promise<{ readonly takers: readonly PacketTaker[]; readonly more: boolean }>;
  /** The person's points. Who never had an opening amount is given it first. */
  points(user: UserId, opening: number, at: number): Promise<number>;
  /** What the person has, also one who was given up; gives them nothing. */
  pointsHeld(user: UserId): Promise<PointsHeld | undefined>;
  /** Walks the whole ledger, a million lines in less than half a second: for an administrator, now and then. */
  pointSums(): Promise<PointSums>;
  /** Gives back what is left of up to `limit` open packets whose time ended at `at` or before, the oldest first. */
  returnPackets(at: number, limit: number): Promise<readonly PacketPlace[]>;
}
