// A model that computes for as long as its environment says, and tells how long that was: beside its file, in one for
// each thread, so that nothing is written while members are evaluated.
import { writeFileSync } from 'node:fs';
import { threadId } from 'node:worker_threads';

const milliseconds = Number(process.env.ENKIT_BENCH_MILLISECONDS);
const file = `${process.env.ENKIT_BENCH_FOLDER}/${process.pid}-${threadId}`;
let [total, written] = [0, 0];

// Runs between two batches only: during one the thread has no time for timers.
setInterval(() => {
  if (total === written) return;
  writeFileSync(file, String(total));
  written = total;
}, 20).unref();

export function forward([a, b]) {
  const began = performance.now();
  while (performance.now() - began < milliseconds);
  total += performance.now() - began;
  return [a + b];
}
