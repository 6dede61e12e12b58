import type { Session } from '../session.ts';

/** The relay's id and its commit counter. */
export interface MetaQueries {
  relayId(): Promise<string>;
  /** The newest commit; inside a batch the one being made. */
  position(): Promise<number>;
  /** The number of the commit being made; only inside a batch. */
  nextPosition(): number;
  /** A batch begins; this tells at which position. */
  begin(position: Promise<number>): void;
  /** Resolves once the batch has begun: what is asked before may be on its way meanwhile, but has no position yet. */
  begun(): Promise<void>;
  /** Where the counter of the batch stands, and back to there. */
  mark(): number;
  backTo(mark: number): void;
  /** The batch is over. */
  end(): void;
}

export function prepareMeta(session: Session): MetaQueries {
  const relayId = session.prepare<[], string>('SELECT relay_id FROM meta').pluck();
  const position = session.prepare<[], number>('SELECT position FROM meta').pluck();
  let newest: number | undefined;
  let begun: Promise<void> | undefined;
  const counter = (): number => {
    if (newest === undefined) throw new Error('a position outside a batch');
    return newest;
  };
  return {
    relayId: async () => (await relayId.get()) ?? '',
    position: async () => newest ?? (await position.get()) ?? 0,
    nextPosition: () => (newest = counter() + 1),
    begin(position) {
      begun = position.then((number) => void (newest = number));
      // Whoever waits for it hears of a failure.
      begun.catch(() => undefined);
    },
    async begun() {
      if (!begun) throw new Error('nothing begins');
      await begun;
    },
    mark: counter,
    backTo: (mark) => void (newest = mark),
    end: () => void (newest = begun = undefined),
  };
}
