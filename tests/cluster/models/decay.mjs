// A decay y = a exp(-b x) at six points, for tests that disturb its evaluation. It says in a journal outside Redis what is
// evaluated where, and takes as long as the environment says, without using the processor.
import { appendFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const { ENKIT_TEST_JOURNAL: journal, ENKIT_TEST_MILLISECONDS: milliseconds } = process.env;

function tell(event, { seed, step, member }) {
  if (journal) appendFileSync(journal, `${event} ${seed} ${step} ${member} ${process.pid} ${Date.now()}\n`);
}

export async function forward([a, b], context) {
  tell('begin', context);
  if (milliseconds) await sleep(Number(milliseconds));
  const predicted = [0, 1, 2, 3, 4, 5].map((x) => a * Math.exp(-b * x));
  tell('end', context);
  return predicted;
}
