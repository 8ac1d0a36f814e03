/**
 * Packing of matrix blocks into the order in which the tiles read them: panels of `width` rows of op(A), or columns of
 * op(B), `width` doubles a step, zero-padded to the width. Strides are in bytes. Two steps at a time by shuffles.
 */

/** Panel from `width` stored rows that run along the steps: step k takes element k of each. */
// @ts-ignore: decorator
@inline
function transposePair(target: usize, width: usize, source: usize, stride: usize, sign: v128): void {
  const upper = v128.load(source);
  const lower = v128.load(source + stride);
  v128.store(target, f64x2.mul(sign, v128.shuffle<f64>(upper, lower, 0, 2)));
  v128.store(target + 8 * width, f64x2.mul(sign, v128.shuffle<f64>(upper, lower, 1, 3)));
}

/** One step by single elements: `filled` rows, then zeros. */
function packStep(target: usize, width: i32, filled: i32, source: usize, stride: usize, negate: bool): void {
  for (let r = 0; r < width; r++) {
    const value: f64 = r < filled ? load<f64>(source + <usize>r * stride) : 0;
    store<f64>(target + 8 * <usize>r, negate ? -value : value);
  }
}

/** The panel of `width` stored rows, each contiguous along the steps. */
function packAcross(target: usize, width: i32, filled: i32, source: usize, stride: usize, depth: i32, negate: bool): void {
  const sign = f64x2.splat(negate ? -1 : 1);
  const bytes = <usize>width * 8;
  let k = 0;
  if (filled == width && width > 1) {
    for (; k + 2 <= depth; k += 2) {
      transposePair(target, width, source, stride, sign);
      if (width > 2) transposePair(target + 16, width, source + 2 * stride, stride, sign);
      if (width > 4) transposePair(target + 32, width, source + 4 * stride, stride, sign);
      target += 2 * bytes;
      source += 16;
    }
  }
  for (; k < depth; k++) {
    packStep(target, width, filled, source, stride, negate);
    target += bytes;
    source += 8;
  }
}

/** The panel of `width` stored columns: every step is contiguous. */
function packAlong(target: usize, width: i32, filled: i32, source: usize, stride: usize, depth: i32, negate: bool): void {
  const sign = f64x2.splat(negate ? -1 : 1);
  const bytes = <usize>width * 8;
  if (filled < width || width == 1) {
    for (let k = 0; k < depth; k++) packStep(target + <usize>k * bytes, width, filled, source + <usize>k * stride, 8, negate);
    return;
  }
  for (let k = 0; k < depth; k++) {
    v128.store(target, f64x2.mul(sign, v128.load(source)));
    if (width > 2) v128.store(target, f64x2.mul(sign, v128.load(source, 16)), 16);
    if (width > 4) v128.store(target, f64x2.mul(sign, v128.load(source, 32)), 32);
    target += bytes;
    source += stride;
  }
}

/**
 * One panel.
 * @param along whether a step's elements are contiguous in the source
 * @param filled rows (columns) that there are, at most `width`
 */
export function packPanel(
  target: usize, width: i32, filled: i32, source: usize, stride: usize, along: bool, depth: i32, negate: bool,
): void {
  if (along) packAlong(target, width, filled, source, stride, depth, negate);
  else packAcross(target, width, filled, source, stride, depth, negate);
}
