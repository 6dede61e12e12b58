import type { KnownEvent } from '../../../shared/model/event.ts';
import { packetToStore } from '../packet-decision.ts';
import type { Queries } from './queries/all.ts';

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
