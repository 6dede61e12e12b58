import * as z from 'zod';
import { ConversationId, UserId } from '../model/ids.ts';
import { PUSHES } from '../protocol/pushes.ts';
import { FoundRelay } from '../relay-beacon.ts';
import { ArchiveState } from './archive-views.ts';
import { ChannelRow } from './channel-views.ts';
import { LostCounts } from './lost-views.ts';
import { ACCOUNT_REQUESTS } from './requests/account.ts';
import { APP_REQUESTS } from './requests/app.ts';
import { CHANNEL_REQUESTS } from './requests/channel.ts';
import { CONNECTION_REQUESTS } from './requests/connection.ts';
import { CONVERSATION_REQUESTS } from './requests/conversation.ts';
import { DESKTOP_REQUESTS } from './requests/desktop.ts';
import { FILE_REQUESTS } from './requests/file.ts';
import { LOCK_REQUESTS } from './requests/lock.ts';
import { MESSAGE_REQUESTS } from './requests/message.ts';
import { PACKET_REQUESTS } from './requests/packet.ts';
import { PEOPLE_REQUESTS } from './requests/people.ts';
import { PRESENCE_REQUESTS } from './requests/presence.ts';
import { RECEIPT_REQUESTS } from './requests/receipt.ts';
import { SEARCH_REQUESTS } from './requests/search.ts';
import { nothing } from './requests/spec.ts';
import { STORAGE_REQUESTS } from './requests/storage.ts';
import {
  AccountEntry,
  AccountState,
  DesktopState,
  HistoryState,
  LockState,
  MAX_ACCOUNTS,
  RelayRules,
  SessionState,
  Settings,
  StorageState,
  StoreChange,
  UpdateState,
} from './views.ts';

export { MAX_PASTED_BYTES } from './requests/file.ts';

/**
 * Everything the renderer may ask of the main process. Each answer is a `Result`; a name that is not here, or input
 * that does not fit, is refused by the handler and never reaches the engine.
 */
export const REQUESTS = {
  ...APP_REQUESTS,
  ...DESKTOP_REQUESTS,
  ...ACCOUNT_REQUESTS,
  ...LOCK_REQUESTS,
  ...CONNECTION_REQUESTS,
  ...PEOPLE_REQUESTS,
  ...PRESENCE_REQUESTS,
  ...CONVERSATION_REQUESTS,
  ...MESSAGE_REQUESTS,
  ...FILE_REQUESTS,
  ...RECEIPT_REQUESTS,
  ...PACKET_REQUESTS,
  ...SEARCH_REQUESTS,
  ...STORAGE_REQUESTS,
  ...CHANNEL_REQUESTS,
} as const;

/** Everything the main process tells the renderer unasked. */
export const EVENTS = {
  /** The program ends: what is not on disk is to be handed over now. It waits half a second at most for every page's `app.left`. */
  'app.leaving': nothing,
  'store.changed': StoreChange,
  'session.changed': SessionState,
  /** All channels, at most 20 times a second: some announcement, badge or head is another one now. */
  'channels.changed': z.object({ channels: z.array(ChannelRow) }),
  /** At most once a second, and when it is 100. */
  'history.changed': HistoryState,
  'storage.changed': StorageState,
  'lost.changed': LostCounts,
  'archive.changed': ArchiveState,
  'account.changed': AccountState,
  /** All that are signed in, whenever one or its badge is another one; none while it is locked. */
  'accounts.changed': z.object({ accounts: z.array(AccountEntry).max(MAX_ACCOUNTS) }),
  'lock.changed': LockState,
  'relay.changed': RelayRules,
  /** All who are there, of those watched. */
  'presence.changed': z.object({ online: z.array(UserId) }),
  'typing.started': z.object({ conversation: ConversationId, user: UserId }),
  /** Somebody took of a red packet, or what was left went back; `mine` only when it was I. */
  'packet.changed': PUSHES['packet.changed'],
  /** What I have is to be asked for again where it is shown. */
  'points.changed': PUSHES['points.changed'],
  'settings.changed': Settings,
  'desktop.changed': DesktopState,
  'updates.changed': UpdateState,
  /** There is something to `place.take`. */
  'place.wanted': nothing,
  /** All that are there now, by what strangers say. */
  'network.found': z.object({ relays: z.array(FoundRelay).max(20) }),
  /** Whether someone can be looking: this window focused and the screen unlocked. */
  'attention.changed': z.object({ attentive: z.boolean() }),
} as const;

export type RequestName = keyof typeof REQUESTS;
export type RequestInput<N extends RequestName> = z.input<(typeof REQUESTS)[N]['input']>;
/** Input as a handler gets it, after validation. */
export type RequestArgs<N extends RequestName> = z.output<(typeof REQUESTS)[N]['input']>;
export type RequestOutput<N extends RequestName> = z.output<(typeof REQUESTS)[N]['output']>;
export type EventName = keyof typeof EVENTS;
export type EventBody<N extends EventName> = z.output<(typeof EVENTS)[N]>;

/**
 * What is answered while it is locked: nothing that shows anything. The page hands over its drafts as it closes, and messages come all
 * the same.
 */
export const WHILE_LOCKED: ReadonlySet<RequestName> = new Set([
  'app.info',
  'app.quit',
  'app.left',
  'settings.get',
  'updates.get',
  'account.get',
  'account.list',
  'session.get',
  'network.online',
  'relay.rules',
  'draft.save',
  // Where the page was: ids and widths, no words.
  'view.get',
  'lock.get',
  'lock.now',
  'lock.unlock',
  'lock.startAnew',
  'lock.askKeychain',
  'lock.giveUpKey',
]);

export function isRequestName(name: string): name is RequestName {
  return Object.hasOwn(REQUESTS, name);
}
