/** Runs the work of one key in turn, that of different keys side by side. Keys without work cost nothing. */
export interface KeyedLock<K> {
  run<T>(key: K, work: () => Promise<T>): Promise<T>;
}

export function createKeyedLock<K>(): KeyedLock<K> {
  const tails = new Map<K, Promise<void>>();

  return {
    run(key, work) {
      const result = (tails.get(key) ?? Promise.resolve()).then(work);
      const tail = result
        .then(
          () => undefined,
          () => undefined,
        )
        .then(() => {
          if (tails.get(key) === tail) tails.delete(key);
        });
      tails.set(key, tail);
      return result;
    },
  };
}
