/** Named parameters of a forward model: prior and posterior, in prior standard deviations. */
import * as Plot from '@observablehq/plot';
import type { Figure } from '../page/figure.ts';
import type { Html } from '../page/html.ts';
import { formatPlural, isNumber } from '../page/numberFormat.ts';
import { roleColour } from '../page/palette.ts';
import { linearAxis, type Axis } from '../plot/axis.ts';
import { draw } from '../plot/drawing.ts';
import type { ParameterEstimate } from '../runReport.ts';
import { verticalRule } from './marks.ts';

const ESTIMATE_LIMIT = 40;
const ROW_HEIGHT = 24;
const NAME_LENGTH = 16;

interface EstimateRow {
  readonly row: number;
  readonly name: string;
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

/** Half-width of the central 90 % of a normal distribution, in standard deviations. */
const NORMAL_90 = 1.645;

function standardised({ name, prior, posterior }: ParameterEstimate, row: number): EstimateRow {
  const scale = (value: number): number => (isNumber(value) ? (value - prior.mean) / prior.sd : Number.NaN);
  const short = name.length > NAME_LENGTH ? `${name.slice(0, NAME_LENGTH - 1)}…` : name;
  return { row, name: short, mean: scale(posterior.mean), low: scale(posterior.low), high: scale(posterior.high) };
}

/** Rows from the top, labelled by name. */
function nameAxis(rows: readonly EstimateRow[]): Axis {
  const domain = [rows.length - 0.4, -0.6] as const;
  return {
    type: 'linear',
    domain,
    ticks: rows.map(({ row }) => row),
    label: '',
    format: (row) => rows[Math.round(row)]?.name ?? '',
  };
}

function drawEstimates(rows: readonly EstimateRow[], width: number): Html {
  const values = [-NORMAL_90, NORMAL_90, ...rows.flatMap(({ mean, low, high }) => [mean, low, high])].filter(isNumber);
  const colour = roleColour('prediction');
  return draw({
    description: `Posterior mean and 90 % interval of ${formatPlural(rows.length, 'parameter')}, in prior standard deviations from the prior mean`,
    width,
    height: rows.length * ROW_HEIGHT + 80,
    x: linearAxis('(value − prior mean) / prior sd', values, { ticks: width > 500 ? 7 : 4 }),
    y: nameAxis(rows),
    marks: [
      verticalRule(0),
      Plot.ruleY([...rows], { y: 'row', x1: -NORMAL_90, x2: NORMAL_90, stroke: 'var(--rule)', strokeWidth: 9 }),
      Plot.ruleY([...rows], { y: 'row', x1: 'low', x2: 'high', stroke: colour, strokeWidth: 2.4 }),
      Plot.dot([...rows], { x: 'mean', y: 'row', r: 3.6, fill: colour, stroke: 'var(--page)' }),
    ],
  });
}

/** The figure of the estimates; undefined if there are none. */
export function estimateFigure(estimates: readonly ParameterEstimate[]): Figure | undefined {
  if (estimates.length === 0) return undefined;
  const rows = estimates.slice(0, ESTIMATE_LIMIT).map(standardised);
  const more =
    estimates.length > ESTIMATE_LIMIT
      ? ` Only the first ${String(ESTIMATE_LIMIT)} of ${String(estimates.length)} parameters are drawn.`
      : '';
  return {
    title: 'Parameters before and after',
    caption: `Ensemble mean after the last step and the range from its 5 % to its 95 % quantile, in units of the prior; the pale bars are the central 90 % of the prior. A range as wide as its pale bar was not informed by the data.${more}`,
    legend: [
      { label: 'posterior', colour: roleColour('prediction'), key: { kind: 'line' } },
      { label: 'prior', colour: 'var(--rule)', key: { kind: 'line', width: 9 } },
    ],
    rows: [{ layout: 'wide', panels: [{ draw: (width) => drawEstimates(rows, width) }] }],
  };
}
