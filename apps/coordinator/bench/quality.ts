/**
 * npm run bench:quality: every case over many seeds, beside tuned gradient methods, as a table in Markdown.
 * Ends with 1 when a score that must be reached is missed.
 */
import { validateExperiment } from '@enkit/contracts';
import { median } from '@enkit/numerics';
import { Command } from 'commander';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { formatCount, formatNumber } from '../src/cli/format.ts';
import { comparedMethods } from '../src/compare/comparedMethod.ts';
import { compareExperiment } from '../src/compare/compareExperiment.ts';
import type { MethodOutcome } from '../src/compare/outcome.ts';
import { openPool } from '../src/run/openSession.ts';
import { gaussianProcessScores } from './gaussianProcess.ts';
import { DRAWN_SEEDS, drawnDataOverride, drawnRegression, generatedRegression } from './noisyRegression.ts';
import { QUALITY_ROWS, type BaselineGrid, type QualityRow } from './qualityRows.ts';

interface Options {
  readonly seeds: number;
  readonly first: number;
  readonly rows?: string;
  readonly baselines: boolean;
}

const EXPERIMENTS = fileURLToPath(new URL('../../../experiments/', import.meta.url));

const options = new Command('bench:quality')
  .description('The quality table: medians and worst over seeds, beside tuned gradient methods.')
  .option('--seeds <n>', 'seeds per row', Number, 10)
  .option('--first <seed>', 'the first seed', Number, 0)
  .option('--rows <text>', 'only rows whose name contains this')
  .option('--no-baselines', 'the ensemble methods only')
  .parse()
  .opts<Options>();

const rows = QUALITY_ROWS.filter(({ name }) => options.rows === undefined || name.includes(options.rows));
const seeds = Array.from({ length: options.seeds }, (_, i) => options.first + i);
// One thread, as the gradient methods have: two threads of one core take more CPU for the same work.
const pool = openPool(experimentOf('sine.yaml', ['evaluation.threads=1']));
const missed: string[] = [];

console.log(
  `Test RMSE over seeds ${seeds[0]} to ${seeds.at(-1)}: median and worst; passes per training sample; CPU seconds of one run.\n`,
);
console.log('| case | method | median | worst | coverage | passes | CPU s | must reach | ambitious | |');
console.log('|---|---|---|---|---|---|---|---|---|---|');
for (const row of rows) {
  await showRow(row);
  if (!options.baselines) continue;
  for (const grid of row.baselines) await showBaseline(row, grid);
  showOracle(row);
}
await pool.close();
console.log(missed.length === 0 ? '\nall targets reached' : `\nmissed: ${missed.join('; ')}`);
process.exitCode = missed.length === 0 ? 0 : 1;

function experimentOf(file: string, overrides: readonly string[]) {
  return validateExperiment(readFileSync(EXPERIMENTS + file), { file, overrides }).experiment;
}

async function outcomesOf(
  row: QualityRow,
  method: string | undefined,
  extra: readonly string[],
): Promise<readonly MethodOutcome[]> {
  const { noisy } = row;
  if (!noisy?.drawn) return outcomesOfSeeds(row, method, extra, seeds);
  const outcomes: MethodOutcome[] = [];
  for (const seed of seedsOf(row))
    outcomes.push(...(await outcomesOfSeeds(row, method, [drawnDataOverride(noisy, seed), ...extra], [seed])));
  return outcomes;
}

/** Draws are stored for the first seeds only. */
function seedsOf({ noisy }: QualityRow): readonly number[] {
  return noisy?.drawn ? seeds.filter((seed) => seed < DRAWN_SEEDS) : seeds;
}

async function outcomesOfSeeds(
  row: QualityRow,
  method: string | undefined,
  extra: readonly string[],
  ofSeeds: readonly number[],
): Promise<readonly MethodOutcome[]> {
  const monitor = row.score === 'rmse' ? ['outputs.monitorEvery=1000000'] : [];
  const experiment = experimentOf(row.file, [...(row.overrides ?? []), ...monitor, ...extra]);
  const [{ outcomes }] = await compareExperiment({
    experiment,
    directory: EXPERIMENTS,
    methods: comparedMethods([method ?? experiment.method.type], experiment),
    seeds: ofSeeds,
    pool,
    signal: new AbortController().signal,
    listenTo: () => () => undefined,
    onOutcome: () => undefined,
  });
  return outcomes;
}

