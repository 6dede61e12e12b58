import { AppError } from '../../../shared/errors.ts';

/** Rounds of one decision; each fetches at least one fact that was missing. */
const MAX_ROUNDS = 10_000;

class MissingFact extends Error {
  readonly fetch: () => Promise<void>;

  constructor(fetch: () => Promise<void>) {
    super('a fact has to be fetched first');
    this.fetch = fetch;
  }
}

/**
 * A fact that a decision asks for without waiting, although it lies in a database. `known` are those that are there already. Only
 * for what is called inside `decided`.
 */
export function fetchedFact<A extends readonly (string | number)[], R>(
  load: (...args: A) => Promise<R>,
  known: Iterable<readonly [args: A, fact: R]> = [],
): (...args: A) => R {
  const facts = new Map<string, { readonly fact: R }>();
  for (const [args, fact] of known) facts.set(JSON.stringify(args), { fact });
  return (...args) => {
    const key = JSON.stringify(args);
    const found = facts.get(key);
    if (found) return found.fact;
    throw new MissingFact(async () => void facts.set(key, { fact: await load(...args) }));
  };
}

/**
 * What is decided by fetched facts. A decision is pure, so it is made again from its beginning with each fact that was missing:
 * the rules of all adapters stay the same functions, which never wait.
 */
export async function decided<D>(decide: () => D): Promise<D> {
  for (let round = 0; round < MAX_ROUNDS; round++) {
    try {
      return decide();
    } catch (error) {
      if (!(error instanceof MissingFact)) throw error;
      await error.fetch();
    }
  }
  throw new AppError('internal', 'a decision that never has all of its facts');
}
