/** The Node side of the bench's protocol (`harness/processContender.ts`): one work, timed on request. */
import { NumericsError } from '@enkit/numerics';
import { createInterface } from 'node:readline';
import { analysisWork } from './analysisWork.ts';
import { type Timer, warmUp } from './clock.ts';
import { evaluationWork } from './evaluationWork.ts';
import { forwardWork } from './forwardWork.ts';
import { linearAlgebraWork } from './linearAlgebraWork.ts';
import type { PreparedWork, Work } from './work.ts';

async function prepared(work: Work): Promise<PreparedWork> {
  switch (work.work) {
    case 'forward':
      return forwardWork(work);
    case 'linear-algebra':
      return linearAlgebraWork(work);
    case 'analysis':
      return analysisWork(work);
    case 'evaluation':
      return evaluationWork(work);
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
