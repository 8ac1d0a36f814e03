import { openRun, stringifyLossless } from '@enkit/storage';
import { InvalidArgumentError, type Command } from 'commander';
import pc from 'picocolors';
import type { FoundMember } from '../members/findMember.ts';
import { replayMember, type Replay } from '../members/replayMember.ts';
import { describeParameters, formatNumber, formatSeconds } from './format.ts';
import { parseCount } from './runOptions.ts';
import { withRunsOption } from './runsOption.ts';
import type { Terminal } from './terminal.ts';

interface ReplayCommandOptions {
  readonly runs: string;
  readonly member: number;
  readonly step?: number;
  readonly timeLimit?: number;
  readonly json: boolean;
}

export function addReplayCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command('replay')
    .summary('evaluate one member of a run again')
    .description(
      'Evaluates one member of one step again, in this process, and shows what becomes of it: a member that failed, or one of the steps after the kept checkpoints.',
    )
    .argument('<run>', 'id or directory of the run')
    .requiredOption('--member <j>', 'number of the member', parseMember);
  withRunsOption(command)
    .option('--step <k>', 'step (default: the last in which it failed, else the newest stored)', parseCount)
    .option('--time-limit <seconds>', 'limit of the evaluation (default: that of the run)', parseSeconds)
    .option('--json', 'one line of JSON, with all values', false)
    .addHelpText('after', '\nExample:\n  enkit replay runs/decay-20261124-101500-3fa2 --member 17 --step 3')
    .action((run: string, options: ReplayCommandOptions) => replay(run, options, terminal));
}

function parseMember(text: string): number {
  if (!/^\d{1,8}$/.test(text)) throw new InvalidArgumentError('Expected the number of a member, 0 or more.');
  return Number(text);
}

function parseSeconds(text: string): number {
  const value = Number(text);
  if (!(value > 0 && value < Infinity)) throw new InvalidArgumentError('Expected a positive number of seconds.');
  return value;
}

async function replay(name: string, options: ReplayCommandOptions, terminal: Terminal): Promise<void> {
  const { member, step, timeLimit: timeLimitSeconds, json } = options;
  const run = await openRun(name, options.runs);
  const onFound = (found: FoundMember): void => warnOfPoison(found, terminal);
  const result = await replayMember(run, { member, step, timeLimitSeconds, onFound });
  if (json) return terminal.print(stringifyLossless(result));
  for (const line of describeReplay(result)) terminal.print(line);
}

function warnOfPoison({ failed }: FoundMember, terminal: Terminal): void {
  if (failed?.failure.code !== 'BATCH_POISON') return;
  terminal.note(
    `${pc.yellow('warning')} this member ended its worker process: should this command end here without a word, that is why`,
  );
}

const VALUES_SHOWN = 8;

function describeValues(values: readonly number[]): string {
  const shown = values.slice(0, VALUES_SHOWN).map((value) => formatNumber(value, 4));
  const more = values.length > VALUES_SHOWN ? ` ... (${values.length} values; all with --json)` : '';
  return shown.join(', ') + more;
}

function describeReplay(replayed: Replay): string[] {
  const { member, step, parameters, outcome, seconds, inTheRun, modelChange, predicted, observed, rmse } = replayed;
  const became = outcome.status === 'evaluated' ? 'evaluated' : `${outcome.code}: ${outcome.message}`;
  const rows: [string, string | undefined][] = [
    ['parameters', describeParameters(parameters)],
    ['outcome', `${became} (${formatSeconds(seconds)})`],
    ['in the run', inTheRun && `${inTheRun.code}: ${inTheRun.message} (on ${inTheRun.node})`],
    ['model', modelChange],
    ['predicted', predicted && describeValues(predicted)],
    ['observed', describeValues(observed)],
    ['RMSE', rmse === undefined ? undefined : formatNumber(rmse)],
  ];
  const lines = rows.flatMap(([name, text]) => (text === undefined ? [] : [`  ${name.padEnd(11)} ${text}`]));
  return [pc.bold(`member ${member} in step ${step} of ${replayed.run}`), ...lines];
}
