import * as z from 'zod';
import { DeepLink } from '../deep-link.ts';
import { ErrorCode } from '../errors.ts';
import { ConversationKind, MemberRole } from '../model/conversation.ts';
import { MessageContent } from '../model/event.ts';
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
import { Person } from '../model/person.ts';
import { ProxySettings } from '../model/proxy-settings.ts';
import { ReceiptPolicy, RelayReceiptPolicy } from '../model/receipt.ts';
import { Registration } from '../protocol/commands/session.ts';

/** What the renderer shows: rows of the client's store, shaped for reading. All are plain data that survives IPC. */

export const SendState = z.discriminatedUnion('kind', [
  /** In the outbox, or on its way. `upload`: its files come first, or are held back. */
  z.object({ kind: z.literal('sending'), upload: z.enum(['waiting', 'paused']).optional() }),
  /** Stored by the relay. */
  z.object({ kind: z.literal('sent') }),
  /** Refused; the text is kept until the user retries or deletes it. */
  z.object({ kind: z.literal('failed'), error: ErrorCode }),
]);
export type SendState = z.infer<typeof SendState>;

const item = {
  /** Stable over the item's life, also when a sending message gets its seq. Unique within the conversation. */
  key: z.string(),
  conversation: ConversationId,
  /** `null` while in the outbox. */
  seq: Seq.nullable(),
  sender: UserId,
  at: Timestamp,
};

export const MessageItem = z.object({
  ...item,
  kind: z.literal('message'),
  clientId: ClientId,
  mine: z.boolean(),
  content: MessageContent,
  state: SendState,
  /** Of my own sent messages, once known. `unread` 0 = all read. */
  receipt: z.object({ unread: z.int().min(0), receivers: z.int().min(0) }).nullable(),
  /** False: nobody is told who has read it. */
  receiptKept: z.boolean(),
  /** Whether I have read it; mine always are. */
  read: z.boolean(),
  edited: z.boolean(),
  pinned: z.boolean(),
  /** In the order in which they came. */
  reactions: z.array(
    z.object({ emoji: z.string(), count: z.int().min(1), mine: z.boolean(), users: z.array(UserId) }),
  ),
  /** The message this one answers; `content` is `null` while it is not on this disk, or never will be. */
  quote: z.object({ seq: Seq, sender: UserId.nullable(), content: MessageContent.nullable() }).nullable(),
  /** Someone calls me, or everybody, by name. */
  mentionsMe: z.boolean(),
});
export type MessageItem = z.infer<typeof MessageItem>;

/** A membership change or the like, shown as one centred line. */
export const NoticeItem = z.object({
  ...item,
  kind: z.literal('notice'),
  notice: z.discriminatedUnion('type', [
    z.object({ type: z.literal('created') }),
    z.object({ type: z.literal('renamed'), title: z.string() }),
    z.object({ type: z.literal('added'), users: z.array(UserId) }),
    z.object({ type: z.literal('removed'), users: z.array(UserId) }),
    z.object({ type: z.literal('left') }),
    z.object({ type: z.literal('role'), user: UserId, role: MemberRole }),
    /** `until` is `null` when a mute was lifted. */
    z.object({ type: z.literal('muted'), user: UserId, until: Timestamp.nullable() }),
    /** `text` is `null` when it was taken down. */
    z.object({ type: z.literal('announced'), text: z.string().nullable() }),
    /** `administrator`: not the sender did it, but an administrator of the relay. */
    z.object({ type: z.literal('dissolved'), administrator: z.literal(true).optional() }),
    z.object({ type: z.literal('receipts'), policy: ReceiptPolicy }),
    /** The sender asks those who have not read the message `seq` to do so. */
    z.object({ type: z.literal('reminded'), seq: Seq }),
    /** An event of a later version. */
    z.object({ type: z.literal('unsupported') }),
  ]),
});
export type NoticeItem = z.infer<typeof NoticeItem>;

