/**
 * Whether all of `count` values of type T (f64 or f32) are finite: x * 0 is NaN exactly for NaN and the infinities, and NaN
 * stays in a sum.
 */
export function allFiniteOf<T>(values: usize, count: i32): bool {
  const end = values + sizeof<T>() * <usize>count;
  const zero = v128.splat<T>(0 as T);
  let sum0 = zero;
  let sum1 = zero;
  while (values + 32 <= end) {
    sum0 = v128.add<T>(sum0, v128.mul<T>(v128.load(values), zero));
    sum1 = v128.add<T>(sum1, v128.mul<T>(v128.load(values, 16), zero));
    values += 32;
  }
  sum0 = v128.add<T>(sum0, sum1);
  // A comparison with itself tells NaN in each lane.
  let sound = v128.all_true<i32>(v128.eq<T>(sum0, sum0));
  while (values < end) {
    const value = load<T>(values);
    sound = sound && value * (0 as T) == (0 as T);
    values += sizeof<T>();
  }
  return sound;
}
