import { AppError } from '../../shared/errors.ts';

const MAX_TASKS = 10_000;

/**
 * Applies what the relay sends to the store, one thing after another, in the order of the wire: pushes, and the results
 * that pushes may overtake.
 */
export interface Inbox {
  /**
   * Resolves once the task has run; rejects with its error, or with `busy` at once when 10,000 things wait: the store is too
   * slow, and the session must end and sync later from its position.
   */
  add(task: () => Promise<void>): Promise<void>;
  /**
   * Makes a way in for things that are cheaper together: what comes in through it, with nothing else in between, is run as one
   * task of at most `limit` things. What has arrived when its turn comes is run; nothing waits for more.
   */
  gathering<T>(limit: number, run: (things: readonly T[]) => Promise<void>): (thing: T) => Promise<void>;
  /** Resolves when everything added so far has run. */
  settled(): Promise<void>;
}

export function createInbox(): Inbox {
  let tail: Promise<void> = Promise.resolve();
  let waiting = 0;
  /** The gathered things that nothing has followed yet, and that do not run yet. */
  let newest: readonly unknown[] | undefined;

  function refuse(): Promise<never> {
    return Promise.reject(new AppError('busy', 'the inbox is full'));
  }

  function append(size: () => number, task: () => Promise<void>): Promise<void> {
    const run = tail.then(task);
    const done = (): void => void (waiting -= size());
    tail = run.then(done, done);
    return run;
  }

  return {
    add(task) {
      if (waiting >= MAX_TASKS) return refuse();
      waiting += 1;
      newest = undefined;
      return append(() => 1, task);
    },
    gathering(limit, run) {
      let open: { readonly things: Parameters<typeof run>[0][number][]; done: Promise<void> } | undefined;
      return (thing) => {
        if (waiting >= MAX_TASKS) return refuse();
        waiting += 1;
        if (open && newest === open.things && open.things.length < limit) {
          open.things.push(thing);
          return open.done;
        }
        const things = [thing];
        newest = things;
        const done = append(
          () => things.length,
          () => {
            if (newest === things) newest = undefined;
            return run(things);
          },
        );
        open = { things, done };
        return done;
      };
    },
    settled: () => tail,
  };
}
