/** Elements of vectors and row-major matrices by index. */

// @ts-ignore: decorator
@inline
export function get(x: usize, i: i32): f64 {
  return load<f64>(x + 8 * <usize>i);
}

// @ts-ignore: decorator
@inline
export function put(x: usize, i: i32, value: f64): void {
  store<f64>(x + 8 * <usize>i, value);
}

/** The address of element (i, j) of a matrix whose rows are `stride` doubles apart. */
// @ts-ignore: decorator
@inline
export function at(a: usize, stride: i32, i: i32, j: i32): usize {
  return a + 8 * (<usize>i * <usize>stride + <usize>j);
}

/** An index from a list of 32-bit integers. */
// @ts-ignore: decorator
@inline
export function indexAt(list: usize, i: i32): i32 {
  return load<i32>(list + 4 * <usize>i);
}

// @ts-ignore: decorator
@inline
export function putIndex(list: usize, i: i32, index: i32): void {
  store<i32>(list + 4 * <usize>i, index);
}
