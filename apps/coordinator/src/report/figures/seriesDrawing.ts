/** One drawing of stretches of a series: observations, prediction and 90 % band. */
import type { Quantity, SeriesPart } from '../fitData.ts';
import { emptyDrawing } from '../page/figure.ts';
import type { Html } from '../page/html.ts';
import { roleColour, type Role } from '../page/palette.ts';
import { linearAxis, quantityLabel, ticksInHeight, type Axis } from '../plot/axis.ts';
import { dotMark } from '../plot/pathMark.ts';
import { draw, type Mark } from '../plot/drawing.ts';
import { curvePoints, finiteValues, markPoints, ribbonPoints } from '../plot/series.ts';
import { focusOn, type Focus } from './focus.ts';
import {
  bandMark,
  lineMark,
  MARK_LIMIT,
  SERIES_LINE_LIMIT,
  SMALL_MARK_LIMIT,
  SMALL_SERIES_LINE_LIMIT,
  verticalRule,
} from './marks.ts';

export interface SeriesView {
  readonly description: string;
  readonly input: Quantity;
  readonly output: Quantity;
  /** Each with the role of its observations. */
  readonly parts: readonly (readonly [SeriesPart, Role])[];
  /** Of the prediction. */
  readonly colour: string;
  /** What the output axis shows. */
  readonly outputs: readonly number[];
  /**
   * whole: many points, drawn as small dots; close: few, drawn as rings; small: one of small multiples.
   */
  readonly detail: 'whole' | 'close' | 'small';
  /** Time at which a dotted line stands. */
  readonly mark?: number;
  readonly height: number;
}

/** What the output axis of some stretches shows. @param reach see focusOn */
export function seriesFocus(parts: readonly SeriesPart[], reach?: number): Focus {
  return focusOn(
    finiteValues(...parts.map((part) => part.observed)),
    finiteValues(...parts.flatMap((part) => [part.predicted, part.low, part.high])),
    reach,
  );
}

/** Whole numbers (years, indices) without digit groups. */
function timeAxis(input: Quantity, times: readonly number[], width: number): Axis {
  const axis = linearAxis(quantityLabel(input), times, { ticks: Math.max(3, Math.round(width / 90)), padding: 0.015 });
  const whole = axis.ticks.every((tick) => Number.isInteger(tick) && Math.abs(tick) < 1e4);
  return whole ? { ...axis, format: String } : axis;
}

function partMarks([part, role]: SeriesView['parts'][number], { colour, detail }: SeriesView): Mark[] {
  const { time, observed, predicted, low, high } = part;
  const rings = detail === 'close';
  const dots = markPoints(time, observed, detail === 'small' ? SMALL_MARK_LIMIT : MARK_LIMIT);
  const lines = detail === 'small' ? SMALL_SERIES_LINE_LIMIT : SERIES_LINE_LIMIT;
  const band = low === undefined || high === undefined ? [] : [ribbonPoints(time, low, high, lines)];
  return [
    ...band.map((ribbon) => bandMark(ribbon, colour)),
    dotMark(dots, { colour: roleColour(role), radius: rings ? 2.4 : 1.5, hollow: rings, opacity: 0.8 }),
    lineMark(curvePoints(time, predicted, lines), { colour, width: rings ? 2 : 1.6 }),
  ];
}

/** Draws a view; says so if nothing of it is finite. */
export function drawSeries(view: SeriesView, width: number): Html {
  const times = finiteValues(...view.parts.map(([part]) => part.time));
  if (times.length === 0 || view.outputs.length === 0) return emptyDrawing('No finite value of the series to draw.');
  return draw({
    description: view.description,
    width,
    height: view.height,
    x: timeAxis(view.input, times, width),
    y: linearAxis(quantityLabel(view.output), view.outputs, { ticks: ticksInHeight(view.height) }),
    marks: [
      ...(view.mark === undefined ? [] : [verticalRule(view.mark)]),
      ...view.parts.flatMap((part) => partMarks(part, view)),
    ],
  });
}
