/** How the run went: failed members, the solver's conditioning, why it ended and what it cost. */
import type { MemberFailure } from '@enkit/contracts';
import { formatCount, formatNumber, formatPlural, formatSeconds, isNumber } from '../page/numberFormat.ts';
import type { RunReport } from '../runReport.ts';
import type { Finding } from './finding.ts';

/** Above this the solution of a system keeps fewer than about four of the sixteen digits of a float64. */
const ILL_CONDITIONED = 1e12;

const POLICIES = {
  drop: 'They were dropped',
  resample: 'They were replaced by resampling',
  fail: 'The experiment allows no failure',
} as const;

/** "2 × MEMBER_NONFINITE, 1 × MEMBER_TIMEOUT". */
export function countByCode(failures: readonly MemberFailure[]): string {
  const counts = new Map<string, number>();
  for (const { code } of failures) counts.set(code, (counts.get(code) ?? 0) + 1);
  return [...counts].map(([code, count]) => `${formatCount(count)} × ${code}`).join(', ');
}

function failureFinding({ result, steps, experiment }: RunReport): Finding {
  const failures = steps.flatMap((step) => step.failures);
  if (!(result.failedMembers > 0) && failures.length === 0) {
    return { level: 'good', title: 'No member failed', text: 'Every member could be evaluated in every step.' };
  }
  const codes = failures.length > 0 ? ` (${countByCode(failures)})` : '';
  const text = `${formatPlural(Math.max(result.failedMembers, 0), 'member')} of ${formatCount(result.members)} failed${codes}. ${POLICIES[experiment.ensemble.failedMembers.policy]}.`;
  return { level: 'caution', title: 'Failed members', text };
}

function conditionFinding({ steps }: RunReport): Finding[] {
  const bad = steps.filter((step) => isNumber(step.condition) && step.condition > ILL_CONDITIONED);
  if (bad.length === 0) return [];
  const worst = bad.reduce((most, step) => (step.condition > most.condition ? step : most));
  const text = `In ${formatPlural(bad.length, 'step')} the system solved has a condition number above 10¹² (largest ${formatNumber(worst.condition)}, step ${String(worst.step)}): the update is exact to a few digits only.`;
  return [{ level: 'caution', title: 'Ill-conditioned analysis', text }];
}

/** Above this, rounding in single precision is no longer small against the sampling error of any ensemble. */
const ROUGH = 1e-3;

function roundingFinding({ steps }: RunReport): Finding[] {
  const errors = steps.flatMap(({ roundingError }) => (isNumber(roundingError) ? [roundingError] : []));
  if (errors.length === 0) return [];
  const worst = Math.max(...errors);
  const text = `Parameters were kept or updated in single precision. Checked against double precision in every step, the increments were wrong by at most ${formatNumber(worst)} of the largest.`;
  return [{ level: worst > ROUGH ? 'caution' : 'note', title: 'Single precision', text }];
}

function costFinding({ result }: RunReport): Finding {
  const threads = formatPlural(result.threads, 'thread');
  const text = `It ended after ${formatPlural(result.steps, 'step')} (stopped by: ${result.stoppedBy}) and cost ${formatCount(result.passes)} forward passes, ${formatSeconds(result.seconds)} of time and ${formatSeconds(result.cpuSeconds)} of CPU time on ${threads} (${result.backend} backend, ${result.queue} queue).`;
  return { level: 'note', title: 'Cost', text };
}

export function processFindings(report: RunReport): Finding[] {
  return [failureFinding(report), ...conditionFinding(report), ...roundingFinding(report), costFinding(report)];
}
