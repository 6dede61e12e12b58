import { PACKET_COMMANDS } from '../../protocol/commands/packet.ts';
import { request } from './spec.ts';

/** As the relay has it, which alone knows; without a session they fail with `offline`. A red packet is sent by `message.send`. */
export const PACKET_REQUESTS = {
  'packet.take': request(PACKET_COMMANDS['packet.take'].args, PACKET_COMMANDS['packet.take'].result),
  'packet.states': request(PACKET_COMMANDS['packet.states'].args, PACKET_COMMANDS['packet.states'].result),
  'packet.takers': request(PACKET_COMMANDS['packet.takers'].args, PACKET_COMMANDS['packet.takers'].result),
  'points.get': request(PACKET_COMMANDS['points.get'].args, PACKET_COMMANDS['points.get'].result),
} as const;
