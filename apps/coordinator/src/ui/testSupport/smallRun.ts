/** For tests: a small run in a folder of the test's own. */
import { validateExperiment, type Experiment } from '@enkit/contracts';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { RunListener } from '../../run/events.ts';
import { startRun, type RunEnd } from '../../run/startRun.ts';

const TEXT = `name: small
source: "a test"
data: { source: sine, count: 40, testPoints: 50 }
model: { type: mlp, hidden: [4] }
method: { type: eki, stop: { steps: 6 } }
ensemble: { size: 20, seed: 3 }
outputs: { report: false, monitorEvery: 1 }
evaluation: { threads: 1 }
`;

export function smallExperiment(): Experiment {
  return validateExperiment(TEXT, { file: 'small.yaml' }).experiment;
}

export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'enkit-ui-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

export interface SmallRunOptions {
  readonly out: string;
  readonly listen?: RunListener;
  readonly signal?: AbortSignal;
}

export function runSmall({
  out,
  listen = () => undefined,
  signal = new AbortController().signal,
}: SmallRunOptions): Promise<RunEnd> {
  return startRun({
    experiment: smallExperiment(),
    experimentText: TEXT,
    directory: out,
    out,
    command: 'test',
    listen,
    signal,
  });
}
