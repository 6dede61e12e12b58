import type { KnownEvent } from '../../../shared/model/event.ts';
import type { ConversationId, UserId } from '../../../shared/model/ids.ts';
import type { OwnPacketState, PacketState, PacketTaker } from '../../../shared/model/packet.ts';
import { type RangeSet, rangeSetHas } from '../../../shared/model/range-set.ts';
import { visibleRanges } from '../../domain/read-set.ts';
import { decideTake, packetState, packetToStore } from '../packet-decision.ts';
import type { PacketPlace, TakeOutcome, TakeRequest } from '../packet-port.ts';
import type { Queries } from './queries/all.ts';
import { requireDevice } from './require-device.ts';

/** PKT-2: the points of a red packet leave its sender. Runs inside the transaction that stores the message. */
export function sendPacket(
  { packets }: Queries,
  conversation: number,
  sender: number,
  event: KnownEvent,
): void {
  const packet = packetToStore(event);
  if (!packet) return;
  const { seq, points } = packet;
  packets.add(conversation, sender, packet);
  packets.move({ move: 'sent', account: sender, packet: { conversation, seq }, points, at: event.at });
}

/** PKT-4: what nobody has taken goes back to the sender. Runs inside a transaction; again it changes nothing. */
export function returnPacket({ packets }: Queries, conversation: number, seq: number, at: number): void {
  const packet = packets.get(conversation, seq);
  if (!packet || packet.returned || packet.taken === packet.shares) return;
  packets.setReturned(conversation, seq);
  const points = packet.points - packet.takenPoints;
  packets.move({ move: 'returned', account: packet.sender, packet: { conversation, seq }, points, at });
}

/** `takeShare` of the port. Runs inside a transaction. */
export function takeShare(queries: Queries, request: TakeRequest): TakeOutcome {
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

/** `packet` of the port. */
export function packet(queries: Queries, id: ConversationId, seq: number): PacketState | undefined {
  const conversation = queries.conversations.byId(id)?.key;
  const stored = conversation === undefined ? undefined : queries.packets.get(conversation, seq);
  return stored && packetState(stored);
}

/** `packetStates` of the port. */
export function packetStates(
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

/** `packetTakers` of the port. */
export function packetTakers(
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

/** `points` of the port. Runs inside a transaction. */
export function points({ accounts, packets }: Queries, user: UserId, opening: number, at: number): number {
  const account = accounts.activeKey(user);
  if (account === undefined) return 0;
  if (opening > 0 && !packets.isOpened(account))
    packets.move({ move: 'opening', account, packet: null, points: opening, at });
  return packets.points(account);
}

/** `returnPackets` of the port. Runs inside a transaction. */
export function returnPackets(queries: Queries, at: number, limit: number): PacketPlace[] {
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
