/**
 * Packing of matrix blocks into the order in which the tiles read them: panels of `width` rows of op(A), or columns of
 * op(B), `width` elements a step, zero-padded to the width. T is f64 or f32. Strides are in bytes. A vector of steps at a
 * time by shuffles.
 */

/** Two stored rows of doubles, two steps: step k takes element k of each. */
// @ts-ignore: decorator
@inline
function transposeDoubles(target: usize, bytes: usize, source: usize, stride: usize, sign: v128): void {
  const upper = v128.load(source);
  const lower = v128.load(source + stride);
  v128.store(target, f64x2.mul(sign, v128.shuffle<f64>(upper, lower, 0, 2)));
  v128.store(target + bytes, f64x2.mul(sign, v128.shuffle<f64>(upper, lower, 1, 3)));
}

/** Two stored rows of floats, four steps. */
// @ts-ignore: decorator
@inline
function transposeFloats(target: usize, bytes: usize, source: usize, stride: usize, sign: v128): void {
  const upper = f32x4.mul(sign, v128.load(source));
  const lower = f32x4.mul(sign, v128.load(source + stride));
  const early = v128.shuffle<f32>(upper, lower, 0, 4, 1, 5);
  const late = v128.shuffle<f32>(upper, lower, 2, 6, 3, 7);
  v128.store64_lane(target, early, 0);
  v128.store64_lane(target + bytes, early, 1);
  v128.store64_lane(target + 2 * bytes, late, 0);
  v128.store64_lane(target + 3 * bytes, late, 1);
}

/** Two stored rows, a vector of steps. */
// @ts-ignore: decorator
@inline
function transposePair<T>(target: usize, bytes: usize, source: usize, stride: usize, sign: v128): void {
  if (sizeof<T>() == 8) transposeDoubles(target, bytes, source, stride, sign);
  else transposeFloats(target, bytes, source, stride, sign);
}

/** One step by single elements: `filled` rows, then zeros. */
function packStep<T>(target: usize, width: i32, filled: i32, source: usize, stride: usize, negate: bool): void {
  for (let r = 0; r < width; r++) {
    const value: T = r < filled ? load<T>(source + <usize>r * stride) : <T>0;
    store<T>(target + sizeof<T>() * <usize>r, negate ? -value : value);
  }
}

/** The panel of `width` stored rows, each contiguous along the steps. */
function packAcross<T>(target: usize, width: i32, filled: i32, source: usize, stride: usize, depth: i32, negate: bool): void {
  const sign = v128.splat<T>(<T>(negate ? -1 : 1));
  const bytes = <usize>width * sizeof<T>();
  const pair = 2 * sizeof<T>();
  const lanes = <i32>(16 / sizeof<T>());
  let k = 0;
  if (filled == width && width > 1) {
    for (; k + lanes <= depth; k += lanes) {
      transposePair<T>(target, bytes, source, stride, sign);
      if (width > 2) transposePair<T>(target + pair, bytes, source + 2 * stride, stride, sign);
      if (width > 4) transposePair<T>(target + 2 * pair, bytes, source + 4 * stride, stride, sign);
      if (width > 6) transposePair<T>(target + 3 * pair, bytes, source + 6 * stride, stride, sign);
      target += <usize>lanes * bytes;
      source += 16;
    }
  }
  for (; k < depth; k++) {
    packStep<T>(target, width, filled, source, stride, negate);
    target += bytes;
    source += sizeof<T>();
  }
}

/** The elements of one step, which lie side by side: 6 or 4 rows, or a panel of columns. */
// @ts-ignore: decorator
@inline
function copyStep<T>(target: usize, width: i32, source: usize, sign: v128): void {
  v128.store(target, v128.mul<T>(sign, v128.load(source)));
  if (sizeof<T>() == 8) {
    if (width > 2) v128.store(target, f64x2.mul(sign, v128.load(source, 16)), 16);
    if (width > 4) v128.store(target, f64x2.mul(sign, v128.load(source, 32)), 32);
  } else {
    if (width == 6) v128.store64_lane(target, f32x4.mul(sign, v128.load64_zero(source, 16)), 0, 16);
    if (width == 8) v128.store(target, f32x4.mul(sign, v128.load(source, 16)), 16);
  }
}

/** The panel of `width` stored columns: every step is contiguous. */
function packAlong<T>(target: usize, width: i32, filled: i32, source: usize, stride: usize, depth: i32, negate: bool): void {
  const sign = v128.splat<T>(<T>(negate ? -1 : 1));
  const bytes = <usize>width * sizeof<T>();
  if (filled < width || width == 1) {
    for (let k = 0; k < depth; k++) packStep<T>(target + <usize>k * bytes, width, filled, source + <usize>k * stride, sizeof<T>(), negate);
    return;
  }
  for (let k = 0; k < depth; k++) {
    copyStep<T>(target, width, source, sign);
    target += bytes;
    source += stride;
  }
}

/**
 * One panel.
 * @param along whether a step's elements are contiguous in the source
 * @param filled rows (columns) that there are, at most `width`
 */
export function packPanel<T>(
  target: usize, width: i32, filled: i32, source: usize, stride: usize, along: bool, depth: i32, negate: bool,
): void {
  if (along) packAlong<T>(target, width, filled, source, stride, depth, negate);
  else packAcross<T>(target, width, filled, source, stride, depth, negate);
}
