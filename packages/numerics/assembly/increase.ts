/** target (of type T, f64 or f32) += source (floats), `count` elements, each rounded once. Addresses need no alignment. */
export function increaseBy<T>(source: usize, target: usize, count: i32): void {
  const end = source + 4 * <usize>count;
  for (; source + 16 <= end; source += 16) {
    const values = v128.load(source);
    if (sizeof<T>() == 4) v128.store(target, f32x4.add(v128.load(target), values));
    else addDoubles(target, values);
    target += 4 * sizeof<T>();
  }
  for (; source < end; source += 4) {
    store<T>(target, load<T>(target) + <T>load<f32>(source));
    target += sizeof<T>();
  }
}

// @ts-ignore: decorator
@inline
function addDoubles(target: usize, values: v128): void {
  const low = f64x2.add(v128.load(target), f64x2.promote_low_f32x4(values));
  const high = f64x2.add(v128.load(target, 16), f64x2.promote_low_f32x4(v128.shuffle<f64>(values, values, 1, 1)));
  v128.store(target, low);
  v128.store(target, high, 16);
}
