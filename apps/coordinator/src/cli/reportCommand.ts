import { EnkitError, experimentSchema } from '@enkit/contracts';
import { createBackend } from '@enkit/numerics';
import { openRun, type RunDirectory } from '@enkit/storage';
import type { Command } from 'commander';
import { join } from 'node:path';
import { buildRunReport } from '../fit/buildRunReport.ts';
import { drawRunReport } from '../report/drawRunReport.ts';
import { restoreProblem } from '../problem/snapshot.ts';
import { fromCheckpoint } from '../run/checkpointContent.ts';
import { scoreFinal } from '../run/finalScores.ts';
import { MEMORY_STORE } from '../run/memoryStore.ts';
import { openSession } from '../run/openSession.ts';
import { readDescription } from '../run/readDescription.ts';
import { commandLine } from './followRun.ts';
import { withRunsOption } from './runsOption.ts';
import type { Terminal } from './terminal.ts';

export function addReportCommand(program: Command, terminal: Terminal): void {
  withRunsOption(
    program
      .command('report')
      .summary('write the report of a finished run again')
      .argument('<run>', 'id or directory of the run'),
  )
    .addHelpText('after', '\nExample:\n  enkit report runs/sine-20261124-101500-3fa2')
    .action(async (run: string, { runs }: { runs: string }) => writeReport(await openRun(run, runs), terminal));
}

async function writeReport(run: RunDirectory, terminal: Terminal): Promise<void> {
  const { result } = run.manifest;
  if (!result)
    throw new EnkitError('RUN_UNFINISHED', { location: { file: run.path }, got: `status ${run.manifest.status}` });
  const experiment = experimentSchema.parse(run.manifest.experiment);
  const problem = await restoreProblem(
    experiment,
    await readDescription(run),
    await run.readArrays(),
    createBackend('wasm'),
  );
  const open = await openSession({
    run: run.run,
    experiment,
    problem,
    store: MEMORY_STORE,
    listen: () => undefined,
    signal: AbortSignal.abort(),
  });
  try {
    const checkpoint = await run.latestCheckpoint();
    if (!checkpoint) throw new EnkitError('CKPT_NOT_FOUND', { location: { file: run.path } });
    const parameters = await run.readEnsemble();
    const restored = fromCheckpoint(checkpoint);
    const members = Uint32Array.from({ length: parameters.rows }, (_, j) => restored.ensemble.members[j] ?? j);
    const ensemble = { ...restored.ensemble, members, parameters };
    const { state, scores } = await scoreFinal(open.session, { ...restored, ensemble });
    const report = buildRunReport({
      session: open.session,
      ensemble: state.ensemble,
      steps: await run.readSteps(),
      result,
      scores,
      manifest: run.manifest,
      command: commandLine(),
    });
    await run.writeText('report.html', await drawRunReport(report));
    terminal.print(join(run.path, 'report.html'));
  } finally {
    await open.close();
  }
}
