import type { ConversationId, UserId } from '../../../../shared/model/ids.ts';
import type { OwnPacketState, PacketState, PacketTaker } from '../../../../shared/model/packet.ts';
import { type RangeSet, rangeSetHas } from '../../../../shared/model/range-set.ts';
import { visibleRanges } from '../../../domain/read-set.ts';
import { decideTake, packetState } from '../../packet-decision.ts';
import type { PacketPlace, PacketStorage, TakeOutcome, TakeRequest } from '../../packet-port.ts';
import { returnPacket } from '../packet-moves.ts';
import type { Queries } from '../queries/all.ts';
import { requireDevice } from '../require-device.ts';

/** The port's calls about red packets. Those that write run inside a transaction. */
export function packetCalls(queries: Queries): PacketStorage {
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

async function takeShare(queries: Queries, request: TakeRequest): Promise<TakeOutcome> {
  await requireDevice(queries, request.device);
  const { packets } = queries;
  const { user, seq, at } = request;
  const place = await placeOf(queries, user, request.conversation);
  if (!place?.isMember || !rangeSetHas(place.visible, seq)) return { kind: 'no-packet' };
  const { conversation, account } = place;
  const facts = {
    packet: await packets.get(conversation, seq),
    mine: await packets.took(conversation, seq, account),
  };
  const decision = decideTake(facts, at, request.chance);
  if (decision.kind === 'no-packet') return decision;
  const { packet } = decision;
  if (decision.kind === 'answer') return { kind: 'packet', packet, fresh: false };
  await packets.setTaken(conversation, seq, packet.taken, packet.takenPoints);
  await packets.move({ move: 'taken', account, packet: { conversation, seq }, points: decision.points, at });
  return { kind: 'packet', packet, fresh: true };
}

async function packet(queries: Queries, id: ConversationId, seq: number): Promise<PacketState | undefined> {
  const conversation = (await queries.conversations.byId(id))?.key;
  const stored = conversation === undefined ? undefined : await queries.packets.get(conversation, seq);
  return stored && packetState(stored);
}

async function packetStates(
  queries: Queries,
  user: UserId,
  id: ConversationId,
  seqs: readonly number[],
): Promise<OwnPacketState[]> {
  const place = await placeOf(queries, user, id);
  if (!place) return [];
  const { conversation, account, visible } = place;
  const states: OwnPacketState[] = [];
  for (const seq of seqs) {
    const packet = rangeSetHas(visible, seq) ? await queries.packets.get(conversation, seq) : undefined;
    if (packet)
      states.push({ ...packetState(packet), mine: await queries.packets.took(conversation, seq, account) });
  }
  return states;
}

async function packetTakers(
  queries: Queries,
  user: UserId,
  id: ConversationId,
  seq: number,
  after: number,
  limit: number,
): Promise<{ takers: PacketTaker[]; more: boolean }> {
  const place = await placeOf(queries, user, id);
  if (!place || !rangeSetHas(place.visible, seq)) return { takers: [], more: false };
  const found = await queries.packets.takers(place.conversation, seq, after, limit + 1);
  return { takers: found.slice(0, limit), more: found.length > limit };
}

async function points(
  { accounts, packets }: Queries,
  user: UserId,
  opening: number,
  at: number,
): Promise<number> {
  const account = await accounts.activeKey(user);
  if (account === undefined) return 0;
  if (opening > 0 && !(await packets.isOpened(account)))
    await packets.move({ move: 'opening', account, packet: null, points: opening, at });
  return packets.points(account);
}

async function returnPackets(queries: Queries, at: number, limit: number): Promise<PacketPlace[]> {
  const returned: PacketPlace[] = [];
  for (const { conversation, id, seq } of await queries.packets.due(at, limit)) {
    await returnPacket(queries, conversation, seq, at);
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
async function placeOf(queries: Queries, user: UserId, id: ConversationId): Promise<Place | undefined> {
  const { accounts, conversations, members } = queries;
  const account = await accounts.activeKey(user);
  const row = await conversations.byId(id);
  if (account === undefined || !row) return undefined;
  return {
    account,
    conversation: row.key,
    isMember: Boolean((await members.get(row.key, account))?.role),
    visible: visibleRanges(await members.stays(row.key, account), row.headSeq),
  };
}
