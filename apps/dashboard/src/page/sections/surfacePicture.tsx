import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import type { SurfaceFit, Values } from '../../state/fit.ts';
import { evenIndices, extentOf, type Extent } from '../../view/extent.ts';
import { formatNumber, isNumber } from '../../view/format.ts';
import type { ColourScheme } from '../../view/colourMap.ts';
import { paintField } from '../charts/fieldImage.ts';
import { Plot } from '../charts/plot.tsx';
import { ColourBar } from './colourBar.tsx';
import { quantityLabel } from './quantityLabel.ts';
import { DataTable } from './section.tsx';

const TABLE_LINES = 7;

interface Scale {
  readonly scheme: ColourScheme;
  readonly range: Extent;
}

/** Two inputs: truth and prediction on one colour scale, error and spread on another. */
export function SurfacePicture({ fit }: { readonly fit: SurfaceFit }): JSX.Element {
  const error = absoluteError(fit);
  const values: Scale = { scheme: 'viridis', range: spanOf(extentOf(fit.truth ?? fit.mean)) };
  const errors: Scale = { scheme: 'magma', range: spanOf([0, extentOf(error, fit.spread)?.[1] ?? 1]) };
  const label = quantityLabel(fit.output);
  return (
    <>
      <div class="surfaces">
        {fit.truth && <Field title="Truth" fit={fit} values={fit.truth} scale={values} />}
        <Field title="Prediction mean" fit={fit} values={fit.mean} scale={values} withObservations />
        <ColourBar label={label} {...values} />
        {error && <Field title="Absolute error" fit={fit} values={error} scale={errors} />}
        <Field title="Spread" fit={fit} values={fit.spread} scale={errors} />
        <ColourBar label={error ? `absolute error and spread of ${label}` : `spread of ${label}`} {...errors} />
      </div>
      <DataTable
        caption={`Prediction mean of ${fit.output.name}: rows are ${fit.inputs[1].name}, columns ${fit.inputs[0].name}`}
        head={[
          `${fit.inputs[1].name} \\ ${fit.inputs[0].name}`,
          ...evenIndices(fit.x.length, TABLE_LINES).map((k) => formatNumber(fit.x[k])),
        ]}
        rows={() => rowsOf(fit)}
      />
    </>
  );
}

function absoluteError({ truth, mean }: SurfaceFit): Values | undefined {
  return truth?.map((value, k) => {
    const predicted = mean[k];
    return isNumber(value) && isNumber(predicted) ? Math.abs(predicted - value) : null;
  });
}

function spanOf(extent: Extent | undefined): Extent {
  const [low, high] = extent ?? [0, 1];
  return high > low ? [low, high] : [low, low + 1];
}

interface FieldProps {
  readonly title: string;
  readonly fit: SurfaceFit;
  readonly values: Values;
  readonly scale: Scale;
  readonly withObservations?: boolean;
}

function Field({ title, fit, values, scale, withObservations = false }: FieldProps): JSX.Element {
  const picture = useMemo(
    () => paintField({ columns: fit.x.length, rows: fit.y.length, values, ...scale }),
    [values, ...scale.range],
  );
  const [x, y] = [cellEdges(fit.x), cellEdges(fit.y)];
  const [low, high] = extentOf(values) ?? [];
  return (
    <div class="field">
      <p class="field-title">{title}</p>
      <Plot
        description={`${title} of ${fit.output.name} over ${fit.inputs[0].name} and ${fit.inputs[1].name}: from ${formatNumber(low)} to ${formatNumber(high)}`}
        x={{ label: quantityLabel(fit.inputs[0]), range: x }}
        y={{ label: quantityLabel(fit.inputs[1]), range: y }}
        aspect={0.86}
        leastHeight={120}
        grid={false}
        paint={(brush) => {
          brush.image(picture, x, y);
          if (withObservations)
            brush.dots(fit.training.x, fit.training.y, { colour: 'on-field', radius: 0.9, opacity: 0.45 });
        }}
      />
    </div>
  );
}

/** The grid's range and half a cell at either end. */
function cellEdges(values: Values): Extent {
  const [low, high] = extentOf(values) ?? [0, 1];
  const half = values.length > 1 ? (high - low) / (values.length - 1) / 2 : 0.5;
  return [low - half, high + half];
}

function rowsOf({ x, y, mean }: SurfaceFit): string[][] {
  const columns = evenIndices(x.length, TABLE_LINES);
  return evenIndices(y.length, TABLE_LINES)
    .toReversed()
    .map((row) => [formatNumber(y[row]), ...columns.map((column) => formatNumber(mean[row * x.length + column]))]);
}
