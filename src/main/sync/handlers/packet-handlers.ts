import type { EngineHandlers } from '../engine.ts';
import { requireSession } from '../uplink.ts';
import type { HandlerContext } from './context.ts';

/** Red packets: nothing of how far they are taken is kept here. */
export function packetHandlers({ session }: HandlerContext) {
  return {
    'packet.take': (args) => requireSession(session).request('packet.take', args),
    'packet.states': (args) => requireSession(session).request('packet.states', args),
    'packet.takers': (args) => requireSession(session).request('packet.takers', args),
    'points.get': (args) => requireSession(session).request('points.get', args),
  } satisfies Partial<EngineHandlers>;
}
