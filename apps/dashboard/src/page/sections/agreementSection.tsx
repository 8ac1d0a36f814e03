import type { JSX } from 'preact';
import type { Fit, PredictedPoints } from '../../state/fit.ts';
import type { PageState } from '../../state/pageState.ts';
import { evenIndices, extentOf, focusOn, padded, type Extent } from '../../view/extent.ts';
import { formatCount, formatNumber, isNumber } from '../../view/format.ts';
import type { Brush } from '../charts/brush.ts';
import { Plot } from '../charts/plot.tsx';
import { Legend, type LegendEntry } from './legend.tsx';
import { DataTable, Section } from './section.tsx';

const ROW_LIMIT = 25;
/** Of so many points the bars would hide each other. */
const CROWD = 120;

const PARTS = [
  { part: 'train', label: 'training', colour: 'orange' },
  { part: 'test', label: 'test', colour: 'green' },
] as const;

/** Predicted against observed, point by point; on the diagonal they are equal. */
export function AgreementSection({
  state,
  output,
}: {
  readonly state: PageState;
  readonly output: number;
}): JSX.Element | null {
  const fit = state.fits.at(output);
  if (fit?.kind === 'points') return null;
  return (
    <Section id="agreement" title="Predicted against observed">
      {fit ? <AgreementPicture fit={fit} /> : <p class="empty">Nothing has been scored yet.</p>}
    </Section>
  );
}

/** The same alone: of a fit over many inputs it is the whole picture. */
export function AgreementPicture({ fit }: { readonly fit: Fit }): JSX.Element {
  const { train, test, output } = fit;
  const observed = [train.observed, test.observed];
  const range = padded(
    focusOn(observed, [train.predicted, test.predicted, train.low, train.high, test.low, test.high]),
    0.04,
  );
  return (
    <>
      <Legend entries={legendOf(fit)} />
      <Plot
        description={`Predicted against observed ${output.name}: ${PARTS.map(({ part, label }) => `${formatCount(pairsOf(fit[part]).length)} ${label} points, root mean square difference ${formatNumber(differenceOf(fit[part]))}`).join('; ')}`}
        x={{ label: `observed ${output.name}`, range: padded(extentOf(...observed), 0.04) }}
        y={{ label: `predicted ${output.name}`, range }}
        aspect={0.7}
        leastHeight={240}
        paint={(brush) => paint(brush, fit, range)}
      />
      <DataTable
        caption={`Observed and predicted ${output.name}`}
        head={['points', 'observed', 'predicted', '5 %', '95 %']}
        rows={() => rowsOf(fit)}
      />
    </>
  );
}

function paint(brush: Brush, fit: Fit, range: Extent): void {
  brush.line(range, range, { colour: 'muted', width: 1 });
  for (const { part, colour } of PARTS) {
    const { observed, low, high } = fit[part];
    if (low && high) brush.bars(observed, low, high, { colour, opacity: observed.length > CROWD ? 0.16 : 0.35 });
  }
  for (const { part, colour } of PARTS) {
    const { observed, predicted } = fit[part];
    brush.dots(observed, predicted, { colour, radius: 2.2, opacity: 0.75 });
  }
}

function legendOf(fit: Fit): LegendEntry[] {
  return PARTS.filter(({ part }) => pairsOf(fit[part]).length > 0).map(({ part, label, colour }) => ({
    label: `${label} points`,
    colour,
    kind: 'dot',
    value: formatCount(pairsOf(fit[part]).length),
  }));
}

/** Points with both values. */
function pairsOf({ observed, predicted }: PredictedPoints): (readonly [number, number])[] {
  return observed.flatMap((value, k) => {
    const other = predicted[k];
    return isNumber(value) && isNumber(other) ? [[value, other] as const] : [];
  });
}

function differenceOf(points: PredictedPoints): number | null {
  const pairs = pairsOf(points);
  if (pairs.length === 0) return null;
  return Math.sqrt(pairs.reduce((sum, [observed, predicted]) => sum + (observed - predicted) ** 2, 0) / pairs.length);
}

function rowsOf(fit: Fit): string[][] {
  return PARTS.flatMap(({ part, label }) => {
    const { observed, predicted, low, high } = fit[part];
    return evenIndices(observed.length, ROW_LIMIT).map((k) => [
      label,
      ...[observed, predicted, low, high].map((values) => formatNumber(values?.[k])),
    ]);
  });
}
