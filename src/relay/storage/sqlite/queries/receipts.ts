import type Database from 'better-sqlite3';
import { MAX_READ_RANGES } from '../../../../shared/model/conversation.ts';
import type { ConversationId } from '../../../../shared/model/ids.ts';
import type { RangeSet, SeqRange } from '../../../../shared/model/range-set.ts';
import type { ReceiptPolicy } from '../../../../shared/model/receipt.ts';

/** What is kept about receipts besides the read sets. */
export interface ReceiptQueries {
  setPolicy(conversation: number, policy: ReceiptPolicy): void;
  /** The message of this seq, the newest one, has no receipts. */
  addGap(conversation: number, seq: number): void;
  /** Ranges above the floor whose messages have no receipts. */
  gaps(conversation: number): RangeSet;
  tellsDirect(account: number): boolean;
  setTellsDirect(account: number, told: boolean): void;
  /** Ranges that were not read before. Beyond MAX_READ_RANGES of an account the oldest messages' are forgotten. */
  addTimes(conversation: number, account: number, fresh: RangeSet, at: number): void;
  timeOf(conversation: number, account: number, seq: number): number | undefined;
  /** By id, above `after`. */
  floors(after: string, limit: number): { key: number; id: ConversationId; floor: number; headSeq: number }[];
  /** The first event above `floor` that is not older than `before`. */
  firstYoung(conversation: number, floor: number, before: number): number | undefined;
  /** Removes gaps and times up to `floor`, and what of those beyond it lies below. */
  setFloor(conversation: number, floor: number): void;
}

export function prepareReceipts(database: Database.Database): ReceiptQueries {
  const setPolicy = database.prepare<[ReceiptPolicy, number]>(
    'UPDATE conversation SET receipts = ? WHERE key = ?',
  );
  const extendGap = database.prepare<[number, number]>(
    'UPDATE receipt_gap SET to_seq = to_seq + 1 WHERE conversation = ? AND to_seq = ? - 1',
  );
  const addGap = database.prepare<[number, number, number]>('INSERT INTO receipt_gap VALUES (?, ?, ?)');
  const gaps = database
    .prepare<[number], SeqRange>('SELECT from_seq, to_seq FROM receipt_gap WHERE conversation = ?')
    .raw();
  const untold = database
    .prepare<[number], number>('SELECT direct_untold FROM account WHERE key = ?')
    .pluck();
  const setUntold = database.prepare<[number, number]>('UPDATE account SET direct_untold = ? WHERE key = ?');
  const addTime = database.prepare<[number, number, number, number, number]>(
    'INSERT INTO read_time VALUES (?, ?, ?, ?, ?)',
  );
  const forgetTimes = database.prepare<[number, number, number, number]>(
    `DELETE FROM read_time WHERE conversation = ? AND account = ? AND from_seq <=
       (SELECT from_seq FROM read_time WHERE conversation = ? AND account = ?
        ORDER BY from_seq DESC LIMIT 1 OFFSET ${MAX_READ_RANGES})`,
  );
  const timeOf = database
    .prepare<[number, number, number], [to: number, at: number]>(
      `SELECT to_seq, at FROM read_time WHERE conversation = ? AND account = ? AND from_seq <= ?
       ORDER BY from_seq DESC LIMIT 1`,
    )
    .raw();
  const floors = database.prepare<
    [string, number],
    { key: number; id: ConversationId; floor: number; headSeq: number }
  >(
    `SELECT key, id, receipt_floor AS floor, head_seq AS headSeq FROM conversation
     WHERE id > ? ORDER BY id LIMIT ?`,
  );
  const firstYoung = database
    .prepare<[number, number, number], number>(
      'SELECT seq FROM event WHERE conversation = ? AND seq > ? AND at >= ? ORDER BY seq LIMIT 1',
    )
    .pluck();
  const setFloor = database.prepare<[number, number]>(
    'UPDATE conversation SET receipt_floor = ? WHERE key = ?',
  );
  const below = (table: string) => ({
    remove: database.prepare<[number, number]>(`DELETE FROM ${table} WHERE conversation = ? AND to_seq <= ?`),
    cut: database.prepare<[number, number, number]>(
      `UPDATE ${table} SET from_seq = ? + 1 WHERE conversation = ? AND from_seq <= ?`,
    ),
  });
  const detail = [below('receipt_gap'), below('hidden_range'), below('read_time')];
  return {
    setPolicy: (conversation, policy) => void setPolicy.run(policy, conversation),
    addGap(conversation, seq) {
      if (extendGap.run(conversation, seq).changes === 0) addGap.run(conversation, seq, seq);
    },
    gaps: (conversation) => gaps.all(conversation),
    tellsDirect: (account) => untold.get(account) !== 1,
    setTellsDirect: (account, told) => void setUntold.run(told ? 0 : 1, account),
    addTimes(conversation, account, fresh, at) {
      for (const [from, to] of fresh) addTime.run(conversation, account, from, to, at);
      forgetTimes.run(conversation, account, conversation, account);
    },
    timeOf(conversation, account, seq) {
      const [to, at] = timeOf.get(conversation, account, seq) ?? [0, 0];
      return to >= seq ? at : undefined;
    },
    floors: (after, limit) => floors.all(after, limit),
    firstYoung: (conversation, floor, before) => firstYoung.get(conversation, floor, before),
    setFloor(conversation, floor) {
      setFloor.run(floor, conversation);
      for (const { remove, cut } of detail) {
        remove.run(conversation, floor);
        cut.run(floor, conversation, floor);
      }
    },
  };
}
