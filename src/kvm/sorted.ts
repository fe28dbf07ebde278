/** In items sorted by `key`, the index of the first whose key is greater than `offset`; their number if there is none. */
export function indexAfter<T>(items: readonly T[], offset: number, key: (item: T) => number): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const item = items[middle];
    if (item === undefined || key(item) > offset) high = middle;
    else low = middle + 1;
  }
  return low;
}