export const TimelineItem = z.discriminatedUnion('kind', [MessageItem, NoticeItem]);
export type TimelineItem = z.infer<typeof TimelineItem>;

export const ConversationRow = z.object({
  id: ConversationId,
  kind: ConversationKind,
  /** A group's title, or the other person's display name. */
  title: z.string(),
  peer: UserId.nullable(),
  memberCount: z.int().min(0),
  /** `null` once I am no longer a member; history stays readable. */
  role: MemberRole.nullable(),
  headSeq: z.int().min(0),
  /** The badge. */
  unread: z.int().min(0),
  /** The newest seq I had read without a hole; the unread separator goes after it. */
  readUpTo: z.int().min(0),
  /** An unread message on this disk calls me, or everybody, by name. */
  mentioned: z.boolean(),
  /** The sender of a message that I have not read asks me to. */
  reminded: z.boolean(),
  announcement: z.string().nullable(),
  /** I may not write before this time (relay's clock); it may be past. */
  mutedUntil: Timestamp.nullable(),
  /** What applies to the next message; `null`: not known, or I am no member. */
  receipts: ReceiptPolicy.nullable(),
  /** Newest message for the preview, outbox included. */
  last: z
    .object({
      sender: UserId,
      mine: z.boolean(),
      /** Its words, where it has any of its own: a card or a recalled message has none. */
      text: z.string().max(200),
      /** What it is, unless a text. */
      type: z.enum(['card', 'file', 'image', 'forward', 'recalled', 'unsupported']).optional(),
      at: Timestamp,
      state: SendState,
    })
    .nullable(),
  /** Sorts the list, newest first. */
  lastAt: Timestamp,
  pinned: z.boolean(),
  muted: z.boolean(),
  /** Put away; a new message brings it back, unless it is muted. */
  archived: z.boolean(),
  /** A marker of the user's own, which no badge counts. */
  markedUnread: z.boolean(),
  draft: z.string(),
  /** Grows whenever the draft changes by something from elsewhere. */
  draftVersion: z.int().min(0),
  /** What another device has written meanwhile: it stands beside the draft until the user has chosen. */
  draftConflict: z.string().nullable(),
  /** It came out of an archive, and no relay knows of it here: it can be read and searched. */
  imported: z.literal(true).optional(),
});
export type ConversationRow = z.infer<typeof ConversationRow>;

/** How far the bytes of a file are; told only while they move, and at the end. */
export const Transfer = z.object({
  file: FileId,
  direction: z.enum(['up', 'down']),
  state: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('running'), bytes: z.int().min(0), total: z.int().min(0) }),
    /** All of it is at the relay, or on this disk. */
    z.object({ kind: z.literal('done') }),
    /** Nothing moves: held back, given up, or to be tried again. */
    z.object({ kind: z.literal('stopped') }),
    z.object({ kind: z.literal('failed'), error: ErrorCode }),
  ]),
});
export type Transfer = z.infer<typeof Transfer>;

/** A file that the user has chosen and not sent yet. */
export const StagedFile = z.object({
  file: FileId,
  name: z.string(),
  size: z.int().min(0),
  mime: z.string(),
  /** Pixels of what can be shown as a picture. */
  picture: z.object({ width: z.int().min(1), height: z.int().min(1) }).nullable(),
});
export type StagedFile = z.infer<typeof StagedFile>;

/** One batch of the change feed, sent after commit, at most 20 a second. */
export const StoreChange = z.object({
  conversations: z.array(ConversationRow),
  people: z.array(Person),
  timelines: z.array(
    z.object({
      conversation: ConversationId,
      /** New and changed items, ascending; at most 200. */
      items: z.array(TimelineItem),
      removed: z.array(z.string()),
      /** More changed than `items` lists, or a hole was closed: read the page again. */
      reset: z.boolean(),
    }),
  ),
  /** Files that move, each once with its newest state; absent: none does. */
  transfers: z.array(Transfer).optional(),
  /** Sum of all badges: the one total that list, tray and dock show. */
  totalUnread: z.int().min(0),
});
export type StoreChange = z.infer<typeof StoreChange>;

