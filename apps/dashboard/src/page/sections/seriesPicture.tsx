import type { JSX } from 'preact';
import type { SeriesFit } from '../../state/fit.ts';
import { evenIndices, extentOf, focusOn, padded } from '../../view/extent.ts';
import { formatNumber, isNumber } from '../../view/format.ts';
import type { Brush } from '../charts/brush.ts';
import { Plot } from '../charts/plot.tsx';
import { Legend, type LegendEntry } from './legend.tsx';
import { quantityLabel } from './quantityLabel.ts';
import { DataTable } from './section.tsx';

const ROW_LIMIT = 25;

/** A series in time: what was observed, the prediction with its 90 % band, and what came later. */
export function SeriesPicture({ fit }: { readonly fit: SeriesFit }): JSX.Element {
  const { input, output, train, test } = fit;
  const range = focusOn(
    [train.observed, test.observed],
    [train.predicted, train.low, train.high, test.predicted, test.low, test.high],
  );
  return (
    <>
      <Legend entries={legendOf(fit)} />
      <Plot
        description={`${output.name} over ${input.name}: observations, prediction and its 90 % band; ${train.time.length} observed points and ${test.time.length} of the forecast`}
        x={{ label: quantityLabel(input), range: padded(extentOf(train.time, test.time), 0.015) }}
        y={{ label: quantityLabel(output), range: padded(range, 0.05) }}
        aspect={0.5}
        leastHeight={240}
        paint={(brush) => paint(brush, fit)}
      />
      <DataTable
        caption={`Forecast of ${output.name}`}
        head={[input.name, 'observed', 'predicted', '5 %', '95 %']}
        rows={() => rowsOf(fit)}
      />
    </>
  );
}

function paint(brush: Brush, { train, test }: SeriesFit): void {
  const start = test.time[0];
  if (isNumber(start)) brush.verticalRule(start);
  for (const { time, low, high } of [train, test])
    if (low && high) brush.band(time, low, high, { colour: 'blue', opacity: 0.2 });
  brush.dots(train.time, train.observed, { colour: 'orange', radius: 1.6, opacity: 0.8 });
  brush.dots(test.time, test.observed, { colour: 'green', radius: 1.6, opacity: 0.8 });
  for (const { time, predicted } of [train, test]) brush.line(time, predicted, { colour: 'blue', width: 1.8 });
}

function legendOf({ test }: SeriesFit): LegendEntry[] {
  return [
    { label: 'prediction mean, 90 % band', colour: 'blue', kind: 'band' },
    { label: 'observed', colour: 'orange', kind: 'dot' },
    ...(test.time.length > 0 ? [{ label: 'observed later (test)', colour: 'green', kind: 'dot' } as const] : []),
  ];
}

function rowsOf({ train, test }: SeriesFit): string[][] {
  const { time, observed, predicted, low, high } = test.time.length > 0 ? test : train;
  return evenIndices(time.length, ROW_LIMIT).map((k) =>
    [time, observed, predicted, low, high].map((values) => formatNumber(values?.[k], 4)),
  );
}
