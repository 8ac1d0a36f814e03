/** The outcome of a comparison in words, problem by problem, with what speaks against reading too much into it. */
import type { MethodResult, ProblemComparison } from '../comparisonReport.ts';
import { formatCount, formatMeasure, formatNumber, formatPlural, isNumber } from '../page/numberFormat.ts';
import type { Finding } from '../summary/finding.ts';
import { summariseSeeds } from './seedSummary.ts';

interface Standing {
  readonly method: string;
  readonly seeds: number;
  readonly median: number;
  readonly worst: number;
  readonly best: number;
  readonly passes: number;
}

function standingOf({ method, seeds }: MethodResult): Standing {
  const errors = seeds.map(({ rmse }) => rmse.test);
  const { median, worst } = summariseSeeds(errors, 'low');
  const passes = summariseSeeds(
    seeds.map((seed) => seed.passes),
    'low',
  ).median;
  return { method, seeds: seeds.length, median, worst, best: Math.min(...errors.filter(isNumber)), passes };
}

/** Methods with a finite median, the lowest first. */
function ranking({ methods }: ProblemComparison): Standing[] {
  return methods
    .map(standingOf)
    .filter(({ median }) => isNumber(median))
    .sort((a, b) => a.median - b.median);
}

function certainty(first: Standing, second: Standing): string {
  if (first.seeds < 2 || second.seeds < 2)
    return 'Each rests on a single seed where no more were run, so the order may be chance.';
  const overlap = !isNumber(first.worst) || first.worst >= second.best;
  return overlap
    ? 'The ranges over seeds overlap.'
    : 'The worst seed of the first is better than the best of the second.';
}

function describeStanding({ method, median, passes, seeds }: Standing, unit: string | undefined): string {
  return `${method}, ${formatMeasure(median, unit)} with ${formatCount(passes)} passes (${formatPlural(seeds, 'seed')})`;
}

function orderFinding(problem: ProblemComparison): Finding {
  const [first, second] = ranking(problem);
  const { unit } = problem.output;
  if (first === undefined) {
    return { level: 'warning', title: problem.name, text: 'No method has a finite median test RMSE.' };
  }
  if (second === undefined) {
    return {
      level: 'note',
      title: problem.name,
      text: `Only one method has a finite median test RMSE: ${describeStanding(first, unit)}.`,
    };
  }
  const ratio = first.median > 0 ? ` (${formatNumber(second.median / first.median)} times the first)` : '';
  const text = `Lowest median test RMSE: ${describeStanding(first, unit)}. Next: ${describeStanding(second, unit)}${ratio}. ${certainty(first, second)}`;
  return { level: 'note', title: problem.name, text };
}

function failureFinding({ name, methods }: ProblemComparison): Finding[] {
  const phrases = methods.flatMap(({ method, seeds }) => {
    const failed = seeds.filter(({ rmse, failure }) => failure !== undefined || !isNumber(rmse.test));
    if (failed.length === 0) return [];
    const reason = failed.find(({ failure }) => failure !== undefined)?.failure;
    return [
      `${method}: ${formatCount(failed.length)} of ${formatPlural(seeds.length, 'seed')}${reason === undefined ? '' : ` (${reason})`}`,
    ];
  });
  if (phrases.length === 0) return [];
  return [{ level: 'caution', title: `Failed runs on ${name}`, text: `${phrases.join('; ')}.` }];
}

export function comparisonFindings(problems: readonly ProblemComparison[]): Finding[] {
  return problems.flatMap((problem) => [orderFinding(problem), ...failureFinding(problem)]);
}
