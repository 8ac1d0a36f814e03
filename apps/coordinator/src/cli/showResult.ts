/** The end of a run on the terminal. */
import type { RunResult, Scores } from '@enkit/contracts';
import { join, relative } from 'node:path';
import pc from 'picocolors';
import type { RunEnd } from '../run/startRun.ts';
import { INTERRUPTED_EXIT_CODE, SilentExit } from './failure.ts';
import { formatCount, formatNumber, formatSeconds } from './format.ts';
import type { Terminal } from './terminal.ts';

/** Prints the result, or how to go on with an interrupted run (SilentExit 130). */
export function showEnd(end: RunEnd, json: boolean, terminal: Terminal): void {
  if (end.kind === 'interrupted') {
    const { run, directory, step } = end;
    if (json) terminal.print(JSON.stringify({ run, directory, step, status: 'interrupted' }));
    terminal.note(
      `interrupted after step ${step}; go on with: enkit resume ${relative(process.cwd(), directory) || directory}`,
    );
    throw new SilentExit(INTERRUPTED_EXIT_CODE);
  }
  showResult(end.result, json, terminal);
}

export function showResult(result: RunResult, json: boolean, terminal: Terminal): void {
  if (json) terminal.print(JSON.stringify(result));
  else for (const line of describeResult(result)) terminal.print(line);
}

function describeResult(result: RunResult): string[] {
  const { train, test } = result;
  const rows: [string, Scores, Scores][] = [
    ['mean of predictions', train.predictionMean, test.predictionMean],
    ['mean parameters', train.parameterMean, test.parameterMean],
    ['best member', train.bestMember, test.bestMember],
  ];
  const file = relative(process.cwd(), join(result.directory, 'report.html'));
  return [
    '',
    `${pc.bold(result.name)}  ${result.method}: ${result.steps} steps, ended by: ${result.stoppedBy}`,
    `  ${''.padEnd(20)} ${'RMSE train'.padStart(11)} ${'test'.padStart(10)} ${'R2 train'.padStart(10)} ${'test'.padStart(10)}`,
    ...rows.map(
      ([name, a, b]) =>
        `  ${name.padEnd(20)} ${cell(a.rmse, 11)} ${cell(b.rmse, 10)} ${cell(a.r2, 10, 6)} ${cell(b.r2, 10, 6)}`,
    ),
    `  90 % interval covers ${percent(test.coverage90)} of the test, CRPS ${formatNumber(test.crps)}, spread ${formatNumber(test.spread)}`,
    ...onlineLines(result),
    `  ${formatCount(result.passes)} passes per training sample in ${formatSeconds(result.seconds)} (${formatSeconds(result.cpuSeconds)} CPU), sum 1/alpha ${formatNumber(result.inverseAlphaSum)}`,
    ...(result.failedMembers > 0 ? [`  ${pc.yellow(`${result.failedMembers} members failed`)}`] : []),
    ...(result.collapsed
      ? [`  ${pc.yellow('the spread has collapsed: it is far below the error, so the interval means nothing')}`]
      : []),
    `  ensemble sha256 ${result.ensembleSha256}`,
    `  ${pc.cyan(file)}`,
  ];
}

function onlineLines({ coverageForecast, rmseForecast, rmseTestSecondHalf }: RunResult): string[] {
  if (coverageForecast === undefined) return [];
  const truth = rmseTestSecondHalf === undefined ? '' : `, RMSE of the function ${formatNumber(rmseTestSecondHalf)}`;
  return [
    `  one step ahead, second half: RMSE ${formatNumber(rmseForecast)}, 90 % interval covers ${percent(coverageForecast)}${truth}`,
  ];
}

function percent(share: number): string {
  return Number.isFinite(share) ? `${(100 * share).toFixed(1)} %` : '–';
}

function cell(value: number, width: number, digits = 3): string {
  return formatNumber(value, digits).padStart(width);
}
