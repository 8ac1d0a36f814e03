/**
 * Doubles to floats, rounded to nearest, and floats to doubles, exactly. Four elements a step, the last ones alone;
 * neither address needs alignment. The two places do not overlap. 12 bytes an element go through memory.
 */

/** target (floats) := source (doubles), `count` elements. */
export function demote(source: usize, target: usize, count: i32): void {
  const end = target + 4 * <usize>count;
  for (; target + 16 <= end; target += 16) {
    const low = f32x4.demote_f64x2_zero(v128.load(source));
    const high = f32x4.demote_f64x2_zero(v128.load(source, 16));
    v128.store(target, v128.shuffle<f64>(low, high, 0, 2));
    source += 32;
  }
  for (; target < end; target += 4) {
    store<f32>(target, <f32>load<f64>(source));
    source += 8;
  }
}

/** target (doubles) := source (floats), `count` elements. */
export function promote(source: usize, target: usize, count: i32): void {
  const end = source + 4 * <usize>count;
  for (; source + 16 <= end; source += 16) {
    const values = v128.load(source);
    v128.store(target, f64x2.promote_low_f32x4(values));
    v128.store(target, f64x2.promote_low_f32x4(v128.shuffle<f64>(values, values, 1, 1)), 16);
    target += 32;
  }
  for (; source < end; source += 4) {
    store<f64>(target, <f64>load<f32>(source));
    target += 8;
  }
}
