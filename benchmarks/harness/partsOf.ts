/** The parts of a benchmark, and what is left of it when it breaks. */
import type { BenchmarkCase } from './benchmarkCase.ts';
import type { CaseResult } from './comparison.ts';
import { reasonIn } from './reason.ts';
import type { Session } from './session.ts';
import type { Target } from './target.ts';

const keyOf = ({ what, bound }: Target): string => `${what} ${bound}`;

/** A benchmark that breaks ends with a part that says why, and gives the targets that it still owed as not measured. */
export async function* partsOf({ run, targets }: BenchmarkCase, session: Session): AsyncGenerator<CaseResult> {
  const measured = new Set<string>();
  try {
    for await (const part of run(session)) {
      for (const figure of part.figures) measured.add(keyOf(figure));
      yield part;
    }
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const owed = targets.filter((target) => !measured.has(keyOf(target)));
    const figures = owed.map((target) => ({ ...target, values: [], missing: reasonIn(message) }));
    yield { tables: [], figures, notes: [message], broken: true };
  }
}