function scoreOf({ score }: QualityRow, outcome: MethodOutcome): number {
  return (score === 'rmse' ? outcome.rmse.test : outcome.rmseTestSecondHalf) ?? NaN;
}

/** A stream's is that of its forecasts; a drawn case is read from a file, whose test is taken to be noisy, which it is not. */
function coverageOf({ coverage, noisy }: QualityRow, { coverage90, coverageForecast }: MethodOutcome): number {
  return (coverage ? coverageForecast : noisy?.drawn ? undefined : coverage90) ?? NaN;
}

async function showRow(row: QualityRow): Promise<void> {
  const outcomes = await outcomesOf(row, undefined, []);
  const scores = outcomes.map((outcome) => scoreOf(row, outcome));
  const coverage = median(outcomes.map((outcome) => coverageOf(row, outcome)));
  const verdict = judge(row, scores, coverage);
  if (verdict.startsWith('missed')) missed.push(`${row.name} (${verdict})`);
  const method = experimentOf(row.file, row.overrides ?? []).method.type;
  print(
    [
      row.name,
      `**${method}**`,
      ...numbers(scores, outcomes),
      bound(row.mustReach, row.worst),
      row.ambitious === undefined ? '' : formatNumber(row.ambitious),
      verdict,
    ],
    coverage,
  );
}

async function showBaseline(row: QualityRow, { label, method, variants }: BaselineGrid): Promise<void> {
  const tried: (readonly MethodOutcome[])[] = [];
  for (const variant of variants) tried.push(await outcomesOf(row, method, variant));
  const medianOf = (outcomes: readonly MethodOutcome[]): number => {
    const value = median(outcomes.map((outcome) => scoreOf(row, outcome)));
    return Number.isNaN(value) ? Infinity : value;
  };
  const [best] = tried.toSorted((a, b) => medianOf(a) - medianOf(b));
  print(
    [
      '',
      label,
      ...numbers(
        best.map((outcome) => scoreOf(row, outcome)),
        best,
      ),
      '',
      '',
      '',
    ],
    NaN,
  );
}

function showOracle(row: QualityRow): void {
  const { noisy } = row;
  if (!noisy) return;
  const regressionOf = noisy.drawn ? drawnRegression : generatedRegression;
  const scores = gaussianProcessScores(
    seedsOf(row).map((seed) => regressionOf(noisy, seed)),
    noisy.noise,
  );
  const label = 'Gaussian process, true noise, best length scale';
  print(['', label, formatNumber(median(scores)), formatNumber(Math.max(...scores)), '', '', '', '', ''], NaN);
}

function numbers(scores: readonly number[], outcomes: readonly MethodOutcome[]): string[] {
  return [
    formatNumber(median(scores)),
    formatNumber(Math.max(...scores)),
    formatCount(median(outcomes.map(({ passes }) => passes))),
    formatNumber(median(outcomes.map(({ cpuSeconds }) => cpuSeconds)), 2),
  ];
}

function bound(mustReach: number | undefined, worst: number | undefined): string {
  if (mustReach === undefined) return '';
  return formatNumber(mustReach) + (worst === undefined ? '' : `, worst ${formatNumber(worst)}`);
}

function judge(row: QualityRow, scores: readonly number[], coverage: number): string {
  if (row.mustReach === undefined) return '';
  const middle = median(scores);
  if (!(middle <= row.mustReach)) return 'missed';
  if (row.worst !== undefined && !(Math.max(...scores) <= row.worst)) return 'missed by the worst seed';
  if (row.coverage && !(coverage >= row.coverage[0] && coverage <= row.coverage[1])) return 'missed by its coverage';
  return middle <= (row.ambitious ?? -Infinity) ? 'ambitious' : 'reached';
}

function print(
  [name, method, middle, worst, passes, cpu, must, ambitious, verdict]: readonly string[],
  coverage: number,
): void {
  const cells = [name, method, middle, worst, formatNumber(coverage, 2), passes, cpu, must, ambitious, verdict];
  console.log(`| ${cells.join(' | ')} |`);
}
