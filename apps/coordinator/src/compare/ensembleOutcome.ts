import { buildFits } from '../fit/buildFits.ts';
import type { AssimilationProblem } from '../problem/problem.ts';
import { execute } from '../run/execute.ts';
import { MEMORY_STORE } from '../run/memoryStore.ts';
import { openSession, type SessionSetup } from '../run/openSession.ts';
import type { MethodOutcome } from './outcome.ts';

/** Runs one ensemble method from one seed, keeping nothing on disk. Undefined when it was interrupted. */
export async function ensembleOutcome(
  setup: Omit<SessionSetup, 'store'> & { readonly problem: AssimilationProblem },
): Promise<MethodOutcome | undefined> {
  const open = await openSession({ ...setup, store: MEMORY_STORE });
  try {
    await open.ready();
    const execution = await execute(open.session);
    if (execution.kind === 'interrupted') return undefined;
    const { result, scores, steps } = execution;
    const monitored = steps.filter(({ rmseTest }) => rmseTest !== undefined);
    const { rmse, r2, passes, seconds, cpuSeconds, coverage90, coverageForecast, rmseForecast, rmseTestSecondHalf } =
      result;
    return {
      seed: setup.experiment.ensemble.seed,
      rmse,
      r2,
      passes,
      seconds,
      cpuSeconds,
      coverage90,
      coverageForecast,
      rmseForecast,
      rmseTestSecondHalf,
      trajectory: {
        passes: monitored.map((step) => step.passes),
        rmseTest: monitored.map(({ rmseTest }) => rmseTest ?? NaN),
      },
      steps,
      fit: buildFits(setup.problem, scores)[0],
    };
  } finally {
    await open.close();
  }
}
