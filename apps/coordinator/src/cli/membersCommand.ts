import { experimentSchema, type Experiment } from '@enkit/contracts';
import { openRun, stringifyLossless, type RunDirectory } from '@enkit/storage';
import Table from 'cli-table3';
import type { Command } from 'commander';
import { createParameterReader, readFailedMembers, type FailedMember } from '../members/failedMember.ts';
import { nameParameters, parameterNamesOf, type NamedParameter } from '../members/namedParameter.ts';
import { fromCheckpoint } from '../run/checkpointContent.ts';
import { describeParameters, formatCount } from './format.ts';
import { withRunsOption } from './runsOption.ts';
import { PLAIN_TABLE } from './plainTable.ts';
import type { Terminal } from './terminal.ts';

interface MembersOptions {
  readonly runs: string;
  readonly failed: boolean;
  readonly parameters: boolean;
  readonly json: boolean;
}

export function addMembersCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command('members')
    .summary('show the members of a run, and those that failed')
    .description('Shows how many members a run has, and which failed: in which step, why, and where.')
    .argument('<run>', 'id or directory of the run');
  withRunsOption(command)
    .option('--failed', 'list each failed member', false)
    .option('--parameters', 'with its parameters (implies --failed)', false)
    .option('--json', 'JSON: one line, or one a failed member', false)
    .addHelpText('after', EXAMPLES)
    .action((run: string, options: MembersOptions) => showMembers(run, options, terminal));
}

const EXAMPLES = `
Examples:
  enkit members runs/decay-20261124-101500-3fa2
  enkit members runs/decay-20261124-101500-3fa2 --failed --parameters
  enkit replay runs/decay-20261124-101500-3fa2 --member 17 --step 3`;

async function showMembers(name: string, options: MembersOptions, terminal: Terminal): Promise<void> {
  const run = await openRun(name, options.runs);
  const experiment = experimentSchema.parse(run.manifest.experiment);
  const failed = await readFailedMembers(run);
  if (!options.failed && !options.parameters) return showOverview(run, experiment, failed, options, terminal);
  const entries = await describeFailures(run, experiment, failed, options.parameters);
  if (options.json) return entries.forEach((entry) => terminal.print(stringifyLossless(entry)));
  if (entries.length === 0) return terminal.note(`no member of ${run.run} failed`);
  terminal.print(failureTable(entries));
}

interface FailureEntry {
  readonly step: number;
  readonly member: number;
  readonly code: string;
  readonly message: string;
  readonly node: string;
  readonly seed: number;
  /** Draw that took the place of a failed member; 0 for the member itself. */
  readonly round: number;
  /** When asked for; null when they were beyond what a run keeps. */
  readonly parameters?: readonly NamedParameter[] | null;
}

async function describeFailures(
  run: RunDirectory,
  experiment: Experiment,
  failed: readonly FailedMember[],
  withParameters: boolean,
): Promise<readonly FailureEntry[]> {
  const names = withParameters ? await parameterNamesOf(run, experiment) : [];
  const readParameters = createParameterReader(run);
  const entries: FailureEntry[] = [];
  for (const one of failed) {
    const { code, message, node, member } = one.failure;
    const { step, round } = one.evaluation;
    const parameters = withParameters ? await readParameters(one) : undefined;
    const named = parameters ? nameParameters(names, parameters) : null;
    const { seed } = experiment.ensemble;
    entries.push({ step, member, code, message, node, seed, round, ...(withParameters && { parameters: named }) });
  }
  return entries;
}

function failureTable(entries: readonly FailureEntry[]): string {
  const withParameters = entries[0].parameters !== undefined;
  const head = ['step', 'member', 'code', 'node', 'seed', 'message', ...(withParameters ? ['parameters'] : [])];
  const table = new Table({ head, style: { head: [], border: [] }, chars: PLAIN_TABLE });
  for (const { step, member, code, node, seed, message, round, parameters } of entries) {
    const drawn = round === 0 ? String(member) : `${member} (draw ${round})`;
    const row = [String(step), drawn, code, node, String(seed), message];
    table.push(withParameters ? [...row, parameters ? describeParameters(parameters) : 'not kept'] : row);
  }
  return table.toString();
}

async function showOverview(
  run: RunDirectory,
  { ensemble }: Experiment,
  failed: readonly FailedMember[],
  { json }: MembersOptions,
  terminal: Terminal,
): Promise<void> {
  const checkpoint = await run.latestCheckpoint();
  const now = checkpoint && fromCheckpoint(checkpoint).ensemble;
  const codes = Object.groupBy(failed, ({ failure }) => failure.code);
  const counts = Object.fromEntries(Object.entries(codes).map(([code, list]) => [code, list.length]));
  const [members, step] = [now?.members.length ?? ensemble.size, now?.step ?? 0];
  if (json)
    return terminal.print(JSON.stringify({ run: run.run, size: ensemble.size, members, step, failures: counts }));
  terminal.print(`${run.run}: ${formatCount(members)} of ${formatCount(ensemble.size)} members after step ${step}`);
  if (failed.length === 0) return terminal.print('no member failed');
  const list = Object.entries(counts).map(([code, count]) => `${code} ${formatCount(count)}`);
  terminal.print(`${formatCount(failed.length)} failures: ${list.join(', ')}`);
  terminal.note(`each of them: enkit members ${run.run} --failed`);
}
