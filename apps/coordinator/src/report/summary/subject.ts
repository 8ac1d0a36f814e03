/** What a run is about, in words: the model, the data and the method of an experiment. */
import type { Experiment } from '@enkit/contracts';
import { formatCount, formatPlural, formatSetting } from '../page/numberFormat.ts';
import type { FitData } from '../fitData.ts';
import type { ProblemSize } from '../runReport.ts';

const METHOD_NAMES: Readonly<Record<string, string>> = {
  enkf: 'the ensemble Kalman filter (EnKF)',
  'es-mda': 'the ensemble smoother with multiple data assimilation (ES-MDA)',
  eki: 'ensemble Kalman inversion (EKI)',
};

/** The method's full name; its own name if it is not an ensemble method. */
export function methodName(method: string): string {
  return Object.hasOwn(METHOD_NAMES, method) ? METHOD_NAMES[method] : method;
}

/** "1-20-20-1 network with tanh units (481 parameters)"; the outputs' activation is told if they have one. */
export function describeModel({ model }: Experiment, size: ProblemSize): string {
  const parameters = `(${formatPlural(size.parameters, 'parameter')})`;
  if (model.type === 'module') return `forward model ${model.export} of ${model.file} ${parameters}`;
  const layers = [size.inputs, ...model.hidden, size.outputs].join('-');
  const outputs = model.outputActivation === 'identity' ? [] : [`${model.outputActivation} outputs`];
  if (model.hidden.length > 0)
    return `${layers} network with ${[`${model.activation} units`, ...outputs].join(' and ')} ${parameters}`;
  return [`linear network ${layers}`, ...outputs].join(' with ') + ` ${parameters}`;
}

const FUNCTION_NAMES = {
  sine: 'a sine',
  'mexican-hat': 'the Mexican-hat function',
  sinc: 'the sinc function',
  'sine-stream': 'a sine observed as a stream',
} as const;

function describeNoise(noise: number | undefined): string {
  if (noise === undefined) return '';
  return noise > 0 ? ` with noise of standard deviation ${formatSetting(noise)}` : ' without noise';
}

function describeSource({ data }: Experiment): string {
  if (data.source === 'observations') return 'observations of the model’s predicted data';
  if (data.source !== 'file') return `${FUNCTION_NAMES[data.source]}${describeNoise(data.noise)}`;
  const names = data.inputs.map((input) => (typeof input === 'string' ? input : input.column));
  const inputs = [...new Set(names)].join(', ');
  return `${data.outputs.join(', ')} over ${inputs} from ${data.file}${describeNoise(data.noise)}`;
}

/** "100 training points and 501 test points: the Mexican-hat function without noise". */
export function describeData(experiment: Experiment, { trainingPoints, testPoints }: ProblemSize): string {
  const counts = `${formatPlural(trainingPoints, 'training point')} and ${testPoints > 0 ? formatPlural(testPoints, 'test point') : 'no test points'}`;
  return `${counts} of ${describeSource(experiment)}`;
}

const NETWORK_NAMES = {
  'prediction-mean': 'prediction mean',
  'parameter-mean': 'network of the mean parameters',
  'best-member': 'best member',
} as const;

/** The network to which the headline scores belong. */
export function headlineNetwork({ outputs }: Experiment): string {
  return NETWORK_NAMES[outputs.network];
}

/** "100 members". */
export function describeMembers(members: number): string {
  return `${formatCount(members)} members`;
}

/** The unit of scores over all outputs: the outputs' own if they share one. */
export function scoreUnit(fits: readonly FitData[]): string | undefined {
  const units = new Set(fits.map((fit) => fit.output.unit));
  return units.size === 1 ? fits[0].output.unit : undefined;
}

/** Whether the truth changes while it is observed, so that old observations are not of what is to be predicted. */
export function truthMoves({ data }: Experiment): boolean {
  return data.source === 'sine-stream' && data.change !== 'static';
}
