/** Executes a session whose truth lies in a run directory, and leaves there the ensemble, the result and the report. */
import { RUN_SPAN } from '@enkit/contracts';
import { createSharedMatrix } from '@enkit/numerics';
import type { RunDirectory } from '@enkit/storage';
import { buildRunReport } from '../fit/buildRunReport.ts';
import { drawRunReport } from '../report/drawRunReport.ts';
import { execute, type Execution } from './execute.ts';
import { openSession, type SessionSetup } from './openSession.ts';
import type { RunState, RunStore, Session } from './session.ts';
import type { RunEnd } from './startRun.ts';

export async function runInDirectory(
  setup: SessionSetup & { readonly onSession?: ((session: Session) => void) | undefined },
  directory: RunDirectory,
  command: string,
  resumed?: RunState,
): Promise<RunEnd> {
  const open = await openSession(setup).catch(async (error: unknown) => {
    await markFailed(setup.store, directory);
    throw error;
  });
  try {
    await open.ready();
    setup.onSession?.(open.session);
    announce(open.session, resumed);
    const earlier = resumed ? await directory.readSteps() : [];
    return await traceRun(open.session, async () => {
      const execution = await execute(open.session, resumed, earlier);
      return conclude(open.session, directory, execution, command);
    });
  } catch (error) {
    await markFailed(setup.store, directory);
    throw error;
  } finally {
    await open.close();
  }
}

function traceRun(session: Session, work: () => Promise<RunEnd>): Promise<RunEnd> {
  const { tracer, run, experiment, queue, problem } = session;
  const attributes = {
    'enkit.run': run,
    'enkit.experiment': experiment.name,
    'enkit.method': experiment.method.type,
    'enkit.queue': queue.kind,
    'enkit.members': experiment.ensemble.size,
    'enkit.parameters': problem.prior.scale.length,
  };
  return tracer.span(RUN_SPAN, attributes, work);
}

/** What fails here has often failed for the reason of the error that is on its way to the user: that one is told. */
async function markFailed(store: RunStore, directory: RunDirectory): Promise<void> {
  await Promise.allSettled([store.settle()]);
  await Promise.allSettled([directory.update({ status: 'failed' })]);
}

function announce(session: Session, resumed?: RunState): void {
  const { run, experiment, problem, queue, backend, store, listen } = session;
  const plannedSteps = stepsPlanned(session, resumed);
  listen({
    type: 'started',
    run,
    name: experiment.name,
    method: experiment.method.type,
    members: resumed?.ensemble.members.length ?? experiment.ensemble.size,
    parameters: problem.prior.scale.length,
    observations: problem.observations.values.length,
    threads: queue.threads(),
    backend: backend.name,
    directory: store.directory,
    ...(resumed && { resumedAt: resumed.ensemble.step }),
    ...(plannedSteps !== undefined && { plannedSteps }),
  });
}

/** What the schedule says of the next step; it looks at how far the ensemble is, not at its numbers. */
function stepsPlanned({ method, problem }: Session, resumed?: RunState): number | undefined {
  const parameters = createSharedMatrix(0, problem.prior.scale.length);
  const beginning = { step: 0, members: new Uint32Array(0), parameters, inverseAlphaSum: 0 };
  const next = method.plan(resumed?.ensemble ?? beginning);
  return next.kind === 'stop' ? undefined : next.plan.plannedSteps;
}

async function conclude(
  session: Session,
  directory: RunDirectory,
  execution: Execution,
  command: string,
): Promise<RunEnd> {
  const { ensemble } = execution.state;
  if (execution.kind === 'interrupted') {
    await directory.update({ status: 'interrupted' });
    return { kind: 'interrupted', run: session.run, step: ensemble.step, directory: directory.path };
  }
  const { result, scores } = execution;
  await directory.writeEnsemble(ensemble.parameters);
  if (session.experiment.outputs.report) {
    const report = buildRunReport({
      session,
      ensemble,
      steps: execution.steps,
      result,
      scores,
      manifest: directory.manifest,
      command,
    });
    await directory.writeText('report.html', await drawRunReport(report));
  }
  await directory.update({ status: 'finished', result });
  return { kind: 'finished', result, directory: directory.path, ensemble, steps: execution.steps };
}
