/** The fit of a model of one input: prediction with its 90 % band over the truth and the training points. */
import type { CurveFit } from '../fitData.ts';
import type { Figure } from '../page/figure.ts';
import { emptyDrawing } from '../page/figure.ts';
import type { Html } from '../page/html.ts';
import type { LegendEntry } from '../page/legend.ts';
import { roleColour } from '../page/palette.ts';
import { linearAxis, quantityLabel, ticksInHeight } from '../plot/axis.ts';
import { dotMark } from '../plot/pathMark.ts';
import { draw, type Mark } from '../plot/drawing.ts';
import { curvePoints, finiteValues, markPoints, ribbonPoints, thinningNote } from '../plot/series.ts';
import { focusOn } from './focus.ts';
import {
  BAND_NOTE,
  bandMark,
  DASHES,
  LINE_LIMIT,
  lineMark,
  MARK_LIMIT,
  SMALL_LINE_LIMIT,
  SMALL_MARK_LIMIT,
} from './marks.ts';

export interface CurveStyle {
  /** Colour of the prediction: its role's, or that of a method in a comparison. */
  readonly colour: string;
  /** Drawn smaller and without the secondary curves. */
  readonly compact?: boolean;
}

/** Values that the axis must hold, and those it holds unless they are far away. */
export function curveFocus(fit: CurveFit): ReturnType<typeof focusOn> {
  return focusOn(finiteValues(fit.truth, fit.training.y), finiteValues(fit.mean, fit.low, fit.high));
}

function trainingDots(fit: CurveFit, compact: boolean): Mark {
  const points = markPoints(fit.training.x, fit.training.y, compact ? SMALL_MARK_LIMIT : MARK_LIMIT);
  return dotMark(points, { colour: roleColour('train'), hollow: true, radius: compact ? 1.6 : 2.6, opacity: 0.85 });
}

function secondaryCurves(fit: CurveFit): Mark[] {
  const { parameterMean, bestMember, grid } = fit;
  const curves = [
    [parameterMean, roleColour('parameterMean'), DASHES.parameterMean],
    [bestMember, roleColour('bestMember'), DASHES.bestMember],
  ] as const;
  return curves.flatMap(([values, colour, dash]) =>
    values === undefined ? [] : [lineMark(curvePoints(grid, values, LINE_LIMIT), { colour, dash, width: 1.6 })],
  );
}

function curveMarks(fit: CurveFit, { colour, compact = false }: CurveStyle): Mark[] {
  const limit = compact ? SMALL_LINE_LIMIT : LINE_LIMIT;
  const truth = fit.truth === undefined ? [] : curvePoints(fit.grid, fit.truth, limit);
  return [
    bandMark(ribbonPoints(fit.grid, fit.low, fit.high, limit), colour),
    trainingDots(fit, compact),
    lineMark(curvePoints(fit.grid, fit.mean, limit), { colour, width: compact ? 1.6 : 2.2 }),
    ...(compact ? [] : secondaryCurves(fit)),
    lineMark(truth, { colour: roleColour('truth'), dash: DASHES.truth, width: compact ? 1.1 : 1.5 }),
  ];
}

export interface CurveFrame {
  readonly width: number;
  readonly height: number;
  /** Range of the outputs, shared by small multiples. */
  readonly outputs: readonly number[];
}

/** One drawing of a fit. */
export function drawCurve(fit: CurveFit, frame: CurveFrame, style: CurveStyle): Html {
  const inputs = finiteValues(fit.grid, fit.training.x);
  if (inputs.length === 0 || frame.outputs.length === 0) return emptyDrawing('No finite value of the fit to draw.');
  const ticks = Math.max(3, Math.round(frame.width / 90));
  return draw({
    description: `${fit.output.name} over ${fit.input.name}: prediction with its 90 % band, training points and truth where known`,
    ...frame,
    x: linearAxis(quantityLabel(fit.input), inputs, { ticks, padding: 0.01 }),
    y: linearAxis(quantityLabel(fit.output), frame.outputs, { ticks: ticksInHeight(frame.height), padding: 0.06 }),
    marks: curveMarks(fit, style),
  });
}

function curveLegend(fit: CurveFit): LegendEntry[] {
  const entry = (label: string, role: Parameters<typeof roleColour>[0], key: LegendEntry['key']): LegendEntry => ({
    label,
    colour: roleColour(role),
    key,
  });
  return [
    entry('prediction mean, 90 % band', 'prediction', { kind: 'band', withLine: true }),
    ...(fit.truth === undefined ? [] : [entry('truth', 'truth', { kind: 'line', dash: DASHES.truth, width: 1.5 })]),
    entry('training points', 'train', { kind: 'dot', hollow: true }),
    ...(fit.parameterMean === undefined
      ? []
      : [entry('parameter mean', 'parameterMean', { kind: 'line', dash: DASHES.parameterMean, width: 1.6 })]),
    ...(fit.bestMember === undefined
      ? []
      : [entry('best member', 'bestMember', { kind: 'line', dash: DASHES.bestMember, width: 1.6 })]),
  ];
}

/** The figure of a fit of one input. */
export function curveFigure(fit: CurveFit): Figure {
  const focus = curveFocus(fit);
  const height = (width: number): number => Math.round(width * (width > 500 ? 0.5 : 0.78));
  const drawWidth = (width: number): Html =>
    drawCurve(fit, { width, height: height(width), outputs: focus.values }, { colour: roleColour('prediction') });
  return {
    title: `Fit of ${fit.output.name} over ${fit.input.name}`,
    caption: `The line is the mean of the members’ predictions. ${BAND_NOTE}${focus.note}${thinningNote({ total: fit.training.x.length, limit: MARK_LIMIT, noun: 'training points' })}`,
    legend: curveLegend(fit),
    rows: [{ layout: 'wide', panels: [{ draw: drawWidth }] }],
  };
}
