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

/** An unread message of others. */
function isUnread(item: TimelineItem): boolean {
  return item.kind === 'message' && !item.mine && !item.read;
}

/**
 * For messages that arrive in an open conversation. Nobody is looking: a separator appears, and then counts on until what is below it
 * has been read; what comes after that has one of its own. Somebody is looking: it stays as it is.
 */
export function separatorAtArrival(
  separator: UnreadSeparator | null,
  held: readonly TimelineItem[],
  arrived: readonly TimelineItem[],
  attentive: boolean,
): UnreadSeparator | null {
  if (attentive) return separator;
  const unread = arrived.filter(isUnread);
  const first = unread.find((item) => item.seq !== null)?.seq;
  if (!first) return separator;
  const countsOn =
    separator && held.some((item) => isUnread(item) && item.seq !== null && item.seq > separator.afterSeq);
  return countsOn
    ? { ...separator, count: separator.count + unread.length }
    : { afterSeq: first - 1, count: unread.length };
}
