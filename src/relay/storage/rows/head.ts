import type { MemberRole } from '../../../shared/model/conversation.ts';
import { flagsFrom } from '../flag-bits.ts';
import type { StoredHead } from '../head-port.ts';
import type { ConversationRow } from './conversation.ts';

/** A conversation as one of its present or former members sees it. */
export interface HeadRow extends ConversationRow {
  readonly role: MemberRole | null;
  readonly mutedUntil: number | null;
  readonly flags: number | null;
  readonly archived: number | null;
  /** Both of a former member only. */
  readonly partingTitle: string | null;
  readonly partingCount: number | null;
}

/** What a head has besides its row. */
type Seen = Pick<StoredHead, 'peer' | 'memberships' | 'headSeq' | 'headOrdinal' | 'read' | 'unread'>;

/** What a person sees of a conversation: all of it, or for a former member what it was when they left. */
export function toHead(row: HeadRow, seen: Seen): StoredHead {
  const { id, kind, role } = row;
  return {
    id,
    kind,
    title: role ? row.title : row.partingTitle,
    memberCount: row.partingCount ?? row.memberCount,
    role,
    picture: role && row.picture,
    announcement: role && row.announcement,
    mutedUntil: role && row.mutedUntil,
    receipts: role && row.receipts,
    flags: flagsFrom(row.flags, row.archived),
    ...seen,
  };
}
