/**
 * Runs under every fault that we can think of, with real processes and a real Redis; each must end with the bits of a run
 * in one process that nothing disturbs.
 *
 *   npm run chaos -- [--only worker,coordinator,redis,network] [--members 2000] [--steps 2] [--seed 1] [--minutes 30]
 *
 * Ends with 1 when a hash differs, a run fails, too few faults met it, or the time is over.
 */
import { median } from '@enkit/numerics';
import { Command, InvalidArgumentError } from 'commander';
import { setTimeout as sleep } from 'node:timers/promises';
import { COORDINATOR_FAULTS } from './chaos/coordinatorFaults.ts';
import { EVERY_FAULT } from './chaos/everyFault.ts';
import { NETWORK_FAULTS } from './chaos/networkFaults.ts';
import { REDIS_FAULTS } from './chaos/redisFaults.ts';
import { Stage, WORKERS, type ChaosSettings, type Outcome, type Scenario } from './chaos/scenario.ts';
import { WORKER_FAULTS } from './chaos/workerFaults.ts';

const SCENARIOS = [...WORKER_FAULTS, ...COORDINATOR_FAULTS, ...REDIS_FAULTS, ...NETWORK_FAULTS, ...EVERY_FAULT];

interface ChaosOptions extends ChaosSettings {
  readonly only?: string;
  readonly minutes: number;
}

function count(text: string): number {
  if (!/^\d+$/.test(text) || Number(text) < 1) throw new InvalidArgumentError('Expected a positive integer.');
  return Number(text);
}

const HEAD = [
  'fault',
  'injected',
  'evaluations',
  'evaluated again',
  'recovery, median',
  'largest',
  'wall',
  'same bits',
];
const LEGEND = `
Evaluations: those that came to their end; again: those beyond an undisturbed run's. Recovery: for a worker, until the
member that it had in hand was evaluated by another one; otherwise, the longest time after the fault in which no evaluation
ended. Wall: with the start of the processes and the undisturbed runs.`;

const printRow = (cells: readonly string[]): void => console.log(`| ${cells.join(' | ')} |`);

function cellsOf({ injected, recoveries, runs }: Outcome): string[] {
  const sum = (values: readonly number[]): string => String(values.reduce((a, b) => a + b, 0));
  const seconds = (value: number): string => (recoveries.length === 0 ? '-' : `${value.toFixed(1)} s`);
  return [
    String(injected),
    sum(runs.map(({ evaluations }) => evaluations)),
    sum(runs.map(({ again }) => again)),
    seconds(median(recoveries)),
    seconds(Math.max(...recoveries)),
  ];
}

/** Why the outcome is not what it must be; undefined when it is. */
function complaint({ injected, runs }: Outcome, { atLeast }: Scenario): string | undefined {
  const different = runs.filter(({ same }) => !same).length;
  if (different > 0) return `${different} of ${runs.length} runs ended with other bits`;
  if (injected < atLeast) return `${injected} faults met the run, at least ${atLeast} must; give it more --members`;
  return undefined;
}

/** Plays one scenario and prints its row; whether it ended with the right bits. */
async function play(scenario: Scenario, stage: Stage): Promise<boolean> {
  const began = performance.now();
  try {
    const outcome = await scenario.play(stage);
    const wall = `${((performance.now() - began) / 1000).toFixed(0)} s`;
    printRow([scenario.name, ...cellsOf(outcome), wall, outcome.runs.every(({ same }) => same) ? 'yes' : 'NO']);
    const wrong = complaint(outcome, scenario);
    if (wrong) console.error(`${scenario.name}: ${wrong}`);
    return wrong === undefined;
  } catch (error) {
    if (stage.over) return false;
    printRow([scenario.name, '', '', '', '', '', '', 'NO']);
    console.error(`${scenario.name}: ${error instanceof Error ? error.message : String(error)}`);
    return false;
  } finally {
    await stage.close();
  }
}

function chosen(only: string | undefined): readonly Scenario[] {
  if (only === undefined) return SCENARIOS;
  const words = only.toLowerCase().split(',');
  return SCENARIOS.filter(({ name }) => words.some((word) => name.toLowerCase().includes(word)));
}

/** Ends early, with all processes that were started, when the time is over or somebody asks for it. */
function watchEnd(stage: Stage, minutes: number): void {
  const end = (code: number): void => void stage.end().finally(() => process.exit(code));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => end(130));
  void sleep(60_000 * minutes, undefined, { ref: false }).then(() => {
    console.error(`not done after ${minutes} minutes: give it more --minutes, or less to do by --only`);
    end(1);
  });
}

async function chaos({ only, minutes, ...settings }: ChaosOptions): Promise<void> {
  const scenarios = chosen(only);
  const stage = new Stage(settings);
  watchEnd(stage, minutes);
  const { members, steps, milliseconds, seed } = settings;
  console.log(`${members} members, ${steps} steps, ${milliseconds} ms a member, ${WORKERS} workers, seed ${seed}\n`);
  printRow(HEAD);
  printRow(HEAD.map(() => '---'));
  let failed = scenarios.length === 0 ? 1 : 0;
  for (const scenario of scenarios) if (!stage.over && !(await play(scenario, stage))) failed++;
  if (stage.over) return;
  console.log(LEGEND);
  console.log(failed === 0 ? '\nevery run ended with the same bits' : `\n${failed} of ${scenarios.length} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
}

await new Command('npm run chaos --')
  .description('Injects faults into runs on worker processes and compares the bits with an undisturbed run.')
  .option('--only <words>', 'scenarios whose name has one of these words, with commas')
  .option('--members <n>', 'members of a run', count, 2000)
  .option('--steps <n>', 'steps of a run', count, 2)
  .option('--milliseconds <n>', 'duration of an evaluation', count, 5)
  .option('--seed <n>', 'of the runs and of the faults', count, 1)
  .option('--minutes <n>', 'most time in all', count, 30)
  .action(chaos)
  .parseAsync();
