import type { Session } from '../session.ts';

/** In which partition of the timelines a conversation's events lie. */
export interface TimelineMonthQueries {
  /** From this seq on they lie in this month, which is later than those before; makes its partition, if nobody has yet. */
  begin(conversation: number, month: number, seq: number, ordinalBefore: number): Promise<void>;
}

/** The month of a time, as year and month in one number, in UTC. */
export function monthOf(at: number): number {
  const date = new Date(at);
  return date.getUTCFullYear() * 100 + date.getUTCMonth() + 1;
}

/** Makes the partition of a month. A name and a value of a definition cannot be parameters; these are a number. */
export function partitionFor(month: number): string {
  return `CREATE TABLE event_${month} PARTITION OF event FOR VALUES IN (${month})`;
}

export function prepareTimelineMonths(session: Session): TimelineMonthQueries {
  const insert = session.prepare<[number, number, number, number]>(
    'INSERT INTO timeline_month (conversation, month, first_seq, ordinal_before) VALUES (?, ?, ?, ?)',
  );
  const exists = session.prepare<[string], boolean>('SELECT to_regclass(?) IS NOT NULL').pluck();
  return {
    async begin(conversation, month, seq, ordinalBefore) {
      if ((await exists.get(`event_${month}`)) !== true) await session.prepare(partitionFor(month)).run();
      await insert.run(conversation, month, seq, ordinalBefore);
    },
  };
}
