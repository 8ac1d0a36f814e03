import type { JSX } from 'preact';
import type { CurveFit } from '../../state/fit.ts';
import { evenIndices, extentOf, focusOn, padded } from '../../view/extent.ts';
import { formatNumber } from '../../view/format.ts';
import type { Brush } from '../charts/brush.ts';
import { Plot } from '../charts/plot.tsx';
import { Legend, type LegendEntry } from './legend.tsx';
import { quantityLabel } from './quantityLabel.ts';
import { DataTable } from './section.tsx';

const ROW_LIMIT = 25;
const TRUTH_DASH = [7, 4];

/** One input: the members, their mean and 90 % band over the truth and the observations. */
export function CurvePicture({ fit }: { readonly fit: CurveFit }): JSX.Element {
  const { input, output, grid, truth, training } = fit;
  const range = focusOn([truth, training.y], [fit.mean, fit.low, fit.high]);
  return (
    <>
      <Legend entries={legendOf(fit)} />
      <Plot
        description={descriptionOf(fit)}
        x={{ label: quantityLabel(input), range: padded(extentOf(grid, training.x), 0.01) }}
        y={{ label: quantityLabel(output), range: padded(range, 0.05) }}
        aspect={0.56}
        leastHeight={240}
        paint={(brush) => paint(brush, fit)}
      />
      <DataTable
        caption={`Prediction of ${output.name} with its 90 % interval`}
        head={[input.name, 'mean', '5 %', '95 %', ...(truth ? ['truth'] : [])]}
        rows={() => rowsOf(fit)}
      />
    </>
  );
}

function paint(brush: Brush, { grid, truth, mean, low, high, members = [], training }: CurveFit): void {
  brush.band(grid, low, high, { colour: 'blue', opacity: 0.2 });
  for (const member of members) brush.line(grid, member, { colour: 'blue', width: 1, opacity: 0.22 });
  brush.dots(training.x, training.y, { colour: 'orange', radius: 2.6, hollow: true, opacity: 0.85 });
  brush.line(grid, mean, { colour: 'blue', width: 2.4 });
  if (truth) brush.line(grid, truth, { colour: 'ink', width: 1.5, dash: TRUTH_DASH });
}

function legendOf({ truth, members = [] }: CurveFit): LegendEntry[] {
  return [
    { label: 'prediction mean, 90 % band', colour: 'blue', kind: 'band' },
    ...(members.length > 0 ? [{ label: 'single members', colour: 'blue', kind: 'line', opacity: 0.4 } as const] : []),
    ...(truth ? [{ label: 'truth', colour: 'ink', kind: 'line', dash: TRUTH_DASH } as const] : []),
    { label: 'observed', colour: 'orange', kind: 'ring' },
  ];
}

function descriptionOf({ output, input, grid, truth, mean, low, high }: CurveFit): string {
  const width = extentOf(high.map((value, k) => (value ?? Number.NaN) - (low[k] ?? Number.NaN)));
  const error = truth && extentOf(truth.map((value, k) => Math.abs((value ?? Number.NaN) - (mean[k] ?? Number.NaN))));
  const [from, to] = extentOf(grid) ?? [];
  const facts = [
    `${output.name} over ${input.name} from ${formatNumber(from)} to ${formatNumber(to)}`,
    `the 90 % band is at most ${formatNumber(width?.[1])} wide`,
    ...(error ? [`the prediction is at most ${formatNumber(error[1])} from the truth`] : []),
  ];
  return facts.join('; ');
}

function rowsOf({ grid, mean, low, high, truth }: CurveFit): string[][] {
  const columns = [grid, mean, low, high, ...(truth ? [truth] : [])];
  return evenIndices(grid.length, ROW_LIMIT).map((k) => columns.map((values) => formatNumber(values[k])));
}
