import { get, indexAt, putIndex } from './access';

/** order := the positions of x in ascending order; equal values keep theirs. Insertion by halving: the moves are block copies. */
export function sortOrder(count: i32, x: usize, order: usize): void {
  for (let i = 0; i < count; i++) {
    const value = get(x, i);
    let low = 0;
    let high = i;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (get(x, indexAt(order, middle)) <= value) low = middle + 1;
      else high = middle;
    }
    const at = order + 4 * <usize>low;
    memory.copy(at + 4, at, 4 * <usize>(i - low));
    putIndex(order, low, i);
  }
}
