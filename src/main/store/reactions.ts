import type { MessageItem } from '../../shared/ipc/views.ts';
import type { UserId } from '../../shared/model/ids.ts';
import { ME } from './queries/person-queries.ts';

/** So many people of one emoji are named; I am always among them. */
const MAX_NAMED = 20;

/** One row of `reaction`; `id` is `null` for those who are only counted. */
type Row = readonly [emoji: string, person: number, amount: number, seq: number, id: UserId | null];

/** The reactions of one message in the order in which they came, from the JSON of their rows. */
export function toReactions(json: string): MessageItem['reactions'] {
  if (json === '[]') return [];
  // Written by the query that every item is read with.
  const rows = (JSON.parse(json) as Row[]).sort((a, b) => a[3] - b[3]);
  const byEmoji = Map.groupBy(rows, ([emoji]) => emoji);
  return [...byEmoji].flatMap(([emoji, said]) => {
    const known = said.filter(([, , , , id]) => id !== null);
    const count = Math.max(
      known.length,
      said.reduce((sum, [, , amount]) => sum + amount, 0),
    );
    if (count === 0) return [];
    const mine = known.find(([, person]) => person === ME);
    const named = known.slice(0, MAX_NAMED);
    if (mine && !named.includes(mine)) named.push(mine);
    const users = named.map(([, , , , id]) => id).filter((id) => id !== null);
    return [{ emoji, count, mine: mine !== undefined, users }];
  });
}
