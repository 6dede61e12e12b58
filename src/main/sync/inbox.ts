import { AppError } from '../../shared/errors.ts';

const MAX_TASKS = 10_000;

/**
 * Applies what the relay sends to the store, one thing after another, in the order of the wire: pushes, and the results
 * that pushes may overtake.
 */
export interface Inbox {
  /**
   * Resolves once the task has run; rejects with its error, or with `busy` at once when 10,000 tasks wait: the store is too
   * slow, and the session must end and sync later from its position.
   */
  add(task: () => Promise<void>): Promise<void>;
  /** Resolves when everything added so far has run. */
  settled(): Promise<void>;
}

export function createInbox(): Inbox {
  let tail: Promise<void> = Promise.resolve();
  let waiting = 0;

  return {
    add(task) {
      if (waiting >= MAX_TASKS) return Promise.reject(new AppError('busy', 'the inbox is full'));
      waiting += 1;
      const run = tail.then(task);
      tail = run.then(
        () => void (waiting -= 1),
        () => void (waiting -= 1),
      );
      return run;
    },
    settled: () => tail,
  };
}
