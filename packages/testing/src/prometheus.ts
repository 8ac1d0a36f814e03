/** Prometheus and its checker promtool for the tests, from Debian's package; nothing is installed. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { unpackDebianPackages } from './debianPackage.ts';

/** Path of the named program of the Prometheus package. */
export async function prometheusProgram(name: 'prometheus' | 'promtool'): Promise<string> {
  return join(await unpackDebianPackages(['prometheus']), 'usr/bin', name);
}

export interface ProgramResult {
  readonly exitCode: number | null;
  /** Standard output and standard error, one after the other. */
  readonly output: string;
}

/** Runs promtool with `input` on its standard input; a failed check is a result, not an exception. */
export async function runPromtool(commandArguments: readonly string[], input = ''): Promise<ProgramResult> {
  const child = spawn(await prometheusProgram('promtool'), commandArguments);
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  const closed = once(child, 'close');
  const [standardOutput, standardError] = await Promise.all([text(child.stdout), text(child.stderr)]);
  await closed;
  return { exitCode: child.exitCode, output: standardOutput + standardError };
}
