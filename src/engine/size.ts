/** Characters that one call carries, each of two bytes at most: calls between Workers take 32 MiB. */
export const PAGE_SIZE = 8_000_000;

/** Log entries that are read at once. */
export const PAGE = 5000;

/** As many items as one call carries, but at least one; `sizeOf` in characters. */
export function firstPage<T>(items: Iterable<T>, sizeOf: (item: T) => number): T[] {
  const page: T[] = [];
  let left = PAGE_SIZE;
  for (const item of items) {
    left -= sizeOf(item);
    if (left < 0 && page.length > 0) break;
    page.push(item);
  }
  return page;
}
