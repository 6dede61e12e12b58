import { MAX_READ_RANGES } from '../../../../shared/model/conversation.ts';
import type { RangeSet, SeqRange } from '../../../../shared/model/range-set.ts';
import { addToReadSet } from '../../../domain/read-set.ts';
import type { Session } from '../session.ts';

/** Read sets, or what of them others are not told, each a multirange in its member's row. */
export interface ReadRangeQueries {
  get(conversation: number, account: number): Promise<RangeSet>;
  /** Of all members; those of which it is empty are left out. */
  all(conversation: number): Promise<Map<number, RangeSet>>;
  put(conversation: number, account: number, ranges: RangeSet): Promise<void>;
  /** Adds a seq beyond all others, as addToReadSet() does. */
  append(conversation: number, account: number, seq: number): Promise<void>;
  /** The same for many seqs of many people. */
  appendMany(
    added: readonly { readonly conversation: number; readonly account: number; readonly ranges: RangeSet }[],
  ): Promise<void>;
}

export function prepareReadRanges(session: Session, column: 'read_set' | 'hidden_set'): ReadRangeQueries {
  const get = session
    .prepare<[number, number], string>(`SELECT ${column} FROM member WHERE conversation = ? AND account = ?`)
    .pluck();
  const all = session
    .prepare<[number], [number, string]>(
      `SELECT account, ${column} FROM member WHERE conversation = ? AND NOT isempty(${column})`,
    )
    .raw();
  const put = session.prepare<[string, number, number]>(
    `UPDATE member SET ${column} = ?::int4multirange WHERE conversation = ? AND account = ?`,
  );
  const append = session
    .prepare<[number, number, number, number], number>(
      `UPDATE member SET ${column} = ${column} + int4multirange(int4range(?, ?, '[]'))
       WHERE conversation = ? AND account = ?
       RETURNING (SELECT count(*) FROM unnest(${column}))`,
    )
    .pluck();
  const appendMany = session
    .prepare<[readonly number[], readonly number[], readonly string[]], [number, number, number]>(
      `UPDATE member m SET ${column} = m.${column} + added.ranges
       FROM unnest(?::integer[], ?::integer[], ?::int4multirange[]) AS added (conversation, account, ranges)
       WHERE m.conversation = added.conversation AND m.account = added.account
       RETURNING m.conversation, m.account, (SELECT count(*) FROM unnest(m.${column}))`,
    )
    .raw();
  /** RCP-10. */
  async function closeHoles(conversation: number, account: number, seq: number): Promise<void> {
    const ranges = rangesFrom((await get.get(conversation, account)) ?? '');
    await put.run(textOf(addToReadSet(ranges, [[seq, seq]])), conversation, account);
  }
  return {
    get: async (conversation, account) => rangesFrom((await get.get(conversation, account)) ?? ''),
    all: async (conversation) =>
      new Map((await all.all(conversation)).map(([account, text]) => [account, rangesFrom(text)])),
    put: (conversation, account, ranges) => put.run(textOf(ranges), conversation, account),
    async append(conversation, account, seq) {
      const count = (await append.get(seq, seq, conversation, account)) ?? 0;
      if (count > MAX_READ_RANGES) await closeHoles(conversation, account, seq);
    },
    async appendMany(added) {
      const rows = await appendMany.all(
        added.map(({ conversation }) => conversation),
        added.map(({ account }) => account),
        added.map(({ ranges }) => textOf(ranges)),
      );
      for (const [conversation, account, count] of rows) {
        const own = added.find((one) => one.conversation === conversation && one.account === account);
        const seq = own?.ranges.at(-1)?.[1];
        if (count > MAX_READ_RANGES && seq !== undefined) await closeHoles(conversation, account, seq);
      }
    },
  };
}

/** Of PostgreSQL's text, which is in normal form: `{[1,4),[6,7)}`, the upper bounds excluded. */
export function rangesFrom(text: string): RangeSet {
  const numbers = text.match(/\d+/g) ?? [];
  const ranges: SeqRange[] = [];
  for (let i = 0; i + 1 < numbers.length; i += 2)
    ranges.push([Number(numbers[i]), Number(numbers[i + 1]) - 1]);
  return ranges;
}

/** The other way. */
export function textOf(ranges: RangeSet): string {
  return `{${ranges.map(([from, to]) => `[${from},${to}]`).join(',')}}`;
}
