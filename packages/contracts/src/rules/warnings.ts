/** What is allowed but seldom meant: said once, and the run goes on. */
import type { Activation } from '@enkit/numerics';
import type { Experiment } from '../experiment/experiment.ts';
import type { MethodSettings } from '../experiment/method.ts';
import type { KeyPath } from '../reading/keyPath.ts';
import { at } from './rule.ts';

export interface Warning {
  readonly path: KeyPath;
  readonly text: string;
}

/** Above this the hidden units saturate and learn little. */
const LARGEST_SPREAD = 2;

const NON_NEGATIVE: readonly Activation[] = ['relu', 'sigmoid', 'softplus', 'exponential'];

export function warningsOf(experiment: Experiment): Warning[] {
  return [...modelWarnings(experiment), ...priorWarnings(experiment), ...methodWarnings(experiment)];
}

/** The outputs of half the rows are negative once they are standardised. */
function modelWarnings({ model, data }: Experiment): Warning[] {
  if (model.type !== 'mlp' || !NON_NEGATIVE.includes(model.outputActivation)) return [];
  if (data.source !== 'file' || !data.standardise.outputs) return [];
  const text =
    `${model.outputActivation} has no negative values, but standardised outputs have mean 0: what lies below the mean cannot ` +
    'be predicted; set data.standardise.outputs: false';
  return [{ path: at('model.outputActivation'), text }];
}

function priorWarnings({ model, ensemble: { prior } }: Experiment): Warning[] {
  if (model.type !== 'mlp' || model.hidden.length === 0) return [];
  const warnings: Warning[] = [];
  if (prior.centre === 0) {
    const text =
      'a prior centred on zero is the same with the sign of a hidden unit flipped, so its weights are uncorrelated ' +
      'with the output and cannot be learned; use a centre such as 1';
    warnings.push({ path: at('ensemble.prior.centre'), text });
  }
  if (prior.spread > LARGEST_SPREAD) {
    const text = `with a spread of ${prior.spread} most hidden units are saturated from the start; 0.5 is a good start`;
    warnings.push({ path: at('ensemble.prior.spread'), text });
  }
  return warnings;
}

function methodWarnings({ method, data }: Experiment): Warning[] {
  const warnings: Warning[] = [];
  if (method.type === 'eki' && endsByStepsOnly(method) && isNoisy(data)) {
    const text = `nothing but the number of steps, ${method.stop.steps}, ends the run; heldOut or discrepancy guard against overfitting`;
    warnings.push({ path: at('method.stop'), text });
  }
  if (isNominal(method) && !('noise' in data && data.noise)) {
    const text = 'no observation error is given: 0.01 is assumed, in standardised units; set sd, or data.noise';
    warnings.push({ path: at('method.observationError'), text });
  }
  if (method.type !== 'enkf' && data.source === 'sine-stream' && data.change !== 'static') {
    const text = `${method.type} fits the whole stream with one network although the truth changes; enkf follows it`;
    warnings.push({ path: at('method.type'), text });
  }
  return warnings;
}

function endsByStepsOnly({ stop }: Extract<MethodSettings, { type: 'eki' }>): boolean {
  return !stop.heldOut && stop.discrepancy === undefined && stop.inverseAlphaSum === undefined;
}

/** Without noise there is nothing to overfit. */
function isNoisy(data: Experiment['data']): boolean {
  return data.source === 'file' || data.source === 'observations' || data.noise > 0;
}

/** Whether the size of the observation error matters and is not given; the step of eki makes up for it. */
function isNominal(method: MethodSettings): boolean {
  const { sd, covariance } = method.observationError;
  if (sd !== undefined || covariance) return false;
  return method.type !== 'eki' || method.stop.discrepancy !== undefined;
}