export const SessionState = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('stopped') }),
  z.object({ kind: z.literal('connecting'), attempt: z.int().min(1) }),
  /** Signed in, catching up on what was missed. */
  z.object({ kind: z.literal('syncing') }),
  z.object({ kind: z.literal('online') }),
  /** Will try again at `retryAt` (client clock, ms). */
  z.object({ kind: z.literal('waiting'), attempt: z.int().min(1), retryAt: Timestamp, error: ErrorCode }),
  /** The relay will not have this device: sign in again. No further attempts. */
  z.object({ kind: z.literal('rejected'), error: ErrorCode }),
]);
export type SessionState = z.infer<typeof SessionState>;

/** Accounts that may be signed in at once; as many as Ctrl and a digit reach. */
export const MAX_ACCOUNTS = 9;

/**
 * What a locked client waits for. `keychain`: it does not give out the key; it may be locked, or not know the key any more, which
 * cannot be told apart, so that only the user gives the key up.
 */
export const Lock = z.enum(['passcode', 'keychain']);
export type Lock = z.infer<typeof Lock>;

/** The account that is shown. */
export const AccountState = z.discriminatedUnion('kind', [
  /** First run, or signed out. */
  z.object({ kind: z.literal('none') }),
  /** Nothing of any account is told until it is unlocked. */
  z.object({ kind: z.literal('locked'), waitsFor: Lock }),
  /** Somebody is signed in, but the messages on this disk cannot be opened now; they are as they were. */
  z.object({
    kind: z.literal('blocked'),
    id: AccountId,
    me: Person,
    relayName: z.string(),
    error: ErrorCode,
  }),
  z.object({
    kind: z.literal('ready'),
    id: AccountId,
    me: Person,
    relayName: z.string(),
    relayUrl: z.string(),
    /** Of the one certificate that is accepted of this relay; absent: any that an authority vouches for, or none. */
    fingerprint: Fingerprint.optional(),
    /** Addresses others can join with, when the relay runs inside this client. */
    hosting: z.object({ urls: z.array(z.string()) }).nullable(),
  }),
]);
export type AccountState = z.infer<typeof AccountState>;

/** One of the accounts that are signed in. */
export const AccountEntry = z.object({
  id: AccountId,
  me: Person,
  relayName: z.string(),
  /** Its badges, channels included. */
  unread: z.int().min(0),
});
export type AccountEntry = z.infer<typeof AccountEntry>;

/** Unlocks the client. Short ones are for fingers; against somebody who has copied the disk, long ones help. */
export const Passcode = z.string().min(6).max(128);

/** Minutes without anybody at the computer after which it locks; 0: never. */
export const IdleMinutes = z.union([z.literal(0), z.literal(1), z.literal(5), z.literal(15), z.literal(60)]);

/** The passcode lock, and what protects the key of everything on disk. */
export const LockState = z.object({
  locked: z.boolean(),
  passcode: z.boolean(),
  idleMinutes: IdleMinutes,
  /** `file`: there is no keychain, and without a passcode whoever reads the disk reads the messages. */
  protection: z.enum(['keychain', 'file']),
  /** After wrong passcodes: how long no other is taken. */
  waitMs: z.int().min(0),
});
export type LockState = z.infer<typeof LockState>;

/** What the relay of this session lets people do; `null` until it has said so. */
export const RelayRules = z
  .object({
    registration: Registration,
    /** How long a sender may edit and recall; 0 = never. */
    changeWindowMs: z.int().min(0),
    receiptPolicy: RelayReceiptPolicy,
    /** 0: the relay keeps no files. */
    maxFileBytes: z.int().min(0),
    /** The relay's clock less this one's; ms. */
    clockAheadMs: z.int(),
  })
  .nullable();
