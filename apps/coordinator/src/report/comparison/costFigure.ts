/** Cost against accuracy: forward passes and test RMSE, one mark per method and seed, with the way there. */
import type { MethodResult, ProblemComparison, SeedResult } from '../comparisonReport.ts';
import { lineMark } from '../figures/marks.ts';
import { emptyDrawing, type Figure } from '../page/figure.ts';
import type { Html } from '../page/html.ts';
import { formatCount, formatNumber, formatPlural, isNumber } from '../page/numberFormat.ts';
import type { MethodStyle } from '../page/palette.ts';
import { logAxis, quantityLabel } from '../plot/axis.ts';
import { draw, type Mark } from '../plot/drawing.ts';
import { curvePoints, type Point } from '../plot/series.ts';
import { symbolMark, type SymbolPoint } from '../plot/symbolMark.ts';
import { styleOf, type MethodStyles } from './methodLabel.ts';
import { summariseSeeds } from './seedSummary.ts';

const TRAJECTORY_LIMIT = 60;
/** Seeds of which the way is drawn. */
const TRAJECTORY_SEEDS = 3;
function isDrawable({ passes, rmse }: SeedResult): boolean {
  return isNumber(passes) && passes > 0 && isNumber(rmse.test) && rmse.test > 0;
}

function seedPoint(method: string, { seed, passes, rmse }: SeedResult, { symbol, colour }: MethodStyle): SymbolPoint {
  const title = `${method}, seed ${String(seed)}: test RMSE ${formatNumber(rmse.test)}, ${formatCount(passes)} passes`;
  return { x: passes, y: rmse.test, symbol, colour, area: 34, opacity: 0.6, title };
}

function seedPoints({ method, seeds }: MethodResult, style: MethodStyle): SymbolPoint[] {
  return seeds.filter(isDrawable).map((seed) => seedPoint(method, seed, style));
}

function medianPoints({ method, seeds }: MethodResult, style: MethodStyle): SymbolPoint[] {
  const x = summariseSeeds(
    seeds.map(({ passes }) => passes),
    'low',
  ).median;
  const y = summariseSeeds(
    seeds.map(({ rmse }) => rmse.test),
    'low',
  ).median;
  if (seeds.length < 2 || !(x > 0) || !(y > 0)) return [];
  const title = `${method}: median test RMSE ${formatNumber(y)} over ${formatPlural(seeds.length, 'seed')}`;
  return [{ x, y, ...style, area: 130, title }];
}

function trajectoryLines({ trajectories = [] }: MethodResult): Point[][] {
  const lines = trajectories
    .slice(0, TRAJECTORY_SEEDS)
    .map(({ passes, rmseTest }) =>
      curvePoints(passes, rmseTest, TRAJECTORY_LIMIT).filter(({ x, y }) => x > 0 && y > 0),
    );
  return lines.filter((line) => line.length > 1);
}

function trajectoryMarks(method: MethodResult, { colour }: MethodStyle): Mark[] {
  const style = { colour: `color-mix(in srgb, ${colour} 45%, transparent)`, width: 1.1 };
  return trajectoryLines(method).map((points) => lineMark(points, style));
}

function drawCost(problem: ProblemComparison, styles: MethodStyles, width: number): Html {
  const seeds = problem.methods.flatMap((method) => seedPoints(method, styleOf(styles, method.method)));
  if (seeds.length === 0) return emptyDrawing('No seed of any method has a finite test RMSE.');
  const medians = problem.methods.flatMap((method) => medianPoints(method, styleOf(styles, method.method)));
  const ways = problem.methods.flatMap(trajectoryLines).flat();
  const all = [...seeds, ...ways];
  return draw({
    description: `Test RMSE against forward passes of ${formatPlural(problem.methods.length, 'method')} on ${problem.name}, both axes logarithmic`,
    width,
    height: Math.round(width * (width > 500 ? 0.55 : 0.95)),
    x: logAxis(
      'forward passes',
      all.map(({ x }) => x),
      { ticks: width > 500 ? 8 : 4 },
    ),
    y: logAxis(
      quantityLabel({ ...problem.output, name: 'test RMSE' }),
      all.map(({ y }) => y),
      { ticks: 6 },
    ),
    grid: 'both',
    marks: [
      ...problem.methods.flatMap((method) => trajectoryMarks(method, styleOf(styles, method.method))),
      symbolMark(seeds),
      symbolMark(medians),
    ],
  });
}

function captionOf({ methods }: ProblemComparison): string {
  const missing = methods.flatMap(({ seeds }) => seeds).filter((seed) => !isDrawable(seed)).length;
  const hasWays = methods.some((method) => trajectoryLines(method).length > 0);
  return [
    'Small marks are seeds, large marks the median over them; lower and further left is better. One pass is one network evaluation per training point.',
    hasWays ? ` Thin lines are the way there, of up to ${String(TRAJECTORY_SEEDS)} seeds a method.` : '',
    missing > 0 ? ` ${formatPlural(missing, 'run')} without a finite, positive score cannot be drawn.` : '',
  ].join('');
}

/** The cost and accuracy of every method on one problem. */
export function costFigure(problem: ProblemComparison, styles: MethodStyles): Figure {
  return {
    title: `Cost and accuracy on ${problem.name}`,
    caption: captionOf(problem),
    legend: problem.methods.map(({ method }) => {
      const { colour, symbol } = styleOf(styles, method);
      return { label: method, colour, key: { kind: 'symbol', symbol } };
    }),
    rows: [{ layout: 'wide', panels: [{ draw: (width) => drawCost(problem, styles, width) }] }],
  };
}
