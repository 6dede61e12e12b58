import type { KnownEvent } from '../../../shared/model/event.ts';
import { packetToStore } from '../packet-decision.ts';
import type { Queries } from './queries/all.ts';

/** PKT-2: the points of a red packet leave its sender. Runs inside the transaction that stores the message. */
export async function sendPacket(
  { packets }: Queries,
  conversation: number,
  sender: number,
  event: KnownEvent,
): Promise<void> {
  const packet = packetToStore(event);
  if (!packet) return;
  const { seq, points } = packet;
  await packets.add(conversation, sender, packet);
  await packets.move({ move: 'sent', account: sender, packet: { conversation, seq }, points, at: event.at });
}

/** PKT-4: what nobody has taken goes back to the sender. Runs inside a transaction; again it changes nothing. */
export async function returnPacket(
  { packets }: Queries,
  conversation: number,
  seq: number,
  at: number,
): Promise<void> {
  const packet = await packets.get(conversation, seq);
  if (!packet || packet.returned || packet.taken === packet.shares) return;
  await packets.setReturned(conversation, seq);
  const points = packet.points - packet.takenPoints;
  await packets.move({ move: 'returned', account: packet.sender, packet: { conversation, seq }, points, at });
}
