import type { Database } from 'better-sqlite3';
import type { ErrorCode } from '../../../shared/errors.ts';
import type { ConversationPlace, ConversationRow } from '../../../shared/ipc/views.ts';
import type { MessageContent } from '../../../shared/model/event.ts';
import type { ConversationId, UserId } from '../../../shared/model/ids.ts';
import type { PictureId } from '../../../shared/model/profile-picture.ts';
import { sendStateOf } from '../item.ts';
import type { KnownConversation } from '../port.ts';
import { ME } from './person-queries.ts';

/** The conversation list. */
export interface ListQueries {
  /** At most `limit`, from the first on or those after a place. */
  page(after: ConversationPlace | undefined, limit: number): ConversationRow[];
  known(): KnownConversation[];
  byIds(ids: readonly ConversationId[]): ConversationRow[];
  totalUnread(): number;
}

interface Row {
  readonly id: ConversationId;
  readonly kind: ConversationRow['kind'];
  readonly title: string;
  readonly peer: UserId | null;
  readonly memberCount: number;
  readonly role: ConversationRow['role'];
  readonly headSeq: number;
  readonly unread: number;
  readonly readUpTo: number;
  readonly mentioned: number;
  readonly reminded: number;
  readonly picture: PictureId | null;
  readonly announcement: string | null;
  readonly mutedUntil: number | null;
  readonly receipts: ConversationRow['receipts'];
  readonly lastSender: UserId | null;
  readonly lastSenderNum: number | null;
  readonly lastText: string | null;
  readonly lastType: MessageContent['type'];
  readonly lastMessageAt: number | null;
  readonly lastState: number | null;
  readonly lastError: ErrorCode | null;
  readonly lastAt: number;
  readonly pinned: number;
  readonly muted: number;
  readonly archived: number;
  readonly markedUnread: number;
  readonly draft: string;
  readonly draftVersion: number;
  readonly draftConflict: string | null;
  readonly imported: number;
}

interface KnownRow {
  readonly id: ConversationId;
  readonly headSeq: number;
  readonly left: number;
  readonly imported: number;
}

const COLUMNS = `
  c.id, c.kind, coalesce(c.title, peer.display_name, '') AS title, peer.id AS peer, c.member_count AS memberCount,
  c.role, c.head_seq AS headSeq, c.unread, c.read_up_to AS readUpTo, c.mentioned, c.reminded, c.picture, c.announcement,
  c.muted_until AS mutedUntil, c.receipts, sender.id AS lastSender,
  c.last_sender AS lastSenderNum, c.last_text AS lastText, c.last_type AS lastType, c.last_message_at AS lastMessageAt,
  c.last_state AS lastState, c.last_error AS lastError, c.last_at AS lastAt, c.pinned, c.muted, c.draft,
  c.draft_version AS draftVersion, c.draft_other AS draftConflict,
  c.marked_unread AS markedUnread, c.archive IS NOT NULL AS imported,
  CASE WHEN c.archived = 0 THEN 0 WHEN c.muted = 1 THEN 1 ELSE NOT EXISTS (
    SELECT 1 FROM item WHERE item.conversation = c.num AND item.seq > c.archived AND item.kind = 0
  ) END AS archived`;
const PEOPLE = `
  LEFT JOIN person AS peer ON peer.num = c.peer
  LEFT JOIN person AS sender ON sender.num = c.last_sender`;

/** Plans of these are asserted by test: a page reads its part of the index in order, an id is looked up, the total is covered. */
export const LIST_SQL = {
  page: `
    SELECT ${COLUMNS} FROM conversation AS c ${PEOPLE}
    WHERE (c.pinned, c.last_at) <= (@pinned, @lastAt)
      AND (c.pinned, c.last_at, -c.num) < (@pinned, @lastAt, -coalesce((SELECT num FROM conversation WHERE id = @id), 0))
    ORDER BY c.pinned DESC, c.last_at DESC, c.num LIMIT @limit`,
  known: `SELECT id, head_seq AS headSeq, role IS NULL AS "left", archive IS NOT NULL AS imported
    FROM conversation ORDER BY pinned DESC, last_at DESC, num`,
  byIds: `SELECT ${COLUMNS} FROM json_each(?) AS wanted CROSS JOIN conversation AS c ON c.id = wanted.value ${PEOPLE}`,
  totalUnread: 'SELECT coalesce(sum(unread), 0) FROM conversation WHERE unread > 0',
} as const;

export function createListQueries(db: Database): ListQueries {
  const page = db.prepare<[object], Row>(LIST_SQL.page);
  const known = db.prepare<[], KnownRow>(LIST_SQL.known);
  const byIds = db.prepare<[string], Row>(LIST_SQL.byIds);
  const total = db.prepare<[], number>(LIST_SQL.totalUnread).pluck();
  return {
    page: (after, limit) =>
      page
        .all({
          pinned: Number(after?.pinned ?? true),
          lastAt: after?.lastAt ?? Number.MAX_SAFE_INTEGER,
          id: after?.id ?? '',
          limit,
        })
        .map(toConversationRow),
    known: () => known.all().map((row) => ({ ...row, left: row.left === 1, imported: row.imported === 1 })),
    byIds: (ids) => byIds.all(JSON.stringify(ids)).map(toConversationRow),
    totalUnread: () => total.get() ?? 0,
  };
}

/** Property by property: a start makes hundreds of these before its code has become fast, and copying the rest of a row takes half the time. */
function toConversationRow(row: Row): ConversationRow {
  return {
    id: row.id,
    kind: row.kind,
    title: row.title,
    peer: row.peer,
    memberCount: row.memberCount,
    role: row.role,
    headSeq: row.headSeq,
    unread: row.unread,
    readUpTo: row.readUpTo,
    mentioned: row.mentioned === 1,
    reminded: row.reminded === 1,
    announcement: row.announcement,
    mutedUntil: row.mutedUntil,
    receipts: row.receipts,
    last: lastOf(row),
    lastAt: row.lastAt,
    pinned: row.pinned === 1,
    muted: row.muted === 1,
    archived: row.archived === 1,
    markedUnread: row.markedUnread === 1,
    draft: row.draft,
    draftVersion: row.draftVersion,
    draftConflict: row.draftConflict,
    ...(row.picture !== null && { picture: row.picture }),
    ...(row.imported === 1 && { imported: true }),
  };
}

function lastOf(row: Row): ConversationRow['last'] {
  if (row.lastSender === null || row.lastMessageAt === null) return null;
  return {
    sender: row.lastSender,
    mine: row.lastSenderNum === ME,
    text: row.lastText ?? '',
    ...(row.lastType !== 'text' && { type: row.lastType }),
    at: row.lastMessageAt,
    state: sendStateOf(row.lastState ?? 0, row.lastError),
  };
}
