/** infra/contract.json: what containers and programs expect of each other. */
import { readFileSync } from 'node:fs';
import type { ErrorKind } from '@enkit/contracts';

export interface ProgramContract {
  readonly program: string;
  readonly flags: readonly string[];
  readonly environment: readonly string[];
}

export interface Contract {
  readonly workingDirectory: string;
  readonly user: number;
  readonly coordinator: ProgramContract & { readonly command: string };
  readonly worker: ProgramContract;
  readonly metrics: { readonly port: number; readonly paths: Readonly<Record<string, string>> };
  readonly paths: Readonly<Record<'experiment' | 'runs' | 'temporary', string>>;
  readonly graceSeconds: number;
  readonly interruptedExitCode: number;
  readonly exitCodesNotRetried: readonly ErrorKind[];
}

export const contract = JSON.parse(
  readFileSync(new URL('../../../infra/contract.json', import.meta.url), 'utf8'),
) as Contract;

/** Arguments and variables that the program does not know. */
export function contractFaults(
  { flags, environment }: ProgramContract,
  programArguments: readonly string[],
  variables: readonly string[],
): string[] {
  const given = programArguments.filter((item) => item.startsWith('--')).map((item) => item.split('=')[0] ?? '');
  return [...given.filter((flag) => !flags.includes(flag)), ...variables.filter((name) => !environment.includes(name))];
}
