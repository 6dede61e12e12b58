import * as z from 'zod';
import { DeepLink } from '../deep-link.ts';
import { Emoji, MAX_FORWARDED, MAX_TEXT_LENGTH, SendableContent, TextContent } from '../model/event.ts';
import { Member } from '../model/conversation.ts';
import { MAX_CAPTION_LENGTH, MAX_THUMBNAIL_BYTES } from '../model/file.ts';
import { Fingerprint } from '../model/fingerprint.ts';
import {
  AccountId,
  ChannelId,
  ClientId,
  ConversationId,
  FileId,
  Seq,
  Timestamp,
  UserId,
} from '../model/ids.ts';
import { AccountName, ConversationTitle, DisplayName, Password, Person } from '../model/person.ts';
import { ProxySettings } from '../model/proxy-settings.ts';
import { rangeSetSchema } from '../model/range-set.ts';
import { ReceiptEntry, ReceiptListKind } from '../model/receipt.ts';
import { ACCOUNT_COMMANDS } from '../protocol/commands/account.ts';
import { FoundRelay } from '../relay-beacon.ts';
import { CHANNEL_COMMANDS } from '../protocol/commands/channel.ts';
import { CONVERSATION_COMMANDS } from '../protocol/commands/conversation.ts';
import { PRESENCE_COMMANDS } from '../protocol/commands/presence.ts';
import { RECEIPT_COMMANDS } from '../protocol/commands/receipt.ts';
import { ArchiveState, StorageSizes } from './archive-views.ts';
import { AnnouncementHit, AnnouncementItem, AnnouncementPlace, ChannelRow } from './channel-views.ts';
import { LicensedPart } from './licensed-part.ts';
import { LostCounts, LostMessage } from './lost-views.ts';
import {
  AccountEntry,
  AccountState,
  ConversationRow,
  DesktopState,
  HistoryState,
  IdleMinutes,
  Lock,
  LockState,
  MAX_ACCOUNTS,
  MessageItem,
  Passcode,
  Place,
  ProxyView,
  RelayRules,
  SearchableType,
  SearchHit,
  SessionState,
  Settings,
  StorageState,
  StagedFile,
  StoreChange,
  TimelineItem,
  UpdateState,
  View,
} from './views.ts';

interface RequestSpec<I extends z.ZodType, O extends z.ZodType> {
  readonly input: I;
  readonly output: O;
}

function request<I extends z.ZodType, O extends z.ZodType>(input: I, output: O): RequestSpec<I, O> {
  return { input, output };
}

const nothing = z.object({});
const PAGE = 200;
/** Larger files come as files, which the main process reads itself. */
export const MAX_PASTED_BYTES = 32 * 1024 * 1024;

/**
 * Everything the renderer may ask of the main process. Each answer is a `Result`; a name that is not here, or input
 * that does not fit, is refused by the handler and never reaches the engine.
 */
