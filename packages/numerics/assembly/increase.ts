/** What an increment that is computed in floats of a matrix of doubles begins and ends with. Addresses need no alignment. */

/** into (floats) = a - 1 row^T (doubles), each difference rounded once; all rows x columns and contiguous. */
export function demoteLess(rows: i32, columns: i32, a: usize, row: usize, into: usize): void {
  const bytes = <usize>columns * 8;
  const whole = bytes & ~31;
  for (let i = 0; i < rows; i++) {
    let at: usize = 0;
    for (; at < whole; at += 32) {
      const low = f32x4.demote_f64x2_zero(f64x2.sub(v128.load(a + at), v128.load(row + at)));
      const high = f32x4.demote_f64x2_zero(f64x2.sub(v128.load(a + at, 16), v128.load(row + at, 16)));
      v128.store(into, v128.shuffle<f64>(low, high, 0, 2));
      into += 16;
    }
    for (; at < bytes; at += 8) {
      store<f32>(into, <f32>(load<f64>(a + at) - load<f64>(row + at)));
      into += 4;
    }
    a += bytes;
  }
}

/** target (doubles) += source (floats), `count` elements. */
export function addPromoted(source: usize, target: usize, count: i32): void {
  const end = source + 4 * <usize>count;
  for (; source + 16 <= end; source += 16) {
    const values = v128.load(source);
    const low = f64x2.add(v128.load(target), f64x2.promote_low_f32x4(values));
    const high = f64x2.add(v128.load(target, 16), f64x2.promote_low_f32x4(v128.shuffle<f64>(values, values, 1, 1)));
    v128.store(target, low);
    v128.store(target, high, 16);
    target += 32;
  }
  for (; source < end; source += 4) {
    store<f64>(target, load<f64>(target) + <f64>load<f32>(source));
    target += 8;
  }
}
