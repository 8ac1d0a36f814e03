/** The symmetric matrix-vector product w = A v from the lower triangle alone: every element is loaded once. 2 n^2 flops. */
import { at, get, put } from './access';

/** Four rows from `i` against the columns before them: w gains their multiples, their own sums are stored in w[i..i+3]. */
function fourRows(a: usize, stride: i32, i: i32, v: usize, w: usize): void {
  let r0 = at(a, stride, i, 0);
  let r1 = at(a, stride, i + 1, 0);
  let r2 = at(a, stride, i + 2, 0);
  let r3 = at(a, stride, i + 3, 0);
  const own = v + 8 * <usize>i;
  const v0 = v128.load64_splat(own);
  const v1 = v128.load64_splat(own, 8);
  const v2 = v128.load64_splat(own, 16);
  const v3 = v128.load64_splat(own, 24);
  let s0 = f64x2.splat(0);
  let s1 = s0;
  let s2 = s0;
  let s3 = s0;
  const out = w + 8 * <usize>i;
  for (; w < out; w += 16) {
    const x = v128.load(v);
    const a0 = v128.load(r0);
    const a1 = v128.load(r1);
    const a2 = v128.load(r2);
    const a3 = v128.load(r3);
    let y = f64x2.relaxed_madd(a0, v0, v128.load(w));
    s0 = f64x2.relaxed_madd(a0, x, s0);
    y = f64x2.relaxed_madd(a1, v1, y);
    s1 = f64x2.relaxed_madd(a1, x, s1);
    y = f64x2.relaxed_madd(a2, v2, y);
    s2 = f64x2.relaxed_madd(a2, x, s2);
    y = f64x2.relaxed_madd(a3, v3, y);
    s3 = f64x2.relaxed_madd(a3, x, s3);
    v128.store(w, y);
    v += 16;
    r0 += 16;
    r1 += 16;
    r2 += 16;
    r3 += 16;
  }
  store<f64>(out, f64x2.extract_lane(s0, 0) + f64x2.extract_lane(s0, 1));
  store<f64>(out, f64x2.extract_lane(s1, 0) + f64x2.extract_lane(s1, 1), 8);
  store<f64>(out, f64x2.extract_lane(s2, 0) + f64x2.extract_lane(s2, 1), 16);
  store<f64>(out, f64x2.extract_lane(s3, 0) + f64x2.extract_lane(s3, 1), 24);
}

/** Row i against its columns from `from` up to its diagonal. */
function rowTail(a: usize, stride: i32, i: i32, from: i32, v: usize, w: usize): void {
  const row = at(a, stride, i, 0);
  let sum = get(w, i) + get(row, i) * get(v, i);
  for (let j = from; j < i; j++) {
    put(w, j, get(w, j) + get(row, j) * get(v, i));
    sum += get(row, j) * get(v, j);
  }
  put(w, i, sum);
}

/** w = A v, n x n, reading the lower triangle of A. */
export function symmetricTimesVector(n: i32, a: usize, stride: i32, v: usize, w: usize): void {
  let i = 0;
  for (; i + 4 <= n; i += 4) {
    fourRows(a, stride, i, v, w);
    for (let r = 0; r < 4; r++) rowTail(a, stride, i + r, i, v, w);
  }
  for (; i < n; i++) {
    put(w, i, 0);
    rowTail(a, stride, i, 0, v, w);
  }
}
