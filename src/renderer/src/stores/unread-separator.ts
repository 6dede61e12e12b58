import type { ConversationRow, TimelineItem } from '../../../shared/ipc/views.ts';

/** Where "12 new" stands: before the first message that was unread, with how many there were. */
export interface UnreadSeparator {
  /** The newest seq before it. */
  readonly afterSeq: number;
  readonly count: number;
}

/** For a conversation that is being opened; it then stays where it is while the messages get read. */
export function separatorAtOpen(row: ConversationRow): UnreadSeparator | null {
  return row.unread > 0 ? { afterSeq: row.readUpTo, count: row.unread } : null;
}

/**
 * For messages that arrive in an open conversation. Nobody is looking: a separator appears, and then counts on.
 * Somebody is looking: it stays as it is.
 */
export function separatorAtArrival(
  separator: UnreadSeparator | null,
  arrived: readonly TimelineItem[],
  attentive: boolean,
): UnreadSeparator | null {
  if (attentive) return separator;
  const unread = arrived.filter((item) => item.kind === 'message' && !item.mine && !item.read);
  const first = unread.find((item) => item.seq !== null)?.seq;
  if (!first) return separator;
  if (separator) return { ...separator, count: separator.count + unread.length };
  return { afterSeq: first - 1, count: unread.length };
}
