/** The end of a run as the record that `--json`, the manifest and the report share. */
import type { NetworkScores, RunResult, Scores, StepRecord } from '@enkit/contracts';
import { mean } from '@enkit/numerics';
import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { isCollapsed } from './collapse.ts';
import type { FinalScores } from './finalScores.ts';
import type { LoopEnd } from './loop.ts';
import type { Session } from './session.ts';

export async function summarise(
  session: Session,
  { state, reason }: LoopEnd,
  scores: FinalScores,
  steps: readonly StepRecord[],
): Promise<RunResult> {
  const { experiment } = session;
  const [train, test] = [
    headline(scores.train, experiment.outputs.network),
    headline(scores.test, experiment.outputs.network),
  ];
  return {
    run: session.run,
    directory: session.store.directory,
    name: experiment.name,
    method: experiment.method.type,
    members: state.ensemble.members.length,
    steps: state.ensemble.step,
    passes: state.passes,
    seconds: state.elapsedSeconds,
    cpuSeconds: state.cpuSeconds,
    rmse: { train: train.rmse, test: test.rmse },
    r2: { train: train.r2, test: test.r2 },
    coverage90: scores.test.coverage90,
    ...(session.method.name === 'enkf' && onlineScores(steps, session.problem.truthAfter !== undefined)),
    train: scores.train,
    test: scores.test,
    inverseAlphaSum: state.ensemble.inverseAlphaSum,
    stoppedBy: reason,
    collapsed: isCollapsed(scores.train.spread, scores.train.predictionMean.rmse),
    failedMembers: state.failedMembers,
    backend: session.backend.name,
    queue: session.queue.kind,
    threads: session.queue.threads(),
    ensembleSha256: await digestOf(state.ensemble.parameters.data),
  };
}

/** Bytes that are hashed at a time: a large ensemble in one go would keep this thread for longer than its listeners wait. */
const CHUNK_BYTES = 2 ** 23;

/** Hex sha256. */
async function digestOf(values: Float64Array | Float32Array): Promise<string> {
  const hash = createHash('sha256');
  const bytes = bytesOf(values);
  for (let from = 0; from < bytes.length; from += CHUNK_BYTES) {
    hash.update(bytes.subarray(from, from + CHUNK_BYTES));
    await setImmediate();
  }
  return hash.digest('hex');
}

/** Little-endian bytes: every platform that Node runs on is little-endian, which the runtime asserts at start-up. */
function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

function headline(scores: NetworkScores, network: 'prediction-mean' | 'parameter-mean' | 'best-member'): Scores {
  switch (network) {
    case 'prediction-mean':
      return scores.predictionMean;
    case 'parameter-mean':
      return scores.parameterMean;
    case 'best-member':
      return scores.bestMember;
  }
}

/** One-step-ahead scores over the second half of the steps, when the ensemble has found its pace. */
function onlineScores(
  steps: readonly StepRecord[],
  isStream: boolean,
): Pick<RunResult, 'coverageForecast' | 'rmseForecast' | 'rmseTestSecondHalf'> {
  const late = steps.slice(Math.floor(steps.length / 2));
  if (late.length === 0) return {};
  const monitored = late.flatMap(({ rmseTest }) => (rmseTest === undefined ? [] : [rmseTest]));
  return {
    coverageForecast: mean(late.map(({ coverageForecast }) => coverageForecast)),
    rmseForecast: Math.sqrt(mean(late.map(({ rmseForecast }) => rmseForecast ** 2))),
    ...(isStream && monitored.length > 0 && { rmseTestSecondHalf: mean(monitored) }),
  };
}
