import { decideTake, packetState } from '../../packet-decision.ts';
import type { PacketPlace, PacketStorage, TakeOutcome, TakeRequest } from '../../packet-port.ts';

import { returnPacket } from '../packet-moves.ts';
import type { Queries } from '../queries/all.ts';
import { requireDevice } from '../require-device.ts';

/** The port's calls about red packets. Those that write run inside a transaction. */
export function packetCalls(queries: Queries): PacketStorage {
  const { accounts, conversations, packets } = queries;
  return {
    takeShare: (request) => takeShare(queries, request),
    async packet(id, seq) {
      const conversation = (await conversations.byId(id))?.key;
      const stored = conversation === undefined ? undefined : await packets.get(conversation, seq);
      return stored && packetState(stored);
    },
    async packetStates(user, conversation, seqs) {
      const seen = await packets.seen(user, conversation, seqs);
      return seen.map((packet) => ({ ...packetState(packet), mine: packet.mine }));
    },
    async packetTakers(user, conversation, seq, after, limit) {
      const [packet] = await packets.seen(user, conversation, [seq]);
      const found = packet ? await packets.takers(packet.conversation, seq, after, limit + 1) : [];
      return { takers: found.slice(0, limit), more: found.length > limit };
    },
    async points(user, opening, at) {
      const account = await accounts.activeKey(user);
      if (account === undefined) return 0;
      if (opening > 0 && !(await packets.isOpened(account)))
        await packets.move({ move: 'opening', account, packet: null, points: opening, at });
      return await packets.points(account);
    },
    async pointsHeld(user) {
      const account = await accounts.key(user);
      return account === undefined
        ? undefined
        : { points: await packets.points(account), opened: await packets.isOpened(account) };
    },
    pointSums: () => packets.sums(),
    returnPackets: (at, limit) => returnPackets(queries, at, limit),
  };
}

async function takeShare(queries: Queries, request: TakeRequest): Promise<TakeOutcome> {
  await requireDevice(queries, request.device);
  const { packets } = queries;
  const { user, seq, at } = request;
  const [found] = await packets.seen(user, request.conversation, [seq]);
  if (!found?.present) return { kind: 'no-packet' };
  const { conversation, account, mine } = found;
  const decision = decideTake({ packet: found, mine }, at, request.chance);
  if (decision.kind === 'no-packet') return decision;
  const { packet } = decision;
  if (decision.kind === 'answer') return { kind: 'packet', packet, fresh: false };
  await packets.setTaken(conversation, seq, packet.taken, packet.takenPoints);
  await packets.move({ move: 'taken', account, packet: { conversation, seq }, points: decision.points, at });
  return { kind: 'packet', packet, fresh: true };
}

async function returnPackets(queries: Queries, at: number, limit: number): Promise<PacketPlace[]> {
  const due = await queries.packets.due(at, limit);
  for (const { conversation, seq } of due) await returnPacket(queries, conversation, seq, at);
  return due.map(({ id, seq }) => ({ conversation: id, seq }));
}
