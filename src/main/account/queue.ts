/**
 * Runs tasks one after the other, each after the one before has settled, whatever its outcome. The queue is as long as
 * there are callers waiting, and no longer.
 */
export function createQueue(): <T>(task: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (task) => {
    const run = last.then(task);
    last = run.catch(() => undefined);
    return run;
  };
}
