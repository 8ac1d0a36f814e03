/** Runs the comparisons of several experiments, shows their table and writes their report. */
import type { Experiment } from '@enkit/contracts';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import pc from 'picocolors';
import { buildComparisonReport, type ComparedExperiment } from '../compare/comparisonReport.ts';
import { comparisonTable } from '../compare/comparisonTable.ts';
import type { ComparedMethod } from '../compare/comparedMethod.ts';
import { compareExperiment } from '../compare/compareExperiment.ts';
import { openPool } from '../run/openSession.ts';
import type { CompareOptions } from './compareCommand.ts';
import { INTERRUPTED_EXIT_CODE, SilentExit, unwritableOutput } from './failure.ts';
import { formatNumber, formatSeconds } from './format.ts';
import { createLiveProgress } from './liveProgress.ts';
import { commandLine } from './followRun.ts';
import { stopSignal } from './stopSignal.ts';
import type { Terminal } from './terminal.ts';

export interface LoadedComparison {
  readonly experiment: Experiment;
  readonly text: string;
  readonly directory: string;
  readonly methods: readonly ComparedMethod[];
}

export async function runComparison(
  loaded: readonly LoadedComparison[],
  options: CompareOptions,
  terminal: Terminal,
): Promise<void> {
  if (loaded.some(({ experiment }) => experiment.evaluation.queue))
    terminal.note('evaluation.queue is not used: a comparison evaluates in this process');
  const signal = stopSignal(terminal, 'a comparison keeps no checkpoints');
  const compared = await compareAll(loaded, options, signal, terminal);
  const problems = compared.map(({ experiment, methods }) => ({ name: experiment.name, methods }));
  if (options.json)
    terminal.print(JSON.stringify(problems.map(({ name, methods }) => ({ name, methods: methods.map(withoutPlots) }))));
  else if (problems.some(({ methods }) => methods.some(({ outcomes }) => outcomes.length > 0)))
    terminal.print(
      `\n${comparisonTable(problems)}\n  medians over ${options.seeds} seed${options.seeds === 1 ? '' : 's'}; passes: network evaluations per training sample, a gradient counts 3`,
    );
  if (signal.aborted) throw new SilentExit(INTERRUPTED_EXIT_CODE);
  await writeReport(compared, options, terminal);
}

async function compareAll(
  loaded: readonly LoadedComparison[],
  options: CompareOptions,
  signal: AbortSignal,
  terminal: Terminal,
): Promise<ComparedExperiment[]> {
  const pool = openPool(loaded[0].experiment);
  try {
    const compared: ComparedExperiment[] = [];
    for (const { experiment, text, directory, methods } of loaded) {
      const first = experiment.ensemble.seed;
      const seeds = Array.from({ length: options.seeds }, (_, i) => first + i);
      const outcomes = await compareExperiment({
        experiment,
        directory,
        methods,
        seeds,
        pool,
        signal,
        listenTo: (method, seed) =>
          options.quiet
            ? () => undefined
            : createLiveProgress({
                stream: terminal.progress,
                label: `${experiment.name} ${method} seed ${seed}  `,
                transient: true,
              }),
        onOutcome(method, { seed, rmse, seconds, failure }) {
          if (options.quiet) return;
          terminal.note(
            `${pc.bold(experiment.name)} ${method} seed ${seed}: ${failure ?? `RMSE train ${formatNumber(rmse.train)}, test ${formatNumber(rmse.test)} in ${formatSeconds(seconds)}`}`,
          );
        },
      });
      compared.push({ experiment, text, methods: outcomes });
    }
    return compared;
  } finally {
    await pool.close();
  }
}

function withoutPlots({ method, outcomes }: ComparedExperiment['methods'][number]): object {
  const scores = outcomes.map(({ fit: _fit, steps: _steps, trajectory: _trajectory, ...rest }) => rest);
  return { method: method.name, outcomes: scores };
}

async function writeReport(
  compared: readonly ComparedExperiment[],
  options: CompareOptions,
  terminal: Terminal,
): Promise<void> {
  const title = compared.map(({ experiment }) => experiment.name).join(', ');
  const [{ experiment }] = compared;
  const file =
    options.out ??
    join(experiment.outputs.directory, `compare-${compared.map(({ experiment: { name } }) => name).join('-')}.html`);
  const { renderComparisonReport } = await import('../report/renderComparisonReport.ts');
  const report = renderComparisonReport(await buildComparisonReport(title, compared, commandLine()));
  try {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, report);
  } catch (error) {
    throw unwritableOutput(error, file);
  }
  terminal.note(`report: ${pc.cyan(file)}`);
}
