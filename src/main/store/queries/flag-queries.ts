import type { Database } from 'better-sqlite3';
import type { ConversationFlags, FlagsChange } from '../../../shared/model/flags.ts';
import type { ConversationId } from '../../../shared/model/ids.ts';
import type { OwnFlags } from '../port.ts';

/** How conversations are kept, and what of it the relay has not been told. */
export interface FlagQueries {
  /** Sets what is given, to be told to the relay. */
  set(num: number, flags: OwnFlags): void;
  /** Takes over what the relay says, but for what it has not been told yet. */
  learn(num: number, flags: ConversationFlags): void;
  /** What has not been told, at most `limit` conversations. */
  pending(limit: number): { readonly conversation: ConversationId; readonly change: FlagsChange }[];
  /** Told is what still is as it was told. */
  told(conversation: ConversationId, change: FlagsChange): void;
  /** What is set is to be told once more; nothing above `end` can have been put away. */
  tellAgain(num: number, end: number): void;
}

const BITS = { pinned: 1, muted: 2, archived: 4, unread: 8 } as const;

interface Row {
  readonly id: ConversationId;
  readonly pinned: number;
  readonly muted: number;
  readonly archived: number;
  readonly unread: number;
  readonly pending: number;
}

const COLUMNS = 'id, pinned, muted, archived, marked_unread AS unread, flags_pending AS pending';

export const FLAGS_SQL = `SELECT ${COLUMNS} FROM conversation WHERE flags_pending > 0 ORDER BY num LIMIT ?`;

export function createFlagQueries(db: Database): FlagQueries {
  const set = db.prepare<[Record<'num' | 'bits', number> & Record<keyof typeof BITS, number | null>]>(`
    UPDATE conversation SET pinned = coalesce(@pinned, pinned), muted = coalesce(@muted, muted),
      marked_unread = coalesce(@unread, marked_unread), flags_pending = flags_pending | @bits,
      archived = CASE @archived WHEN 1 THEN max(1, head_seq) WHEN 0 THEN 0 ELSE archived END
    WHERE num = @num`);
  const learn = db.prepare<[Record<'num' | keyof typeof BITS, number>]>(`
    UPDATE conversation SET pinned = iif(flags_pending & ${BITS.pinned}, pinned, @pinned),
      muted = iif(flags_pending & ${BITS.muted}, muted, @muted),
      archived = iif(flags_pending & ${BITS.archived}, archived, @archived),
      marked_unread = iif(flags_pending & ${BITS.unread}, marked_unread, @unread)
    WHERE num = @num`);
  const pending = db.prepare<[number], Row>(FLAGS_SQL);
  const byId = db.prepare<[ConversationId], Row>(`SELECT ${COLUMNS} FROM conversation WHERE id = ?`);
  const tellAgain = db.prepare<[{ num: number; end: number }]>(`
    UPDATE conversation SET archived = min(archived, @end), flags_pending = flags_pending | (pinned * ${BITS.pinned}
      + muted * ${BITS.muted} + (min(archived, @end) > 0) * ${BITS.archived} + marked_unread * ${BITS.unread})
    WHERE num = @num`);
  const clear = db.prepare<[number, ConversationId]>(
    'UPDATE conversation SET flags_pending = flags_pending & ~? WHERE id = ?',
  );
  return {
    set(num, { pinned, muted, archived, unread }) {
      const values = {
        pinned: toInteger(pinned),
        muted: toInteger(muted),
        archived: toInteger(archived),
        unread: toInteger(unread),
      };
      set.run({ num, ...values, bits: bitsOf((flag) => values[flag] !== null) });
    },
    learn: (num, { pinned, muted, archived, unread }) =>
      void learn.run({
        num,
        pinned: Number(pinned),
        muted: Number(muted),
        archived: archived ?? 0,
        unread: Number(unread),
      }),
    pending: (limit) => pending.all(limit).map((row) => ({ conversation: row.id, change: changeOf(row) })),
    tellAgain: (num, end) => void tellAgain.run({ num, end }),
    told(conversation, told) {
      const row = byId.get(conversation);
      if (!row) return;
      const now = changeOf(row);
      const bits = bitsOf((flag) => told[flag] !== undefined && told[flag] === now[flag]);
      if (bits > 0) clear.run(bits, conversation);
    },
  };
}

function bitsOf(has: (flag: keyof typeof BITS) => boolean): number {
  let bits = 0;
  if (has('pinned')) bits |= BITS.pinned;
  if (has('muted')) bits |= BITS.muted;
  if (has('archived')) bits |= BITS.archived;
  if (has('unread')) bits |= BITS.unread;
  return bits;
}

/** The flags of a row that are pending, as the wire has them. */
function changeOf({ pinned, muted, archived, unread, pending }: Row): FlagsChange {
  const has = (flag: keyof typeof BITS): boolean => (pending & BITS[flag]) !== 0;
  return {
    ...(has('pinned') ? { pinned: pinned === 1 } : {}),
    ...(has('muted') ? { muted: muted === 1 } : {}),
    ...(has('archived') ? { archived: archived === 0 ? null : archived } : {}),
    ...(has('unread') ? { unread: unread === 1 } : {}),
  };
}

function toInteger(flag: boolean | undefined): number | null {
  return flag === undefined ? null : Number(flag);
}
