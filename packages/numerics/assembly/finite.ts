/** Whether all of `count` doubles are finite: x * 0 is NaN exactly for NaN and the infinities, and NaN stays in a sum. */
export function allFinite(values: usize, count: i32): bool {
  const end = values + 8 * <usize>count;
  const zero = f64x2.splat(0);
  let sum0 = zero;
  let sum1 = zero;
  while (values + 32 <= end) {
    sum0 = f64x2.add(sum0, f64x2.mul(v128.load(values), zero));
    sum1 = f64x2.add(sum1, f64x2.mul(v128.load(values, 16), zero));
    values += 32;
  }
  sum0 = f64x2.add(sum0, sum1);
  let sum = f64x2.extract_lane(sum0, 0) + f64x2.extract_lane(sum0, 1);
  while (values < end) {
    sum += load<f64>(values) * 0;
    values += 8;
  }
  return sum == 0;
}
