/** What a call makes of each item, one after the other: a connection does one thing at a time. */
export async function inTurn<T, R>(items: Iterable<T>, each: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (const item of items) results.push(await each(item));
  return results;
}
