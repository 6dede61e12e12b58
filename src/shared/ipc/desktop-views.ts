import * as z from 'zod';
import { DeepLink } from '../deep-link.ts';
import { AccountId, ChannelId, ConversationId, Seq, UserId } from '../model/ids.ts';

/** Longest name of a folder that is shown. */
export const MAX_ARCHIVE_NAME = 255;

/** Where the shell wants the page to go: by a notification, a link, the tray or a menu. */
export const Place = z.union([
  DeepLink,
  /** What a notification tells of, in the account that was told. */
  z.object({ to: z.literal('told'), account: AccountId, conversation: ConversationId, seq: Seq }),
  z.object({ to: z.literal('announced'), account: AccountId, channel: ChannelId, seq: Seq }),
  z.object({ to: z.literal('settings') }),
  /** An archive of this name was opened with the program; nothing is imported before somebody agrees. */
  z.object({ to: z.literal('archive'), name: z.string().max(MAX_ARCHIVE_NAME) }),
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

/** Where the main window stood, so that it stands there again after a restart. */
export const View = z.object({
  /** Width of the list column in px; `null`: never changed. */
  listWidth: z.int().min(280).max(360).nullable(),
  /** Whose the rest is. */
  account: UserId.nullable(),
  section: z.enum(['chats', 'contacts', 'channels']),
  conversation: ConversationId.nullable(),
  details: z.enum(['none', 'members', 'group', 'search', 'pins']),
  channel: ChannelId.nullable().default(null),
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
  channel: null,
  row: null,
};
