import type { Session } from '../session.ts';

/** The relay's id and its commit counter. */
export interface MetaQueries {
  relayId(): Promise<string>;
  /** The newest commit; inside a batch the one being made. */
  position(): Promise<number>;
  /** The number of the commit being made; only inside a batch. */
  nextPosition(): number;
  /**
   * Begins a batch. Others wait here until it is over, on whatever node: a position is seen only once all lower ones are, and
   * whatever a batch decides by stays as it is until its commit. Gives the transaction's id.
   */
  lock(): Promise<string>;
  /** Where the counter of the batch stands, and back to there. */
  mark(): number;
  backTo(mark: number): void;
  /** Stores the counter; last in the batch. */
  flush(): Promise<void>;
  /** The batch is over. */
  unlock(): void;
}

export function prepareMeta(session: Session): MetaQueries {
  const relayId = session.prepare<[], string>('SELECT relay_id FROM meta').pluck();
  const position = session.prepare<[], number>('SELECT position FROM meta').pluck();
  const lock = session.prepare<[], { position: number; transaction: string }>(
    'SELECT position, pg_current_xact_id()::text AS transaction FROM meta FOR UPDATE',
  );
  const store = session.prepare<[number]>('UPDATE meta SET position = ?');
  let stored = 0;
  let newest: number | undefined;
  const counter = (): number => {
    if (newest === undefined) throw new Error('a position outside a batch');
    return newest;
  };
  return {
    relayId: async () => (await relayId.get()) ?? '',
    position: async () => newest ?? (await position.get()) ?? 0,
    nextPosition: () => (newest = counter() + 1),
    async lock() {
      const found = await lock.get();
      if (!found) throw new Error('no row of meta');
      stored = newest = found.position;
      return found.transaction;
    },
    mark: counter,
    backTo: (mark) => void (newest = mark),
    flush: async () => (counter() === stored ? undefined : store.run(counter())),
    unlock: () => void (newest = undefined),
  };
}
