/** The comparison on the terminal: median (and worst) over the seeds. */
import { median } from '@enkit/numerics';
import Table from 'cli-table3';
import { formatCount, formatNumber, formatSeconds } from '../cli/format.ts';
import type { MethodOutcomes } from './compareExperiment.ts';
import type { MethodOutcome } from './outcome.ts';

export interface ComparedProblem {
  readonly name: string;
  readonly methods: readonly MethodOutcomes[];
}

const HEAD = [
  'problem',
  'method',
  'RMSE train',
  'RMSE test',
  'worst',
  'R2 train',
  'R2 test',
  'passes',
  'seconds',
  'CPU s',
];

export function comparisonTable(problems: readonly ComparedProblem[]): string {
  const table = new Table({
    head: HEAD,
    colAligns: ['left', 'left', ...HEAD.slice(2).map(() => 'right' as const)],
    style: { head: [], border: [], compact: true },
  });
  for (const { name, methods } of problems) {
    methods.forEach(({ method, outcomes }, i) => {
      if (outcomes.length > 0) table.push([i === 0 ? name : '', method.name, ...cells(outcomes)]);
    });
  }
  return table.toString();
}

function cells(outcomes: readonly MethodOutcome[]): string[] {
  const middle = (of: (outcome: MethodOutcome) => number): number => median(outcomes.map(of));
  return [
    formatNumber(middle(({ rmse }) => rmse.train)),
    formatNumber(middle(({ rmse }) => rmse.test)),
    formatNumber(Math.max(...outcomes.map(({ rmse }) => rmse.test))),
    formatNumber(
      middle(({ r2 }) => r2.train),
      5,
    ),
    formatNumber(
      middle(({ r2 }) => r2.test),
      5,
    ),
    formatCount(middle(({ passes }) => passes)),
    formatSeconds(middle(({ seconds }) => seconds)),
    formatSeconds(middle(({ cpuSeconds }) => cpuSeconds)),
  ];
}
