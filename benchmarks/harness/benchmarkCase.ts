/** One benchmark: what it measures, what it is held against and how it runs. */
import { type CaseResult, type Comparison, plainTarget, runComparison } from './comparison.ts';
import type { Session } from './session.ts';
import type { Target } from './target.ts';

export interface BenchmarkCase {
  /** The word on the command line. */
  readonly name: string;
  /** One sentence. */
  readonly about: string;
  readonly targets: readonly Target[];
  /** Yields each part as soon as it is measured. */
  readonly run: (session: Session) => AsyncGenerator<CaseResult>;
}

export function comparisonCase(name: string, about: string, comparisons: readonly Comparison[]): BenchmarkCase {
  return {
    name,
    about,
    targets: comparisons.flatMap(({ targets }) => targets.map(plainTarget)),
    async *run(session) {
      for (const comparison of comparisons) yield await runComparison(comparison, session);
    },
  };
}
