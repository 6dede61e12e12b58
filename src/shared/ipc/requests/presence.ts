import { PRESENCE_COMMANDS } from '../../protocol/commands/presence.ts';
import { nothing, request } from './spec.ts';

export const PRESENCE_REQUESTS = {
  /** Replaces the people whose presence `presence.changed` tells, until the next call. */
  'presence.watch': request(PRESENCE_COMMANDS['presence.watch'].args, nothing),
  /** Replaces the conversation in which `typing.started` is told. */
  'conversation.look': request(PRESENCE_COMMANDS['conversation.look'].args, nothing),
  'typing.send': request(PRESENCE_COMMANDS['typing.send'].args, nothing),
} as const;
