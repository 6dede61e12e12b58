import type { Session } from '../session.ts';
import { MAX_READ_RANGES } from '../../../../shared/model/conversation.ts';
import type { ConversationId } from '../../../../shared/model/ids.ts';
import type { RangeSet, SeqRange } from '../../../../shared/model/range-set.ts';
import type { ReceiptPolicy } from '../../../../shared/model/receipt.ts';

/** What is kept about receipts besides the read sets. */
export interface ReceiptQueries {
  setPolicy(conversation: number, policy: ReceiptPolicy): Promise<void>;
  /** The message of this seq, the newest one, has no receipts. */
  addGap(conversation: number, seq: number): Promise<void>;
  /** Ranges above the floor whose messages have no receipts. */
  gaps(conversation: number): Promise<RangeSet>;
  tellsDirect(account: number): Promise<boolean>;
  setTellsDirect(account: number, told: boolean): Promise<void>;
  /** Ranges that were not read before. Beyond MAX_READ_RANGES of an account the oldest messages' are forgotten. */
  addTimes(conversation: number, account: number, fresh: RangeSet, at: number): Promise<void>;
  timeOf(conversation: number, account: number, seq: number): Promise<number | undefined>;
  /** By id, above `after`. */
  floors(
    after: ConversationId | undefined,
    limit: number,
  ): Promise<{ key: number; id: ConversationId; floor: number; headSeq: number }[]>;
  /** The first event above `floor` that is not older than `before`. */
  firstYoung(conversation: number, floor: number, before: number): Promise<number | undefined>;
  /** Removes gaps and times up to `floor`, and what of those beyond it lies below. */
  setFloor(conversation: number, floor: number): Promise<void>;
}

export function prepareReceipts(session: Session): ReceiptQueries {
  const setPolicy = session.prepare<[ReceiptPolicy, number]>(
    'UPDATE conversation SET receipts = ? WHERE key = ?',
  );
  const extendGap = session.prepare<[number, number]>(
    'UPDATE receipt_gap SET to_seq = to_seq + 1 WHERE conversation = ? AND to_seq = ? - 1',
  );
  const addGap = session.prepare<[number, number, number]>('INSERT INTO receipt_gap VALUES (?, ?, ?)');
  const gaps = session
    .prepare<[number], SeqRange>('SELECT from_seq, to_seq FROM receipt_gap WHERE conversation = ?')
    .raw();
  const untold = session
    .prepare<[number], boolean>('SELECT direct_untold FROM account WHERE key = ?')
    .pluck();
  const setUntold = session.prepare<[boolean, number]>('UPDATE account SET direct_untold = ? WHERE key = ?');
  const addTime = session.prepare<[number, number, number, number, number]>(
    'INSERT INTO read_time VALUES (?, ?, ?, ?, ?)',
  );
  const forgetTimes = session.prepare<[number, number, number, number]>(
    `DELETE FROM read_time WHERE conversation = ? AND account = ? AND from_seq <=
       (SELECT from_seq FROM read_time WHERE conversation = ? AND account = ?
        ORDER BY from_seq DESC LIMIT 1 OFFSET ${MAX_READ_RANGES})`,
  );
  const timeOf = session
    .prepare<[number, number, number], [to: number, at: number]>(
      `SELECT to_seq, at FROM read_time WHERE conversation = ? AND account = ? AND from_seq <= ?
       ORDER BY from_seq DESC LIMIT 1`,
    )
    .raw();
  const floors = session.prepare<
    [ConversationId | null, number],
    { key: number; id: ConversationId; floor: number; headSeq: number }
  >(
    `SELECT key, id, receipt_floor AS floor, head_seq AS "headSeq" FROM conversation
     WHERE id > coalesce(?::uuid, '00000000-0000-0000-0000-000000000000') ORDER BY id LIMIT ?`,
  );
  const firstYoung = session
    .prepare<[number, number, number], number>(
      'SELECT seq FROM event WHERE conversation = ? AND seq > ? AND at >= ? ORDER BY seq LIMIT 1',
    )
    .pluck();
  const setFloor = session.prepare<[number, number]>(
    'UPDATE conversation SET receipt_floor = ? WHERE key = ?',
  );
  const below = (table: string) => ({
    remove: session.prepare<[number, number]>(`DELETE FROM ${table} WHERE conversation = ? AND to_seq <= ?`),
    cut: session.prepare<[number, number, number]>(
      `UPDATE ${table} SET from_seq = ? + 1 WHERE conversation = ? AND from_seq <= ?`,
    ),
  });
  const detail = [below('receipt_gap'), below('read_time')];
  const cutHidden = session.prepare<[number, number]>(
    `UPDATE member SET hidden_set = hidden_set - int4multirange(int4range(NULL, ?, '[]'))
     WHERE conversation = ? AND NOT isempty(hidden_set)`,
  );
  return {
    setPolicy: (conversation, policy) => setPolicy.run(policy, conversation),
    async addGap(conversation, seq) {
      if ((await extendGap.changes(conversation, seq)) === 0) await addGap.run(conversation, seq, seq);
    },
    gaps: (conversation) => gaps.all(conversation),
    tellsDirect: async (account) => (await untold.get(account)) !== true,
    setTellsDirect: (account, told) => setUntold.run(!told, account),
    async addTimes(conversation, account, fresh, at) {
      await Promise.all([
        ...fresh.map(([from, to]) => addTime.run(conversation, account, from, to, at)),
        forgetTimes.run(conversation, account, conversation, account),
      ]);
    },
    async timeOf(conversation, account, seq) {
      const [to, at] = (await timeOf.get(conversation, account, seq)) ?? [0, 0];
      return to >= seq ? at : undefined;
    },
    floors: (after, limit) => floors.all(after ?? null, limit),
    firstYoung: (conversation, floor, before) => firstYoung.get(conversation, floor, before),
    async setFloor(conversation, floor) {
      await setFloor.run(floor, conversation);
      for (const { remove, cut } of detail) {
        await remove.run(conversation, floor);
        await cut.run(floor, conversation, floor);
      }
      await cutHidden.run(floor, conversation);
    },
  };
}
