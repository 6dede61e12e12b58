import * as z from 'zod';
import { ConversationId, Seq } from '../../model/ids.ts';
import { OwnPacketState, PacketTaker } from '../../model/packet.ts';
import { LIMITS } from '../limits.ts';
import { command } from './spec.ts';

const target = { conversation: ConversationId, seq: Seq };

/** Red packets, which are sent by `message.send`, and the points in them. */
export const PACKET_COMMANDS = {
  /** Takes a share; again it tells what was taken. `mine` is `null` where nothing was left. */
  'packet.take': command('signed-in', z.object(target), z.object({ packet: OwnPacketState })),
  /** Without those that are no red packets, or not for the caller. */
  'packet.states': command(
    'signed-in',
    z.object({ conversation: ConversationId, seqs: z.array(Seq).min(1).max(LIMITS.packetStates) }),
    z.object({ packets: z.array(OwnPacketState) }),
  ),
  /** Who took a share, the first first. */
  'packet.takers': command(
    'signed-in',
    z.object({
      ...target,
      /** How many of them the caller has already. */
      after: z.int().min(0).optional(),
      limit: z.int().min(1).max(LIMITS.listPage),
    }),
    z.object({ takers: z.array(PacketTaker), more: z.boolean() }),
  ),
  /** The caller's points; the first to ask is given the relay's opening amount. */
  'points.get': command('signed-in', z.object({}), z.object({ points: z.int().min(0) })),
} as const;
