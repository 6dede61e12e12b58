import type { Database } from 'better-sqlite3';
import type { MembershipRange } from '../../../shared/model/conversation.ts';
import type { MessageContent } from '../../../shared/model/event.ts';
import type { ConversationId, UserId } from '../../../shared/model/ids.ts';
import { type RangeSet, unionRanges } from '../../../shared/model/range-set.ts';
import type { ConversationState } from '../conversation-state.ts';
import { type Lack, NO_LACK } from '../lack.ts';

/** The newest item of a conversation as the list shows it. */
export interface Preview {
  /** Row of the person. */
  readonly sender: number;
  readonly text: string;
  readonly type: MessageContent['type'];
  readonly at: number;
  readonly state: number;
  readonly error: string | null;
}

/** Writing conversations. */
export interface ConversationQueries {
  load(id: ConversationId): ConversationState | undefined;
  byNum(num: number): ConversationState | undefined;
  /** What I have read there, without the rest of its state. */
  reads(num: number): RangeSet;
  /** A new conversation; the database gives its `num`. */
  insert(state: Omit<ConversationState, 'num'>): ConversationState;
  save(state: ConversationState, lack: Lack): void;
  /**
   * What `events` that follow the newest one have changed, where that one is on disk: all but the memberships, what is pending
   * and reported, and how the holes lie. Much cheaper than `save` and `setPreview`.
   */
  savePushed(state: ConversationState, events: number, preview: Preview, lastAt: number): void;
  /** What a report has carried, where that was nothing but how far this device is. */
  saveReported(state: ConversationState): void;
  /** `lastAt`: of the newest item of any kind, which sorts the row; without any it is last. */
  setPreview(num: number, preview: Preview | undefined, lastAt: number | undefined): void;
  /** Direct conversations with this person: their title is the person's name. */
  withPeer(user: UserId): ConversationId[];
  /** Written to since the position before the newest one. */
  unsettled(): ConversationId[];
  /** There is a new position. */
  settle(): void;
}

interface StateRow extends Omit<
  ConversationState,
  'memberships' | 'held' | 'read' | 'pending' | 'mentioned' | 'reminded'
> {
  readonly mentioned: number;
  readonly reminded: number;
  readonly memberships: string;
  readonly held: string;
  readonly read: string;
  readonly pending: string;
}

/** What one save binds; JSON for the sets. */
type StateParameters = StateRow & {
  readonly toReport: number;
  readonly visible: number;
  readonly lacking: number;
  readonly lackingInside: number;
  readonly lackingAt: number;
};

const STATE_COLUMNS = `
  c.num, c.id, c.kind, c.title, c.peer, c.member_count AS memberCount, c.role, c.head_seq AS headSeq, c.unread,
  c.read_up_to AS readUpTo, c.mentioned, c.reminded, c.picture, c.announcement, c.muted_until AS mutedUntil, c.receipts, p.memberships, p.held, p.read, p.pending, p.pending_unread AS pendingUnread,
  p.counted_to AS countedTo, p.delivered, p.delivered_reported AS deliveredReported,
  p.report_messages AS reportMessages, p.report_ms AS reportMs`;

