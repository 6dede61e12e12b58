import type { EngineHandlers } from '../engine.ts';
import { requireSession } from '../uplink.ts';
import type { HandlerContext } from './context.ts';

/** The account at the relay and its devices. Without a session these fail with `offline`. */
export function accountHandlers({ session, relayRules }: HandlerContext) {
  return {
    'relay.rules': () => Promise.resolve(relayRules()),
    'account.changePassword': (args) => requireSession(session).request('account.changePassword', args),
    'account.createInvite': (args) => requireSession(session).request('account.createInvite', args),
    'device.list': () => requireSession(session).request('device.list', {}),
    'device.revoke': (args) => requireSession(session).request('device.revoke', args),
    'receipt.setDirect': (args) => requireSession(session).request('receipt.setDirect', args),
  } satisfies Partial<EngineHandlers>;
}
