import type { ConversationFlags } from '../../shared/model/flags.ts';

const BITS = { pinned: 1, muted: 2, unread: 4 } as const;

/** `null`: none were ever set. */
export function flagsFrom(bits: number | null, archived: number | null): ConversationFlags | null {
  if (bits === null) return null;
  const has = (bit: number): boolean => (bits & bit) !== 0;
  return { pinned: has(BITS.pinned), muted: has(BITS.muted), unread: has(BITS.unread), archived };
}

/** The other way, but for `archived`. */
export function bitsOf({ pinned, muted, unread }: ConversationFlags): number {
  return Number(pinned) * BITS.pinned + Number(muted) * BITS.muted + Number(unread) * BITS.unread;
}
