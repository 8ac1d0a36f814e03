/** What an analysis refuses before it begins. Predicted data are looked at while they are scaled. */
import { assertFinite, createMatrix, NumericsError, type Matrix } from '@enkit/numerics';
import type { AnalysisInput } from './analysisInput.ts';

export function checkAnalysisInput({
  predicted,
  observations,
  alpha,
  perturbations,
  draw,
  update,
}: AnalysisInput): void {
  const { values } = observations;
  if (predicted.rows < 2) refuse(`expected at least 2 members, got ${predicted.rows}`);
  if (values.length === 0) refuse('expected at least 1 observation, got none');
  if (predicted.columns !== values.length)
    refuse(`predicted data ${shapeOf(predicted)} against ${values.length} observations`);
  if (update === 'stochastic' && !perturbations && !draw) refuse('the stochastic update needs perturbations, got none');
  if (perturbations && shapeOf(perturbations) !== shapeOf(predicted))
    refuse(`perturbations ${shapeOf(perturbations)}, expected ${shapeOf(predicted)}`);
  if (draw && draw.members.length !== predicted.rows)
    refuse(`${draw.members.length} members to draw perturbations for, expected ${predicted.rows}`);
  if (!(alpha > 0) || !Number.isFinite(alpha))
    throw new NumericsError('NUM_NOT_POSITIVE_DEFINITE', `analysis: expected a positive alpha, got ${alpha}`);
  assertFinite(createMatrix(1, values.length, values), 'observations');
  if (perturbations) assertFinite(perturbations, 'perturbations');
}

function shapeOf(a: Matrix): string {
  return `${a.rows} x ${a.columns}`;
}

function refuse(message: string): never {
  throw new NumericsError('NUM_SHAPE', `analysis: ${message}`);
}
