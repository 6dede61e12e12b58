import type { ConversationId, UserId } from '../../../../shared/model/ids.ts';
import type { OwnPacketState, PacketState, PacketTaker } from '../../../../shared/model/packet.ts';
import { type RangeSet, rangeSetHas } from '../../../../shared/model/range-set.ts';
import { visibleRanges } from '../../../domain/read-set.ts';
import { decideTake, packetState } from '../../packet-decision.ts';
import type { PacketPlace, PacketStorage, TakeOutcome, TakeRequest } from '../../packet-port.ts';
import type { CorePart } from '../../relay-storage-core.ts';
import { returnPacket } from '../packet-moves.ts';
import type { Queries } from '../queries/all.ts';
import { requireDevice } from '../require-device.ts';

/** The port's calls about red packets. Those that write run inside a transaction. */
export function packetCalls(queries: Queries): CorePart<PacketStorage> {
  return {
    takeShare: (request) => takeShare(queries, request),
    packet: (conversation, seq) => packet(queries, conversation, seq),
    packetStates: (user, conversation, seqs) => packetStates(queries, user, conversation, seqs),
    packetTakers: (user, conversation, seq, after, limit) =>
      packetTakers(queries, user, conversation, seq, after, limit),
    points: (user, opening, at) => points(queries, user, opening, at),
    returnPackets: (at, limit) => returnPackets(queries, at, limit),
    pointTotals: () => queries.packets.totals(),
  };
}

function takeShare(queries: Queries, request: TakeRequest): TakeOutcome {
  requireDevice(queries, request.device);
  const { packets } = queries;
  const { user, seq, at } = request;
  const place = placeOf(queries, user, request.conversation);
  if (!place?.isMember || !rangeSetHas(place.visible, seq)) return { kind: 'no-packet' };
  const { conversation, account } = place;
  const facts = { packet: packets.get(conversation, seq), mine: packets.took(conversation, seq, account) };
  const decision = decideTake(facts, at, request.chance);
  if (decision.kind === 'no-packet') return decision;
  const { packet } = decision;
  if (decision.kind === 'answer') return { kind: 'packet', packet, fresh: false };
  packets.setTaken(conversation, seq, packet.taken, packet.takenPoints);
  packets.move({ move: 'taken', account, packet: { conversation, seq }, points: decision.points, at });
  return { kind: 'packet', packet, fresh: true };
}

function packet(queries: Queries, id: ConversationId, seq: number): PacketState | undefined {
  const conversation = queries.conversations.byId(id)?.key;
  const stored = conversation === undefined ? undefined : queries.packets.get(conversation, seq);
  return stored && packetState(stored);
}

function packetStates(
  queries: Queries,
  user: UserId,
  id: ConversationId,
  seqs: readonly number[],
): OwnPacketState[] {
  const place = placeOf(queries, user, id);
  if (!place) return [];
  const { conversation, account, visible } = place;
  const states: OwnPacketState[] = [];
  for (const seq of seqs) {
    const packet = rangeSetHas(visible, seq) ? queries.packets.get(conversation, seq) : undefined;
    if (packet)
      states.push({ ...packetState(packet), mine: queries.packets.took(conversation, seq, account) });
  }
  return states;
}

function packetTakers(
  queries: Queries,
  user: UserId,
  id: ConversationId,
  seq: number,
  after: number,
  limit: number,
): { takers: PacketTaker[]; more: boolean } {
  const place = placeOf(queries, user, id);
  if (!place || !rangeSetHas(place.visible, seq)) return { takers: [], more: false };
  const found = queries.packets.takers(place.conversation, seq, after, limit + 1);
  return { takers: found.slice(0, limit), more: found.length > limit };
}

function points({ accounts, packets }: Queries, user: UserId, opening: number, at: number): number {
  const account = accounts.activeKey(user);
  if (account === undefined) return 0;
  if (opening > 0 && !packets.isOpened(account))
    packets.move({ move: 'opening', account, packet: null, points: opening, at });
  return packets.points(account);
}

function returnPackets(queries: Queries, at: number, limit: number): PacketPlace[] {
  const returned: PacketPlace[] = [];
  for (const { conversation, id, seq } of queries.packets.due(at, limit)) {
    returnPacket(queries, conversation, seq, at);
    returned.push({ conversation: id, seq });
  }
  return returned;
}

interface Place {
  readonly account: number;
  readonly conversation: number;
  readonly isMember: boolean;
  /** Seqs that the person may see. */
  readonly visible: RangeSet;
}

/** Where a person stands in a conversation; `undefined`: there is no such person, or no such conversation. */
function placeOf(queries: Queries, user: UserId, id: ConversationId): Place | undefined {
  const { accounts, conversations, members } = queries;
  const account = accounts.activeKey(user);
  const row = conversations.byId(id);
  if (account === undefined || !row) return undefined;
  return {
    account,
    conversation: row.key,
    isMember: Boolean(members.get(row.key, account)?.role),
    visible: visibleRanges(members.stays(row.key, account), row.headSeq),
  };
}
