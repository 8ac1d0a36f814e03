/** Memory does not serve for what is less than this share of it. */
const LEAST_SHARE = 0.5;

/** Takes the smallest memory that holds so many bytes, and is not much larger, out of the list; undefined when there is none. */
export function takeFitting<Memory extends ArrayBufferLike>(free: Memory[], bytes: number): Memory | undefined {
  const fitting = free.filter(({ byteLength }) => byteLength >= bytes && LEAST_SHARE * byteLength <= bytes);
  if (fitting.length === 0) return undefined;
  const smallest = fitting.reduce((best, memory) => (memory.byteLength < best.byteLength ? memory : best));
  free.splice(free.indexOf(smallest), 1);
  return smallest;
}