export type RelayRules = z.infer<typeof RelayRules>;

/** What became of a file of messages that could not be used any more: a new one has taken its place. */
export const StoreRecovery = z.object({
  at: Timestamp,
  /** `foreign`: it was another program's, or another account's; nothing of it was looked at. */
  reason: z.enum(['damaged', 'empty', 'foreign']),
  /** Where it lies now. */
  file: z.string(),
  /** Whether anything could be read of it. */
  readable: z.boolean(),
  /** What was taken over: unsent messages, drafts, and messages of the history so far. */
  unsent: z.int().min(0),
  drafts: z.int().min(0),
  messages: z.int().min(0),
  /** The history is still being taken over. */
  running: z.boolean(),
});
export type StoreRecovery = z.infer<typeof StoreRecovery>;

/** How the disk is. */
export const StorageState = z.object({
  /** What keeps this account's messages from being stored now: `disk_full`, `store_read_only` …; `null`: nothing. */
  trouble: ErrorCode.nullable(),
  /** `null` once the user has taken note of it. */
  recovery: StoreRecovery.nullable(),
});
export type StorageState = z.infer<typeof StorageState>;

/** What a search can be narrowed to. */
export const SearchableType = z.enum(['text', 'image', 'file', 'card', 'forward']);
export type SearchableType = z.infer<typeof SearchableType>;

/** How much of the history that I may see a search covers. */
export const HistoryState = z.object({
  /** Rounded down: 100 only when all of it is on this disk and in the search index. */
  percent: z.int().min(0).max(100),
  /** Of messages on this disk that an index which was begun anew has taken in; absent: it is whole. */
  indexed: z.int().min(0).max(100).optional(),
});
export type HistoryState = z.infer<typeof HistoryState>;

export const SearchHit = z.object({
  item: MessageItem,
  /** `[start, end)` in UTF-16 units of the text, ascending, not overlapping. */
  marks: z.array(z.tuple([z.int().min(0), z.int().min(0)])),
});
export type SearchHit = z.infer<typeof SearchHit>;

/** A language as Chromium names it: `de`, `zh-CN`. */
const SpellingLanguage = z.string().regex(/^[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})?$/);

/** Keys as Electron names them: modifiers, then one key; plain letters would be lost to all other programs. */
export const Accelerator = z
  .string()
  .regex(
    /^(?:(?:CommandOrControl|Control|Alt|Shift|Super)\+){1,4}(?:[A-Z0-9]|F(?:[1-9]|1[0-9]|2[0-4])|Space)$/,
  );

/** The one colour that stands out; `teal` is Yidu's own. */
export const Accent = z.enum(['teal', 'blue', 'violet', 'rose', 'amber', 'graphite']);
export type Accent = z.infer<typeof Accent>;

export const Settings = z.object({
  language: z.enum(['system', 'zh-CN', 'en']),
  theme: z.enum(['system', 'light', 'dark']),
  accent: Accent,
  density: z.enum(['comfortable', 'compact']),
  sendKey: z.enum(['enter', 'ctrl-enter']),
  notifications: z.boolean(),
  /** What they show: the words, only whom they are from, or only that there is something. */
  notificationContent: z.enum(['message', 'sender', 'none']),
  notificationSound: z.boolean(),
  /** Neither banner nor sound. `until`: `null` is until it is turned off; a time that is past counts as off. */
  doNotDisturb: z.object({ on: z.boolean(), until: Timestamp.nullable() }),
  /** Closing the last window leaves the program in the tray, where there is one. */
  closeToTray: z.boolean(),
  /** Shows and hides the window from anywhere; `null`: none. */
  shortcut: Accelerator.nullable(),
  /** None: spelling is not checked. */
  spelling: z.array(SpellingLanguage).max(5),
  /** Contents of files that each account keeps at most; MiB. */
  cacheMegabytes: z
    .int()
    .min(64)
    .max(1024 * 1024),
});
export type Settings = z.infer<typeof Settings>;

