/**
 * into = a - 1 row^T, all rows x columns and contiguous: every row of a less one row of doubles. `a` is of type From, `into`
 * of type To (f64 or f32); differences are taken in float64 and rounded once. Addresses need no alignment.
 */
export function lessRow<From, To>(rows: i32, columns: i32, a: usize, row: usize, into: usize): void {
  const whole = columns & ~3;
  for (let i = 0; i < rows; i++) {
    for (let k = 0; k < whole; k += 4) {
      const at = row + 8 * <usize>k;
      const first = f64x2.sub(loadPair<From>(a), v128.load(at));
      const second = f64x2.sub(loadPair<From>(a + 2 * sizeof<From>()), v128.load(at, 16));
      storeFour<To>(into, first, second);
      a += 4 * sizeof<From>();
      into += 4 * sizeof<To>();
    }
    for (let k = whole; k < columns; k++) {
      store<To>(into, <To>(<f64>load<From>(a) - load<f64>(row + 8 * <usize>k)));
      a += sizeof<From>();
      into += sizeof<To>();
    }
  }
}

/** Two values as doubles. */
// @ts-ignore: decorator
@inline
function loadPair<T>(address: usize): v128 {
  return sizeof<T>() == 8 ? v128.load(address) : f64x2.promote_low_f32x4(v128.load64_zero(address));
}

/** Four doubles as values of that type. */
// @ts-ignore: decorator
@inline
function storeFour<T>(address: usize, first: v128, second: v128): void {
  if (sizeof<T>() == 8) {
    v128.store(address, first);
    v128.store(address, second, 16);
  } else {
    const floats = v128.shuffle<f64>(f32x4.demote_f64x2_zero(first), f32x4.demote_f64x2_zero(second), 0, 2);
    v128.store(address, floats);
  }
}
