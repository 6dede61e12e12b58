import type { MembershipRange } from '../../../shared/model/conversation.ts';
import type { RangeSet } from '../../../shared/model/range-set.ts';
import { unreadMessages } from '../badge.ts';
import type { EventQueries } from './queries/events.ts';

/** What a person has not read of a conversation depends on this; `key` is the conversation's. */
export interface ReadSoFar {
  readonly key: number;
  readonly stays: readonly MembershipRange[];
  readonly headSeq: number;
  readonly read: RangeSet;
}

/** RCP-8 of each, in one look at the timelines. */
export async function unreadOf(
  events: Pick<EventQueries, 'ordinalsAt'>,
  all: readonly ReadSoFar[],
): Promise<number[]> {
  const asked = all.flatMap(({ key, ...one }) => boundsOf(one).map((seq) => ({ conversation: key, seq })));
  const ordinalAt = await events.ordinalsAt(asked);
  return all.map(({ key, stays, headSeq, read }) =>
    unreadMessages(stays, headSeq, read, (seq) => ordinalAt(key, seq)),
  );
}

/** The seqs whose ordinals decide. */
function boundsOf({ stays, headSeq, read }: Omit<ReadSoFar, 'key'>): number[] {
  const seqs: number[] = [];
  unreadMessages(stays, headSeq, read, (seq) => seqs.push(seq));
  return seqs;
}
