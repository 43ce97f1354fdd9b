/** Does `work` for every item, at most `limit` at once, and returns the results in the order of the items. */
export async function concurrently<T, R>(
  limit: number,
  items: readonly T[],
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = []
  const pending = items.entries()
  const worker = async () => {
    for (const [index, item] of pending) results[index] = await work(item)
  }
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, worker))
  return results
}
