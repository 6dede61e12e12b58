import * as z from 'zod';
import { DeepLink } from '../../deep-link.ts';
import { AccountId, ConversationId } from '../../model/ids.ts';
import { DesktopState, Place, View } from '../views.ts';
import { nothing, request } from './spec.ts';

export const DESKTOP_REQUESTS = {
  'desktop.get': request(nothing, DesktopState),
  'desktop.launchAtLogin': request(z.object({ on: z.boolean() }), DesktopState),
  /** Where the shell wants this window to go, given once; asked at the start and after `place.wanted`. */
  'place.take': request(nothing, z.object({ place: Place.nullable() })),
  'view.get': request(nothing, View),
  /** Kept for the next start. */
  'view.set': request(View, nothing),
  /** Opens a window for one conversation, or brings it to the front; `too_many` beyond six. */
  'window.open': request(z.object({ conversation: ConversationId }), nothing),
  /** Leads the main window there, from another one or from a link in a message. */
  'place.show': request(DeepLink, nothing),
  /** Whose conversation this is, of those who are signed in; the shown account before the others. Waits until all are open. */
  'place.account': request(
    z.object({ conversation: ConversationId }),
    z.object({ account: AccountId.nullable() }),
  ),
  /** The conversation in front in this window, so that nobody is told of what they are looking at. */
  'window.shows': request(z.object({ conversation: ConversationId.nullable() }), nothing),
} as const;