export function createConversationQueries(db: Database): ConversationQueries {
  const source = 'FROM conversation AS c JOIN progress AS p ON p.conversation = c.num';
  const selectById = db.prepare<[string], StateRow>(`SELECT ${STATE_COLUMNS} ${source} WHERE c.id = ?`);
  const selectByNum = db.prepare<[number], StateRow>(`SELECT ${STATE_COLUMNS} ${source} WHERE c.num = ?`);
  const selectReads = db.prepare<[number], Pick<StateRow, 'read' | 'pending'>>(
    'SELECT read, pending FROM progress WHERE conversation = ?',
  );
  const insertConversation = db
    .prepare<[string], number>(
      `INSERT INTO conversation (id, kind, member_count, head_seq, unread, read_up_to)
       VALUES (?, '', 0, 0, 0, 0) RETURNING num`,
    )
    .pluck();
  const updateConversation = db.prepare<[StateParameters]>(`
    UPDATE conversation SET kind = @kind, title = @title, peer = @peer, member_count = @memberCount, role = @role,
      head_seq = @headSeq, unread = @unread, read_up_to = @readUpTo, mentioned = @mentioned, reminded = @reminded,
      picture = @picture, announcement = @announcement, muted_until = @mutedUntil, receipts = @receipts, unsettled = 2 WHERE num = @num`);
  const updateProgress = db.prepare<[StateParameters]>(`
    UPDATE progress SET memberships = @memberships, held = @held, read = @read, pending = @pending,
      pending_unread = @pendingUnread, counted_to = @countedTo, delivered = @delivered,
      delivered_reported = @deliveredReported, report_messages = @reportMessages, report_ms = @reportMs,
      to_report = @toReport, visible = @visible, lacking = @lacking, lacking_inside = @lackingInside,
      lacking_at = @lackingAt WHERE conversation = @num`);
  const updatePushed = db.prepare<
    [number, number, number, number, number, string, string, number, number, string | null, number, number]
  >(`
    UPDATE conversation SET head_seq = ?, unread = ?, read_up_to = ?, mentioned = ?, last_sender = ?, last_text = ?,
      last_type = ?, last_message_at = ?, last_state = ?, last_error = ?, last_at = ?, unsettled = 2 WHERE num = ?`);
  const updatePushedProgress = db.prepare<[string, string, number, number, number, number, number]>(`
    UPDATE progress SET held = ?, read = ?, counted_to = ?, delivered = ?, to_report = ?, visible = visible + ?
    WHERE conversation = ?`);
  const updateReported = db.prepare<[number, number, number]>(
    'UPDATE progress SET delivered_reported = ?, to_report = ? WHERE conversation = ?',
  );
  const insertProgress = db.prepare<[StateParameters]>(`
    INSERT INTO progress (conversation, memberships, held, read, pending, pending_unread, counted_to,
      delivered, delivered_reported, report_messages, report_ms, to_report, visible, lacking, lacking_inside,
      lacking_at)
    VALUES (@num, @memberships, @held, @read, @pending, @pendingUnread, @countedTo,
      @delivered, @deliveredReported, @reportMessages, @reportMs, @toReport, @visible, @lacking,
      @lackingInside, @lackingAt)`);
  const updatePreview = db.prepare<
    [number | null, string | null, string, number | null, number | null, string | null, number, number]
  >(`
    UPDATE conversation SET last_sender = ?, last_text = ?, last_type = ?, last_message_at = ?, last_state = ?, last_error = ?, last_at = ?
    WHERE num = ?`);
  const selectWithPeer = db
    .prepare<[string], ConversationId>(
      'SELECT c.id FROM person AS p JOIN conversation AS c ON c.peer = p.num WHERE p.id = ?',
    )
    .pluck();

  const selectUnsettled = db
    .prepare<[], ConversationId>(
      'SELECT id FROM conversation WHERE unsettled > 0 AND archive IS NULL ORDER BY num',
    )
    .pluck();
  const updateSettled = db.prepare('UPDATE conversation SET unsettled = unsettled - 1 WHERE unsettled > 0');

  function save(state: ConversationState, lack: Lack): void {
    const row = toParameters(state, lack);
    updateConversation.run(row);
    updateProgress.run(row);
  }

  return {
    load: (id) => fromRow(selectById.get(id)),
    byNum: (num) => fromRow(selectByNum.get(num)),
    reads(num) {
      const row = selectReads.get(num);
      return row ? unionRanges(JSON.parse(row.read) as RangeSet, JSON.parse(row.pending) as RangeSet) : [];
    },
    insert(fresh) {
      const state = { ...fresh, num: insertConversation.get(fresh.id) ?? 0 };
      const row = toParameters(state, NO_LACK);
      updateConversation.run(row);
      insertProgress.run(row);
      return state;
    },
    save,
    savePushed(state, events, { sender, text, type, at, state: sent, error }, lastAt) {
      const { num, headSeq, unread, readUpTo, mentioned, held, read, countedTo, delivered } = state;
      updatePushed.run(
        headSeq,
        unread,
        readUpTo,
        Number(mentioned),
        sender,
        text,
        type,
        at,
        sent,
        error,
        lastAt,
        num,
      );
      updatePushedProgress.run(
        JSON.stringify(held),
        JSON.stringify(read),
        countedTo,
        delivered,
        toReport(state),
        events,
        num,
      );
    },
    saveReported: (state) => void updateReported.run(state.deliveredReported, toReport(state), state.num),
    setPreview(num, preview, lastAt) {
      updatePreview.run(
        preview?.sender ?? null,
        preview?.text ?? null,
        preview?.type ?? 'text',
        preview?.at ?? null,
        preview?.state ?? null,
        preview?.error ?? null,
        lastAt ?? 0,
        num,
      );
    },
    withPeer: (user) => selectWithPeer.all(user),
    unsettled: () => selectUnsettled.all(),
    settle: () => void updateSettled.run(),
  };
}

function toReport({ pending, delivered, deliveredReported }: ConversationState): number {
  return Number(pending.length > 0 || delivered > deliveredReported);
}

function toParameters(state: ConversationState, lack: Lack): StateParameters {
  return {
    ...state,
    mentioned: Number(state.mentioned),
    reminded: Number(state.reminded),
    memberships: JSON.stringify(state.memberships),
    held: JSON.stringify(state.held),
    read: JSON.stringify(state.read),
    pending: JSON.stringify(state.pending),
    toReport: toReport(state),
    visible: lack.visible,
    lacking: lack.lacking,
    lackingInside: Number(lack.inside),
    lackingAt: lack.at,
  };
}

// Only this file writes these columns, so what it parses has the types it wrote.
function fromRow(row: StateRow | undefined): ConversationState | undefined {
  if (!row) return undefined;
  return {
    ...row,
    mentioned: row.mentioned === 1,
    reminded: row.reminded === 1,
    memberships: JSON.parse(row.memberships) as MembershipRange[],
    held: JSON.parse(row.held) as RangeSet,
    read: JSON.parse(row.read) as RangeSet,
    pending: JSON.parse(row.pending) as RangeSet,
  };
}
