/** The enkit command as a user runs it: a process of its own. */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const MAIN = fileURLToPath(new URL('../../apps/coordinator/bin/enkit.js', import.meta.url));

export interface Finished {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A folder of the test's own, removed after it. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'enkit-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export interface Started {
  readonly process: ChildProcess;
  readonly finished: Promise<Finished>;
  /** Resolves when stderr or stdout has shown the text. */
  shows(text: RegExp): Promise<void>;
}

export function startEnkit(
  words: readonly string[],
  folder: string,
  environment: Readonly<Record<string, string>> = {},
): Started {
  const child = spawn(process.execPath, [MAIN, ...words], { cwd: folder, env: { ...process.env, ...environment } });
  let [stdout, stderr] = ['', ''];
  const waiting: { text: RegExp; resolve: () => void }[] = [];
  const look = (): void => waiting.forEach(({ text, resolve }) => text.test(stdout + stderr) && resolve());
  child.stdout.on('data', (chunk: Buffer) => ((stdout += chunk.toString()), look()));
  child.stderr.on('data', (chunk: Buffer) => ((stderr += chunk.toString()), look()));
  const finished = new Promise<Finished>((resolve) =>
    child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr })),
  );
  return {
    process: child,
    finished,
    shows: (text) => new Promise((resolve) => (waiting.push({ text, resolve }), look())),
  };
}

export function enkit(words: readonly string[], folder: string): Promise<Finished> {
  return startEnkit(words, folder).finished;
}

/** The last line of stdout as JSON. */
// The type is the test's own reading of the line.
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters
export function lastJson<Value>({ stdout }: Finished): Value {
  return JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '') as Value;
}
