/** From a session to a result: the loop, the final scores, the summary. */
import type { EnsembleState } from '@enkit/assimilation';
import type { RunResult, StepRecord } from '@enkit/contracts';
import { identityStandardisation } from '@enkit/models';
import { buildLiveFits } from '../fit/liveFits.ts';
import { scoreFinal, type FinalScores } from './finalScores.ts';
import { runLoop } from './loop.ts';
import type { RunState, Session } from './session.ts';
import { summarise } from './summarise.ts';

export type Execution =
  | { readonly kind: 'interrupted'; readonly state: RunState; readonly steps: readonly StepRecord[] }
  | {
      readonly kind: 'finished';
      /** The ensemble here is the run's result. */
      readonly state: RunState;
      readonly steps: readonly StepRecord[];
      readonly result: RunResult;
      readonly scores: FinalScores;
    };

/** @param earlier steps of the sessions before, when a run is resumed */
export async function execute(
  session: Session,
  resumed?: RunState,
  earlier: readonly StepRecord[] = [],
): Promise<Execution> {
  const steps = [...earlier];
  const listening: Session = {
    ...session,
    listen(event) {
      if (event.type === 'step') steps.push(event.record);
      session.listen(event);
    },
  };
  const end = await runLoop(listening, resumed);
  await session.store.settle();
  if (end.reason === 'interrupted') return { kind: 'interrupted', state: end.state, steps };
  const unscored = { ...end.state, ensemble: resultOf(session, end.state.ensemble) };
  const { state, scores } = await scoreFinal(listening, unscored);
  tellFit(session, state, scores);
  const result = await summarise(listening, { ...end, state }, scores, steps);
  session.listen({ type: 'finished', result });
  return { kind: 'finished', state, steps, result, scores };
}

/** The last fit is that of the result, whichever steps were monitored. */
function tellFit({ problem, listen }: Session, { ensemble }: RunState, { predictions }: FinalScores): void {
  const units = identityStandardisation(problem.outputs.scale.length);
  const [train, test] = [predictions.train.members, predictions.test.members];
  listen({
    type: 'fit',
    step: ensemble.step,
    fits: () => buildLiveFits({ problem, units, train, test, truth: problem.test }),
    hold: () => undefined,
  });
}

/** The ensemble that the run is about: with held-out data the best one scored, else the last. */
function resultOf({ method }: Session, ensemble: EnsembleState): EnsembleState {
  if (!method.keepsBest || !ensemble.best) return ensemble;
  const { members, parameters } = ensemble.best;
  return { ...ensemble, members, parameters };
}
