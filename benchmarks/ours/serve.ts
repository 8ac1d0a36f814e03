/** The Node side of the bench's protocol (`harness/processContender.ts`): one work, timed on request. */
import { NumericsError } from '@enkit/numerics';
import { createInterface } from 'node:readline';
import { type Timer, warmUp } from './clock.ts';
import type { PreparedWork, Work } from './work.ts';

/** Loads what the work needs only: its memory is measured too. */
async function prepared(work: Work): Promise<PreparedWork> {
  switch (work.work) {
    case 'forward':
      return (await import('./forwardWork.ts')).forwardWork(work);
    case 'linear-algebra':
      return (await import('./linearAlgebraWork.ts')).linearAlgebraWork(work);
    case 'analysis':
      return (await import('./analysisWork.ts')).analysisWork(work);
    case 'evaluation':
      return (await import('./evaluationWork.ts')).evaluationWork(work);
  }
}

const answer = (message: object): void => void process.stdout.write(`${JSON.stringify(message)}\n`);

let work: PreparedWork | undefined;
let timer: Timer | undefined;

async function prepare(description: Work): Promise<void> {
  try {
    work = await prepared(description);
    timer = await warmUp(work);
    answer({ detail: work.detail, checksum: work.checksum });
  } catch (error) {
    if (!(error instanceof NumericsError) || error.code !== 'NUM_BACKEND_UNAVAILABLE') throw error;
    answer({ leftOut: error.message });
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  const message = JSON.parse(line) as { type: 'prepare'; work: Work } | { type: 'run' };
  if (message.type === 'prepare') await prepare(message.work);
  else answer({ seconds: await timer?.seconds() });
}
await work?.close?.();
