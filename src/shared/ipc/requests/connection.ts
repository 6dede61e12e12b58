import * as z from 'zod';
import { ProxySettings } from '../../model/proxy-settings.ts';
import { ProxyView, RelayRules, SessionState } from '../views.ts';
import { nothing, request } from './spec.ts';

export const CONNECTION_REQUESTS = {
  'network.proxy': request(nothing, ProxyView),
  /** `password`: `null` removes it; left out, it stays while the proxy and the name are the same. */
  'network.setProxy': request(
    z.object({ settings: ProxySettings, password: z.string().min(1).max(255).nullable().optional() }),
    ProxyView,
  ),

  /** Looks for relays on the local network, for five minutes or until told not to; `network.found` tells. */
  'network.look': request(z.object({ on: z.boolean() }), nothing),

  /** The page's system says that there is a network again: relays are tried at once, at most every other second. */
  'network.online': request(nothing, nothing),

  'session.get': request(nothing, SessionState),
  'session.retry': request(nothing, nothing),

  'relay.rules': request(nothing, RelayRules),
} as const;
