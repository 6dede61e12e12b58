import type { PacketStorage } from '../../packet-port.ts';
import type { CorePart } from '../../relay-storage-core.ts';
import type { MemoryTables } from '../memory-tables.ts';

/** The port's calls about red packets. */
export function packetCalls({ accounts, conversations, packets }: MemoryTables): CorePart<PacketStorage> {
  return {
    takeShare(request) {
      accounts.requireDevice(request.device);
      return packets.take(conversations.get(request.conversation), request);
    },
    packet: (conversation, seq) => packets.state(conversation, seq),
    packetStates: (user, id, seqs) => packets.states(conversations.get(id), user, seqs),
    packetTakers: (user, id, seq, after, limit) =>
      packets.takers(conversations.get(id), user, seq, after, limit),
    points: (user, opening) => (accounts.isActive(user) ? packets.open(user, opening) : 0),
    pointsHeld: (user) => (accounts.byId(user) ? packets.held(user) : undefined),
    pointSums: () => packets.sums(),
    returnPackets: (at, limit) => packets.giveBackDue(at, limit),
  };
}