export const REQUESTS = {
  'app.info': request(
    nothing,
    z.object({
      version: z.string(),
      /** What runs the client; the web host lacks some of the desktop. */
      host: z.enum(['electron', 'web']),
      platform: z.string(),
      systemLanguage: z.string(),
    }),
  ),
  'app.quit': request(nothing, nothing),
  /** What is built into the program and its licences, by name. */
  'app.licences': request(nothing, z.object({ parts: z.array(LicensedPart) })),
  /** Shows the folder of the logs in the system's file manager. */
  'app.openLogs': request(nothing, nothing),
  'settings.get': request(nothing, Settings),
  'settings.set': request(Settings.partial(), Settings),

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
  'updates.get': request(nothing, UpdateState),
  /** Looks now; answers once it is known whether there is one. */
  'updates.check': request(nothing, UpdateState),
  /** Ends the program, installs what is ready and starts it; `not_found` when nothing is. */
  'updates.restart': request(nothing, nothing),
  'network.proxy': request(nothing, ProxyView),
  /** `password`: `null` removes it; left out, it stays while the proxy and the name are the same. */
  'network.setProxy': request(
    z.object({ settings: ProxySettings, password: z.string().min(1).max(255).nullable().optional() }),
    ProxyView,
  ),

  'account.get': request(nothing, AccountState),
  /** Starts a relay inside this client and registers its first person. */
  'account.host': request(
    z.object({
      relayName: z.string().trim().min(1).max(120),
      name: AccountName,
      displayName: DisplayName,
      password: Password,
      /** Colleagues on the network can join, over TLS; otherwise nobody outside this computer. */
      network: z.boolean().optional(),
    }),
    AccountState,
  ),
  'account.register': request(
    z.object({
      url: z.string().trim().min(1).max(500),
      name: AccountName,
      displayName: DisplayName,
      password: Password,
      /** Where the relay asks for one. */
      invite: z.string().trim().min(1).max(200).optional(),
      /** Of the only certificate to accept; kept with the account. */
      fingerprint: Fingerprint.optional(),
    }),
    AccountState,
  ),
  'account.signIn': request(
    z.object({
      url: z.string().trim().min(1).max(500),
      name: z.string().max(64),
      password: z.string().max(1_024),
      fingerprint: Fingerprint.optional(),
    }),
    AccountState,
  ),
  /** The certificate that is accepted of the relay, and the one it shows now; asks for it anew. */
  'account.certificate': request(nothing, z.object({ accepted: Fingerprint, shown: Fingerprint })),
  /** From now on this certificate is accepted, and no other; `forbidden` for an account that has none pinned. */
  'account.trust': request(z.object({ fingerprint: Fingerprint }), AccountState),
  /** Forgets the device token of the account that is shown; the history stays on disk for the next sign-in of the same person. */
  'account.signOut': request(nothing, AccountState),
  'account.list': request(nothing, z.object({ accounts: z.array(AccountEntry).max(MAX_ACCOUNTS) })),
  /**
   * Shows another account: all requests and events are its from then on. Only the page changes what is shown, and it lets go of
   * the account before first, so that nothing meant for one reaches the other.
   */
  'account.switch': request(z.object({ account: AccountId }), AccountState),

  'lock.get': request(nothing, LockState),
  'lock.now': request(nothing, LockState),
  'lock.unlock': request(z.object({ passcode: z.string().max(128) }), LockState),
  /** `next` `null` removes it; `current` is needed where there is one. */
  'lock.setPasscode': request(
    z.object({ current: z.string().max(128).optional(), next: Passcode.nullable() }),
    LockState,
  ),
  'lock.setIdle': request(z.object({ idleMinutes: IdleMinutes }), LockState),
  /** Without the passcode: signs everybody out and removes what is on this disk of their accounts. Only while it is locked. */
  'lock.startAnew': request(nothing, AccountState),
  /** Asks the keychain for the key once more, if it waits for that; tells what it waits for then. */
  'lock.askKeychain': request(nothing, z.object({ waitsFor: Lock.nullable() })),
  /**
   * The user gives up the key that the keychain does not give out: it is kept aside, and what it encrypted counts as damaged.
   * `forbidden` unless it waits for the keychain; `keychain_closed` where it does not take a new key either.
   */
  'lock.giveUpKey': request(nothing, nothing),

  /** Tries once more to open the account whose messages could not be opened. */
  'account.reopen': request(nothing, AccountState),

  /** Looks for relays on the local network, for five minutes or until told not to; `network.found` tells. */
  'network.look': request(z.object({ on: z.boolean() }), nothing),

  'session.get': request(nothing, SessionState),
  'session.retry': request(nothing, nothing),

  'relay.rules': request(nothing, RelayRules),

  'account.changePassword': request(ACCOUNT_COMMANDS['account.changePassword'].args, nothing),
  /** Gives the account up for good, and signs out here. */
  'account.deactivate': request(ACCOUNT_COMMANDS['account.deactivate'].args, AccountState),
  'account.createInvite': request(
    ACCOUNT_COMMANDS['account.createInvite'].args,
    ACCOUNT_COMMANDS['account.createInvite'].result,
  ),
  'device.list': request(nothing, ACCOUNT_COMMANDS['device.list'].result),
  'device.revoke': request(ACCOUNT_COMMANDS['device.revoke'].args, nothing),

  /** Replaces the people whose presence `presence.changed` tells, until the next call. */
  'presence.watch': request(PRESENCE_COMMANDS['presence.watch'].args, nothing),
  /** Replaces the conversation in which `typing.started` is told. */
  'conversation.look': request(PRESENCE_COMMANDS['conversation.look'].args, nothing),
  'typing.send': request(PRESENCE_COMMANDS['typing.send'].args, nothing),

  'people.search': request(z.object({ query: z.string().max(64) }), z.object({ people: z.array(Person) })),
  'people.get': request(
    z.object({ users: z.array(UserId).max(1_000) }),
    z.object({ people: z.array(Person) }),
  ),

  'conversation.list': request(
    nothing,
    z.object({ conversations: z.array(ConversationRow), totalUnread: z.int().min(0) }),
  ),
  'conversation.createDirect': request(z.object({ peer: UserId }), ConversationRow),
  'conversation.createGroup': request(
    z.object({ title: ConversationTitle, users: z.array(UserId).max(1_000) }),
    ConversationRow,
  ),
  'conversation.members': request(
    z.object({ conversation: ConversationId, after: UserId.optional() }),
    z.object({ members: z.array(Member), total: z.int().min(0), more: z.boolean() }),
  ),
  'conversation.addMembers': request(
    z.object({ conversation: ConversationId, users: z.array(UserId).min(1).max(1_000) }),
    nothing,
  ),
  'conversation.removeMembers': request(
    z.object({ conversation: ConversationId, users: z.array(UserId).min(1).max(1_000) }),
    nothing,
  ),
  'conversation.leave': request(z.object({ conversation: ConversationId }), nothing),
  'conversation.rename': request(
    z.object({ conversation: ConversationId, title: ConversationTitle }),
    nothing,
  ),
  'conversation.setRole': request(CONVERSATION_COMMANDS['conversation.setRole'].args, nothing),
  'conversation.transfer': request(CONVERSATION_COMMANDS['conversation.transfer'].args, nothing),
  'conversation.dissolve': request(CONVERSATION_COMMANDS['conversation.dissolve'].args, nothing),
  'conversation.muteMember': request(CONVERSATION_COMMANDS['conversation.muteMember'].args, nothing),
  'conversation.setAnnouncement': request(
    CONVERSATION_COMMANDS['conversation.setAnnouncement'].args,
    nothing,
  ),
  'conversation.setReceipts': request(RECEIPT_COMMANDS['conversation.setReceipts'].args, nothing),
  'conversation.createInvite': request(
    CONVERSATION_COMMANDS['conversation.createInvite'].args,
    CONVERSATION_COMMANDS['conversation.createInvite'].result,
  ),
  'conversation.revokeInvites': request(CONVERSATION_COMMANDS['conversation.revokeInvites'].args, nothing),
  'conversation.join': request(CONVERSATION_COMMANDS['conversation.join'].args, ConversationRow),
  /** Kept on this device. */
  'conversation.flag': request(
    z.object({
      conversation: ConversationId,
      pinned: z.boolean().optional(),
      muted: z.boolean().optional(),
      /** Away until a message comes, or for good while it is muted. */
      archived: z.boolean().optional(),
      unread: z.boolean().optional(),
    }),
    nothing,
  ),
  'draft.save': request(
    z.object({
      conversation: ConversationId,
      text: z.string().max(MAX_TEXT_LENGTH),
      /** The row's `draftVersion` that the text was written upon. */
      version: z.int().min(0),
      /** It is what the user wants of the draft and the one of another device. */
      settles: z.literal(true).optional(),
    }),
    nothing,
  ),

  /**
   * Items around an anchor, ascending; at most `limit`. What is missing on disk is pulled first; when that fails
   * `incomplete` is true and the items are those the disk has next to the anchor.
   */
  'timeline.page': request(
    z.object({
      conversation: ConversationId,
      anchor: z.discriminatedUnion('at', [
        z.object({ at: z.literal('latest') }),
        z.object({ at: z.literal('before'), seq: Seq }),
        z.object({ at: z.literal('after'), seq: Seq }),
        z.object({ at: z.literal('around'), seq: Seq }),
      ]),
      limit: z.int().min(1).max(PAGE),
    }),
    z.object({
      items: z.array(TimelineItem),
      /** Nothing older, or nothing newer, exists. */
      atStart: z.boolean(),
      atEnd: z.boolean(),
      incomplete: z.boolean(),
    }),
  ),
  /** Answers once the message and its outbox row are on disk; sending goes on by itself. */
  'message.send': request(
    z.object({
      conversation: ConversationId,
      content: SendableContent,
      quote: Seq.optional(),
      /** No receipts of it, please. */
      receipt: z.literal(false).optional(),
    }),
    z.object({ clientId: ClientId }),
  ),
  'message.retry': request(z.object({ clientId: ClientId }), nothing),
  /** These need the relay: without a session they fail with `offline`. */
  'message.edit': request(
    z.object({ conversation: ConversationId, seq: Seq, content: TextContent }),
    nothing,
  ),
  'message.recall': request(z.object({ conversation: ConversationId, seq: Seq }), nothing),
  'message.react': request(
    z.object({ conversation: ConversationId, seq: Seq, emoji: Emoji, on: z.boolean() }),
    nothing,
  ),
  'message.pin': request(z.object({ conversation: ConversationId, seq: Seq, on: z.boolean() }), nothing),
  /** Newest pin first. */
  'message.pins': request(
    z.object({ conversation: ConversationId }),
    z.object({ items: z.array(MessageItem) }),
  ),
  'message.forward': request(
    z.object({
      from: ConversationId,
      seqs: z.array(Seq).min(1).max(MAX_FORWARDED),
      conversations: z.array(ConversationId).min(1).max(20),
    }),
    nothing,
  ),
  /** Has the user choose files of this computer. */
  'attachment.pick': request(nothing, z.object({ files: z.array(StagedFile) })),
  /** A file as its bytes, from the clipboard for example. */
  'attachment.paste': request(
    z.object({
      name: z.string().max(1_000),
      type: z.string().max(200),
      bytes: z
        .instanceof(Uint8Array)
        .refine((bytes) => bytes.length <= MAX_PASTED_BYTES, 'is larger than what may be pasted'),
    }),
    StagedFile,
  ),
  'attachment.discard': request(z.object({ file: FileId }), nothing),
  /** As `message.send`, once the row and those of its files are on disk; the message leaves when the relay has the files. */
  'attachment.send': request(
    z.object({
      conversation: ConversationId,
      file: FileId,
      /** What is no picture goes as a file in any case. */
      as: z.enum(['image', 'file']),
      caption: z.string().max(MAX_CAPTION_LENGTH).optional(),
      quote: Seq.optional(),
      receipt: z.literal(false).optional(),
      thumbnail: z
        .instanceof(Uint8Array)
        .refine((bytes) => bytes.length <= MAX_THUMBNAIL_BYTES, 'is too large for a thumbnail')
        .optional(),
    }),
    z.object({ clientId: ClientId }),
  ),
  /** Holds the files of a message of the outbox back, or lets them go on. */
  'transfer.pause': request(z.object({ clientId: ClientId, paused: z.boolean() }), nothing),
  /** Which of these files are on this disk. */
  'file.states': request(
    z.object({ files: z.array(FileId).max(PAGE) }),
    z.object({ there: z.array(FileId) }),
  ),
  /** Answers once it is here; the change feed tells how far it is. */
  'file.fetch': request(z.object({ file: FileId }), nothing),
  'file.cancel': request(z.object({ file: FileId }), nothing),
  /** Fetches it and puts it where the user says; `false`: nowhere. */
  'file.save': request(
    z.object({ file: FileId, name: z.string().max(1_000) }),
    z.object({ saved: z.boolean() }),
  ),
  /** Fetches it and hands it to the program of the system that opens such files; `forbidden` for what could run by itself. */
  'file.open': request(z.object({ file: FileId, name: z.string().max(1_000) }), nothing),
  /** Only a message that the relay has not stored. */
  'message.delete': request(z.object({ clientId: ClientId }), nothing),

  /** What was really shown (X1). */
  'read.shown': request(z.object({ conversation: ConversationId, seqs: rangeSetSchema(200) }), nothing),
  'read.all': request(z.object({ conversation: ConversationId }), nothing),
  'receipt.list': request(
    z.object({ conversation: ConversationId, seq: Seq, list: ReceiptListKind, after: UserId.optional() }),
    z.object({ total: z.int().min(0), entries: z.array(ReceiptEntry), more: z.boolean() }),
  ),

  /** `by`: null when everybody has read it. */
  'receipt.remind': request(
    RECEIPT_COMMANDS['receipt.remind'].args,
    RECEIPT_COMMANDS['receipt.remind'].result,
  ),
  'receipt.setDirect': request(
    RECEIPT_COMMANDS['receipt.setDirect'].args,
    RECEIPT_COMMANDS['receipt.setDirect'].result,
  ),

  /** Newest first by the time of the messages. Without words, everything that the rest of the arguments leaves. */
  'search.messages': request(
    z.object({
      query: z.string().max(200),
      conversation: ConversationId.optional(),
      sender: UserId.optional(),
      type: SearchableType.optional(),
      /** Sent at this time or later, and before this time. */
      since: Timestamp.optional(),
      until: Timestamp.optional(),
      /** Opaque; from the page before. */
      cursor: z.string().max(100).optional(),
      limit: z.int().min(1).max(PAGE),
    }),
    z.object({ hits: z.array(SearchHit), cursor: z.string().nullable() }),
  ),
  /** By the words of title and text, newest first. */
  'search.announcements': request(
    z.object({ query: z.string().max(200), limit: z.int().min(1).max(PAGE) }),
    z.object({ hits: z.array(AnnouncementHit) }),
  ),
  /** How much of the history a search covers; `history.changed` tells when that changes. */
  'history.get': request(nothing, HistoryState),

  /** How the disk is; `storage.changed` tells when that changes. */
  'storage.get': request(nothing, StorageState),
  /** The user has taken note of the recovery. */
  'storage.seen': request(nothing, nothing),
  /** What the account takes on this disk; takes as long as reading the search index does. */
  'storage.sizes': request(nothing, StorageSizes),
  /** Removes contents of files that can be fetched again. */
  'storage.clearFiles': request(nothing, nothing),
  /** Makes the search index anew; `history.changed` tells how far it is. */
  'storage.reindex': request(nothing, nothing),

  'archive.get': request(nothing, ArchiveState),
  /** Has the user choose where to, and begins; `archive.changed` tells how it goes. `null`: all conversations. */
  'archive.export': request(
    z.object({ conversations: z.array(ConversationId).min(1).max(10_000).nullable(), files: z.boolean() }),
    z.object({ begun: z.boolean() }),
  ),
  /** Has the user choose the folder of an archive, and begins. */
  'archive.import': request(nothing, z.object({ begun: z.boolean() })),
  /** Gives up what runs; what came of the last one is forgotten. */
  'archive.cancel': request(nothing, nothing),

  /** What the relay has lost of what was here; `lost.changed` tells when that changes. */
  'lost.get': request(nothing, LostCounts),
  /** Messages of others among it, newest first, those below `before`. */
  'lost.list': request(
    z.object({
      before: LostMessage.pick({ at: true, num: true }).optional(),
      limit: z.int().min(1).max(PAGE),
    }),
    z.object({ messages: z.array(LostMessage), more: z.boolean() }),
  ),
  /** Deletes all of them. */
  'lost.delete': request(nothing, nothing),

  'channel.list': request(nothing, z.object({ channels: z.array(ChannelRow) })),
  /** Newest first, those below `before`. */
  'channel.announcements': request(
    z.object({ channel: ChannelId, before: AnnouncementPlace.optional(), limit: z.int().min(1).max(PAGE) }),
    z.object({ items: z.array(AnnouncementItem), more: z.boolean() }),
  ),
  /** What was really shown (X1). */
  'channel.shown': request(z.object({ channel: ChannelId, seqs: rangeSetSchema(200) }), nothing),
  /** The rest needs the relay: without a session it fails with `offline`. */
  'channel.rights': request(nothing, CHANNEL_COMMANDS['channel.rights'].result),
  'channel.create': request(
    z.object({ title: ConversationTitle }),
    CHANNEL_COMMANDS['channel.create'].result,
  ),
  'channel.change': request(CHANNEL_COMMANDS['channel.change'].args, nothing),
  'channel.draft': request(
    CHANNEL_COMMANDS['channel.draft'].args.omit({ clientId: true }),
    CHANNEL_COMMANDS['channel.draft'].result,
  ),
  'channel.act': request(CHANNEL_COMMANDS['channel.act'].args, CHANNEL_COMMANDS['channel.act'].result),
  'channel.manage': request(
    CHANNEL_COMMANDS['channel.manage'].args,
    CHANNEL_COMMANDS['channel.manage'].result,
  ),
  'channel.reach': request(CHANNEL_COMMANDS['channel.reach'].args, CHANNEL_COMMANDS['channel.reach'].result),
} as const;

/** Everything the main process tells the renderer unasked. */
export const EVENTS = {
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

/** What is answered while it is locked: nothing that shows anything. The page hands over its drafts as it closes. */
export const WHILE_LOCKED: ReadonlySet<RequestName> = new Set([
  'app.info',
  'app.quit',
  'settings.get',
  'updates.get',
  'account.get',
  'account.list',
  'session.get',
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
