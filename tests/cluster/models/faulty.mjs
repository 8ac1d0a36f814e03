// A line y = a + b x whose evaluation fails in one of six ways for members chosen by their number, in step 1. With
// ENKIT_TEST_MILD set all of them only return NaN, which no process has to survive.

/** One member in so many, and the remainder that chooses it; the sets are disjoint below 1000. */
const KINDS = [
  ['nan', 20, 3],
  ['throw', 50, 7],
  ['hang', 100, 11],
  ['exit', 200, 19],
  ['memory', 500, 33],
  ['kill', 1000, 444],
];

export function kindOf(member) {
  return KINDS.find(([, every, remainder]) => member % every === remainder)?.[0] ?? 'sound';
}

function exhaustMemory() {
  const hoard = [];
  const million = Array.from({ length: 1_000_000 }, () => 1.5);
  for (;;) hoard.push([...million]);
}

/** One hangs by computing for ever, the others, which cost less, by waiting for what never comes. */
function hang(member) {
  if (member < 100) for (;;);
  return new Promise(() => undefined);
}

function fail(kind, member) {
  if (kind === 'throw') throw new RangeError('the solver did not converge');
  if (kind === 'hang') return hang(member);
  if (kind === 'exit') process.exit(3);
  if (kind === 'memory') exhaustMemory();
  if (kind === 'kill') process.kill(process.pid, 'SIGKILL');
}

export async function forward([a, b], { member, step }) {
  const kind = step === 1 ? kindOf(member) : 'sound';
  if (kind !== 'sound' && kind !== 'nan' && !process.env.ENKIT_TEST_MILD) await fail(kind, member);
  return [0, 1, 2, 3].map((x) => (kind !== 'sound' && x === 2 ? NaN : a + b * x));
}
