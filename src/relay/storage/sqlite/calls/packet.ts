import { decideTake, packetState } from '../../packet-decision.ts';
import type { PacketPlace, PacketStorage, TakeOutcome, TakeRequest } from '../../packet-port.ts';
import type { CorePart } from '../../relay-storage-core.ts';
import { returnPacket } from '../packet-moves.ts';
import type { Queries } from '../queries/all.ts';
import { requireDevice } from '../require-device.ts';

/** The port's calls about red packets. Those that write run inside a transaction. */
export function packetCalls(queries: Queries): CorePart<PacketStorage> {
  const { accounts, conversations, packets } = queries;
  return {
    takeShare: (request) => takeShare(queries, request),
    packet(id, seq) {
      const conversation = conversations.byId(id)?.key;
      const stored = conversation === undefined ? undefined : packets.get(conversation, seq);
      return stored && packetState(stored);
    },
    packetStates(user, conversation, seqs) {
      const seen = packets.seen(user, conversation, seqs);
      return seen.map((packet) => ({ ...packetState(packet), mine: packet.mine }));
    },
    packetTakers(user, conversation, seq, after, limit) {
      const [packet] = packets.seen(user, conversation, [seq]);
      const found = packet ? packets.takers(packet.conversation, seq, after, limit + 1) : [];
      return { takers: found.slice(0, limit), more: found.length > limit };
    },
    points(user, opening, at) {
      const account = accounts.activeKey(user);
      if (account === undefined) return 0;
      if (opening > 0 && !packets.isOpened(account))
        packets.move({ move: 'opening', account, packet: null, points: opening, at });
      return packets.points(account);
    },
    pointsHeld(user) {
      const account = accounts.key(user);
      return account === undefined
        ? undefined
        : { points: packets.points(account), opened: packets.isOpened(account) };
    },
    pointSums: () => packets.sums(),
    returnPackets: (at, limit) => returnPackets(queries, at, limit),
  };
}

function takeShare(queries: Queries, request: TakeRequest): TakeOutcome {
  requireDevice(queries, request.device);
  const { packets } = queries;
  const { user, seq, at } = request;
  const [found] = packets.seen(user, request.conversation, [seq]);
  if (!found?.present) return { kind: 'no-packet' };
  const { conversation, account, mine } = found;
  const decision = decideTake({ packet: found, mine }, at, request.chance);
  if (decision.kind === 'no-packet') return decision;
  const { packet } = decision;
  if (decision.kind === 'answer') return { kind: 'packet', packet, fresh: false };
  packets.setTaken(conversation, seq, packet.taken, packet.takenPoints);
  packets.move({ move: 'taken', account, packet: { conversation, seq }, points: decision.points, at });
  return { kind: 'packet', packet, fresh: true };
}

function returnPackets(queries: Queries, at: number, limit: number): PacketPlace[] {
  const due = queries.packets.due(at, limit);
  for (const { conversation, seq } of due) returnPacket(queries, conversation, seq, at);
  return due.map(({ id, seq }) => ({ conversation: id, seq }));
}
