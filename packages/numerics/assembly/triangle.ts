/**
 * Triangles of n x n matrices of doubles, transposed: by strips of 8 rows of the lower one, which are 8 columns and whole cache
 * lines of the upper one, two by two elements a step. n^2 / 2 elements are read and written.
 */
import { at, get, put } from './access';

const STRIP: i32 = 8;

/** Two by two elements at `source`, transposed to `target`. */
// @ts-ignore: decorator
@inline
function transposeTwo(source: usize, target: usize, bytes: usize): void {
  const first = v128.load(source);
  const second = v128.load(source + bytes);
  v128.store(target, v128.shuffle<f64>(first, second, 0, 2));
  v128.store(target + bytes, v128.shuffle<f64>(first, second, 1, 3));
}

/** Rows i to `end` of the lower triangle from column j on, to the upper triangle of `into`. */
function tailToUpper(n: i32, a: usize, into: usize, from: i32, i: i32, end: i32): void {
  for (; i < end; i++) {
    for (let j = from; j <= i; j++) put(at(into, n, j, 0), i, get(at(a, n, i, 0), j));
  }
}

/** The upper triangle of `into`, diagonal included, := the lower one of `a`, transposed; `into` may be `a`. */
export function lowerToUpper(n: i32, a: usize, into: usize): void {
  const bytes = <usize>n * 8;
  let i = 0;
  for (; i + STRIP <= n; i += STRIP) {
    let source = at(a, n, i, 0);
    let target = into + 8 * <usize>i;
    for (let j = 0; j < i; j += 2) {
      transposeTwo(source, target, bytes);
      transposeTwo(source + 2 * bytes, target + 16, bytes);
      transposeTwo(source + 4 * bytes, target + 32, bytes);
      transposeTwo(source + 6 * bytes, target + 48, bytes);
      source += 16;
      target += 2 * bytes;
    }
    tailToUpper(n, a, into, i, i, i + STRIP);
  }
  tailToUpper(n, a, into, 0, i, n);
}

/** Columns i to `end` of the upper triangle from row j on, to the lower triangle. */
function tailToLower(n: i32, a: usize, from: i32, i: i32, end: i32, clear: bool): void {
  for (; i < end; i++) {
    for (let j = from; j < i; j++) {
      put(at(a, n, i, 0), j, get(at(a, n, j, 0), i));
      if (clear) put(at(a, n, j, 0), i, 0);
    }
  }
}

/** Two rows of a strip. */
// @ts-ignore: decorator
@inline
function clearTwo(row: usize, bytes: usize): void {
  const zero = f64x2.splat(0);
  for (let at: usize = 0; at < 64; at += 16) {
    v128.store(row + at, zero);
    v128.store(row + bytes + at, zero);
  }
}

/** The lower triangle := the upper one, transposed; `clear`: which becomes zero, but for the diagonal. */
export function upperToLower(n: i32, a: usize, clear: bool): void {
  const bytes = <usize>n * 8;
  let i = 0;
  for (; i + STRIP <= n; i += STRIP) {
    let target = at(a, n, i, 0);
    let source = a + 8 * <usize>i;
    for (let j = 0; j < i; j += 2) {
      transposeTwo(source, target, bytes);
      transposeTwo(source + 16, target + 2 * bytes, bytes);
      transposeTwo(source + 32, target + 4 * bytes, bytes);
      transposeTwo(source + 48, target + 6 * bytes, bytes);
      if (clear) clearTwo(source, bytes);
      target += 16;
      source += 2 * bytes;
    }
    tailToLower(n, a, i, i, i + STRIP, clear);
  }
  tailToLower(n, a, 0, i, n, clear);
}
