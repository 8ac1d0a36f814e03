/** The same value `count` times. `Array.from` would call a function for each of them, which for thousands of members is seen in profiles. */
export function repeated<Value>(value: Value, count: number): Value[] {
  const values: Value[] = [];
  values.length = count;
  return values.fill(value);
}
