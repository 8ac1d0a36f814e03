/** A run in which members fail: a line y = a + b x whose model throws, or returns NaN, for members of its choice. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { enkit, type Said } from './command.ts';

export interface FallibleRun extends Said {
  /** The run's directory. */
  readonly directory: string;
  /** The file of its model. */
  readonly model: string;
}

const EXPERIMENT = `name: line
data: { source: observations, values: [1, 3, 5, 7] }
model:
  type: module
  file: line.mjs
  parameters: [{ name: a, sd: 3 }, { name: b, sd: 3 }]
method: { type: es-mda, steps: STEPS, observationError: { sd: 0.1 } }
ensemble: { size: 20, seed: 9, failedMembers: { policy: POLICY } }
evaluation: { threads: 1 }
outputs: { report: false }
`;

/** The model as a module; `failure` is a statement that may end it otherwise. */
export function lineModel(failure: string): string {
  return `export async function forward([a, b], { member, step, seed }) {
  ${failure}
  return [0, 1, 2, 3].map((x) => a + b * x);
}
`;
}

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'enkit-members-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Runs the line on a model with this failure. */
export async function runLine(failure: string, { policy = 'drop', steps = 3 } = {}): Promise<FallibleRun> {
  const folder = temporaryFolder();
  const [file, model, directory] = ['line.yaml', 'line.mjs', 'run'].map((name) => join(folder, name));
  writeFileSync(file, EXPERIMENT.replace('POLICY', policy).replace('STEPS', String(steps)));
  writeFileSync(model, lineModel(failure));
  return { ...(await enkit('run', file, '--out', directory, '--quiet', '--json')), directory, model };
}
