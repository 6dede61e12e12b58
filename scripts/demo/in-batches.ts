/** What a storage takes at once without calling itself busy. */
const AT_ONCE = 500;

/** Does it for every item, some at once, in their order; the results in the same order. */
export async function inBatches<T, R>(
  items: readonly T[],
  act: (item: T, index: number) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  for (let from = 0; from < items.length; from += AT_ONCE) {
    const batch = items.slice(from, from + AT_ONCE);
    results.push(...(await Promise.all(batch.map((item, index) => act(item, from + index)))));
  }
  return results;
}
