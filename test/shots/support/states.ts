/**
 * What there are pictures of, in the order of the page that shows them. The name is the folder of its pictures and what `--only`
 * takes; the text says what is to be seen.
 */
export const STATES = {
  'first-run': 'The two doors of a first run',
  'host-form': 'Hosting a relay on this computer',
  'host-ready': 'A relay has been started here',
  'join-form': 'Joining a relay as somebody new',
  'wrong-password': 'A wrong password, beside its field',
  'relay-unreachable': 'A relay that does not answer, beside its field',
  'empty-workspace': 'A workspace without any conversation',
  'list-500': 'A list with 500 conversations',
  'direct-chat': 'A direct conversation',
  'group-unread': 'A group that opens at what is new',
  'new-chat': 'Choosing people for a new group',
  members: 'The members of a group',
  'group-settings': 'The settings of a group',
  'person-popover': 'The name card of a person',
  sending: 'Messages that wait for the relay',
  failed: 'A message that was refused, with Retry and Delete',
  retried: 'The same message, sent again',
  'receipts-unread': 'Who of 639 has not read a message',
  'receipts-read': 'Who of 639 has read it',
  packets: 'Red packets: over, taken, all taken by others, and open',
  'packet-popover': 'Who was quick with a red packet',
  'packet-dialog': 'Giving a red packet',
  messages: 'Quoted, edited, recalled, reacted, pinned and forwarded',
  'message-menu': 'What can be done with a message',
  'pin-board': 'The pinned messages of a conversation',
  'emoji-picker': 'The emoji for a reaction',
  selection: 'Several messages chosen',
  'images-loading': 'Images that are on their way',
  'images-failed': 'Images that could not be fetched',
  images: 'Images in a conversation',
  'image-viewer': 'The viewer of images',
  'upload-running': 'An upload at 40 %',
  'upload-paused': 'An upload that is held back',
  'upload-failed': 'An upload that the relay refused',
  'search-hits': 'A search with people, conversations and messages',
  'search-none': 'A search that found nothing, and says where it looked',
  'search-indexing': 'A search while the history is still being fetched',
  contacts: 'The people of the relay',
  channel: 'A channel with expired and recalled announcements, as its readers see it',
  'channel-office': 'The same channel, as its publishers see it',
  'channel-editor': 'Writing an announcement',
  kicked: 'A group that somebody was removed from',
  offline: 'Without a relay: everything local keeps working',
  'settings-general': 'Settings: general',
  'settings-account': 'Settings: account',
  'settings-devices': 'Settings: devices',
  'settings-privacy': 'Settings: privacy',
  'settings-notifications': 'Settings: notifications that hide their content',
  'settings-desktop': 'Settings: this computer',
  'settings-shortcuts': 'Settings: shortcuts',
  'settings-network': 'Settings: network',
  'settings-storage': 'Settings: storage',
  'settings-about': 'Settings: about',
  locked: 'Locked by a passcode',
  'draft-conflict': 'Two drafts of one conversation, from two devices',
  recovered: 'What was saved from a damaged store',
  blocked: 'A store of a newer version',
} as const;

export type StateName = keyof typeof STATES;

/** Languages and looks, each in all sizes. */
export const LOCALES = ['zh-CN', 'en'] as const;
export const THEMES = ['light', 'dark'] as const;

/** A window's size as CSS sees it, and how many pixels of the picture each of its own has. */
export const SIZES = {
  '1280x800': { width: 1_280, height: 800, scale: 1 },
  '900x640': { width: 900, height: 640, scale: 1 },
  /** A window of 1280 × 800, zoomed in. */
  '200-percent': { width: 640, height: 400, scale: 2 },
} as const;

export type SizeName = keyof typeof SIZES;

export interface Variant {
  readonly locale: (typeof LOCALES)[number];
  readonly theme: (typeof THEMES)[number];
  readonly size: SizeName;
}

/** `1280x800-light-en.webp` */
export function pictureName({ locale, theme, size }: Variant): string {
  return `${size}-${theme}-${locale}.webp`;
}
