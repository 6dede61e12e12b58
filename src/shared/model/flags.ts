import * as z from 'zod';
import { Seq } from './ids.ts';

/** How a person keeps a conversation in their list, the same on all their devices. Nobody else is told. */
export const ConversationFlags = z.object({
  pinned: z.boolean(),
  muted: z.boolean(),
  /** A marker that the person has set; the badge does not count it. */
  unread: z.boolean(),
  /** The newest seq when it was put away; it is back as soon as a message follows that, unless it is muted. */
  archived: Seq.nullable(),
});
export type ConversationFlags = z.infer<typeof ConversationFlags>;

/** What of the flags is to change; what is absent stays. */
export type FlagsChange = { readonly [F in keyof ConversationFlags]?: ConversationFlags[F] | undefined };

/** The flags after a change; `null`: they are so already. `before` is `null` where none were ever set. */
export function changedFlags(
  before: ConversationFlags | null,
  change: FlagsChange,
): ConversationFlags | null {
  const after: ConversationFlags = {
    pinned: change.pinned ?? before?.pinned ?? false,
    muted: change.muted ?? before?.muted ?? false,
    unread: change.unread ?? before?.unread ?? false,
    archived: change.archived === undefined ? (before?.archived ?? null) : change.archived,
  };
  const same =
    before !== null &&
    before.pinned === after.pinned &&
    before.muted === after.muted &&
    before.unread === after.unread &&
    before.archived === after.archived;
  return same ? null : after;
}