/**
 * Spelling is off until somebody chooses a language: on Windows and Linux its dictionary is downloaded from Google's servers.
 * Closing ends the program until somebody wants the tray: not every Linux desktop shows one, and nobody could find the way back.
 */
export const DEFAULT_SETTINGS: Settings = {
  language: 'system',
  theme: 'system',
  accent: 'teal',
  density: 'comfortable',
  sendKey: 'enter',
  notifications: true,
  notificationContent: 'message',
  notificationSound: true,
  doNotDisturb: { on: false, until: null },
  closeToTray: false,
  shortcut: null,
  spelling: [],
  cacheMegabytes: 2_048,
};

/** Where the shell wants the page to go: by a notification, a link, the tray or a menu. */
export const Place = z.union([
  DeepLink,
  /** What a notification tells of, in the account that was told. */
  z.object({ to: z.literal('told'), account: AccountId, conversation: ConversationId, seq: Seq }),
  z.object({ to: z.literal('announced'), account: AccountId, channel: ChannelId, seq: Seq }),
  z.object({ to: z.literal('settings') }),
]);
export type Place = z.infer<typeof Place>;

/** What this desktop has; what it has not is not shown. */
export const DesktopState = z.object({
  notifications: z.boolean(),
  tray: z.boolean(),
  /** `null`: the system has no such thing, or this is not an installed program. */
  launchAtLogin: z.boolean().nullable(),
  /** Whether the chosen shortcut is ours; `taken`: another program has it. `null`: there are none here. */
  shortcut: z.enum(['none', 'held', 'taken']).nullable(),
  /** Languages that spelling can be checked in; none where the system chooses by itself or cannot. */
  spelling: z.array(z.string()),
});
export type DesktopState = z.infer<typeof DesktopState>;

/** Where the program stands with newer ones of itself. */
export const UpdateState = z.discriminatedUnion('kind', [
  /** It never looks: it runs from its sources, its package's manager does it, or it was built without a key to believe. */
  z.object({ kind: z.literal('off'), why: z.enum(['checkout', 'managed', 'no-key']) }),
  /** None is known; `checkedAt`: `null` before the first look. */
  z.object({ kind: z.literal('none'), checkedAt: Timestamp.nullable() }),
  z.object({ kind: z.literal('checking') }),
  z.object({ kind: z.literal('downloading'), version: z.string(), percent: z.int().min(0).max(100) }),
  /** Downloaded and checked; it is installed when the program ends. */
  z.object({ kind: z.literal('ready'), version: z.string() }),
  /** It looks again by itself. */
  z.object({ kind: z.literal('failed'), error: ErrorCode }),
]);
export type UpdateState = z.infer<typeof UpdateState>;

/** Where the main window stood, so that it stands there again after a restart. */
export const View = z.object({
  /** Width of the list column in px; `null`: never changed. */
  listWidth: z.int().min(280).max(360).nullable(),
  /** Whose the rest is. */
  account: UserId.nullable(),
  section: z.enum(['chats', 'contacts', 'channels']),
  conversation: ConversationId.nullable(),
  details: z.enum(['none', 'members', 'group', 'search', 'pins']),
  /** The row that the view held on to, and how far below the upper edge it was, in px; `null`: it stood at the end. */
  row: z.object({ seq: Seq, offset: z.int().min(-1_000_000).max(1_000_000) }).nullable(),
});
export type View = z.infer<typeof View>;

export const FIRST_VIEW: View = {
  listWidth: null,
  account: null,
  section: 'chats',
  conversation: null,
  details: 'none',
  row: null,
};

/** By which proxies relays are reached; the password itself stays in the main process. */
export const ProxyView = z.object({ settings: ProxySettings, hasPassword: z.boolean() });
export type ProxyView = z.infer<typeof ProxyView>;
