import { changedFlags, type ConversationFlags } from '../../../shared/model/flags.ts';
import type { FlagChange, FlagOutcome } from '../port.ts';
import type { Queries } from './queries/all.ts';
import { requireDevice } from './require-device.ts';

const BITS = { pinned: 1, muted: 2, unread: 4 } as const;

/** `setFlags` of the port. Runs inside a transaction. */
export function setFlags(queries: Queries, { user, conversation, device, change }: FlagChange): FlagOutcome {
  requireDevice(queries, device);
  const { accounts, conversations, members, meta } = queries;
  const key = conversations.byId(conversation)?.key;
  const account = accounts.key(user);
  const before = key === undefined || account === undefined ? undefined : members.flags(key, account);
  if (key === undefined || account === undefined || !before) return 'not-member';
  const after = changedFlags(flagsFrom(before.flags, before.archived), change);
  if (!after) return 'unchanged';
  members.setFlags(key, account, bitsOf(after), after.archived, meta.nextPosition());
  return 'changed';
}

/** `null`: none were ever set. */
export function flagsFrom(bits: number | null, archived: number | null): ConversationFlags | null {
  if (bits === null) return null;
  const has = (bit: number): boolean => (bits & bit) !== 0;
  return { pinned: has(BITS.pinned), muted: has(BITS.muted), unread: has(BITS.unread), archived };
}

function bitsOf({ pinned, muted, unread }: ConversationFlags): number {
  return Number(pinned) * BITS.pinned + Number(muted) * BITS.muted + Number(unread) * BITS.unread;
}
