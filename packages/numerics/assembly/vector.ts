/** Operations on contiguous vectors of doubles: two accumulators or two vectors a step, the last element in one lane. */

/** x . y */
export function dot(x: usize, y: usize, count: i32): f64 {
  let s0 = f64x2.splat(0);
  let s1 = f64x2.splat(0);
  let k = 0;
  for (; k + 4 <= count; k += 4) {
    const at = <usize>k * 8;
    s0 = f64x2.relaxed_madd(v128.load(x + at), v128.load(y + at), s0);
    s1 = f64x2.relaxed_madd(v128.load(x + at, 16), v128.load(y + at, 16), s1);
  }
  s0 = f64x2.add(s0, s1);
  for (; k < count; k++) {
    const at = <usize>k * 8;
    s0 = f64x2.relaxed_madd(v128.load64_zero(x + at), v128.load64_zero(y + at), s0);
  }
  return f64x2.extract_lane(s0, 0) + f64x2.extract_lane(s0, 1);
}

/** y += factor * x */
export function addMultiple(y: usize, x: usize, count: i32, factor: f64): void {
  const f = f64x2.splat(factor);
  let k = 0;
  for (; k + 2 <= count; k += 2) {
    const at = <usize>k * 8;
    v128.store(y + at, f64x2.relaxed_madd(f, v128.load(x + at), v128.load(y + at)));
  }
  if (k < count) {
    const at = <usize>k * 8;
    v128.store64_lane(y + at, f64x2.relaxed_madd(f, v128.load64_zero(x + at), v128.load64_zero(y + at)), 0);
  }
}

/** x *= factor */
export function scale(x: usize, count: i32, factor: f64): void {
  for (let k = 0; k < count; k++) store<f64>(x + 8 * <usize>k, load<f64>(x + 8 * <usize>k) * factor);
}

/** The plane rotation (x, y) := (c x - s y, s x + c y). */
export function rotate(x: usize, y: usize, count: i32, cosine: f64, sine: f64): void {
  const c = f64x2.splat(cosine);
  const s = f64x2.splat(sine);
  const minus = f64x2.neg(s);
  let k = 0;
  for (; k + 2 <= count; k += 2) {
    const at = <usize>k * 8;
    const u = v128.load(x + at);
    const v = v128.load(y + at);
    v128.store(x + at, f64x2.relaxed_madd(minus, v, f64x2.mul(c, u)));
    v128.store(y + at, f64x2.relaxed_madd(c, v, f64x2.mul(s, u)));
  }
  if (k < count) {
    const at = <usize>k * 8;
    const u = v128.load64_zero(x + at);
    const v = v128.load64_zero(y + at);
    v128.store64_lane(x + at, f64x2.relaxed_madd(minus, v, f64x2.mul(c, u)), 0);
    v128.store64_lane(y + at, f64x2.relaxed_madd(c, v, f64x2.mul(s, u)), 0);
  }
}
