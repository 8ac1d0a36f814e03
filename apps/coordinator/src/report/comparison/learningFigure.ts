/** How the ensembles of a comparison learned: error, spread and parameter spread by step, one small drawing per method. */
import type { MethodResult, ProblemComparison } from '../comparisonReport.ts';
import { spreadPanel, spreadScale } from '../figures/parameterFigure.ts';
import { trainingLegend, trainingPanel } from '../figures/trainingFigure.ts';
import type { Figure } from '../page/figure.ts';
import { renderMethod, type MethodStyles } from './methodLabel.ts';

type Ensemble = MethodResult & Required<Pick<MethodResult, 'steps'>>;

function ensemblesOf({ methods }: ProblemComparison): Ensemble[] {
  return methods.flatMap(({ steps, ...rest }) =>
    steps === undefined || steps.length === 0 ? [] : [{ ...rest, steps }],
  );
}

/** Undefined if no method has steps. */
export function learningFigure(problem: ProblemComparison, styles: MethodStyles): Figure | undefined {
  const ensembles = ensemblesOf(problem);
  if (ensembles.length === 0) return undefined;
  const scale = spreadScale(ensembles.map(({ steps }) => steps));
  const titled = ({ method }: Ensemble) => ({ title: renderMethod(method, styles) });
  return {
    title: `How the ensembles learned ${problem.name}`,
    caption:
      'Above, root mean square error of the prediction mean and spread by step; spread well below the error means over-confidence. ' +
      'Below, standard deviation of the parameters over the ensemble, divided by that of the prior (dotted). ' +
      `Seed ${String(ensembles[0].fitSeed ?? ensembles[0].seeds[0]?.seed)} of each method.`,
    legend: trainingLegend(ensembles.flatMap(({ steps }) => steps)),
    rows: [
      {
        title: 'Error and spread by step',
        layout: 'grid',
        panels: ensembles.map((ensemble) => ({
          ...titled(ensemble),
          ...trainingPanel(ensemble.steps, problem.output),
        })),
      },
      {
        title: 'Spread of the parameters',
        layout: 'grid',
        panels: ensembles.map((ensemble) => ({ ...titled(ensemble), ...spreadPanel(ensemble.steps, scale) })),
      },
    ],
  };
}
