/** The thread side of the boundary ({@link file://./messages.ts}): one task at a time, one backend and model cache a thread. */
import { computeBlocks, planEnsembleUpdate } from '@enkit/assimilation';
import { createBaseline } from '@enkit/models';
import { createBackend, type Backend, type BackendName } from '@enkit/numerics';
import { isMainThread } from 'node:worker_threads';
import { evaluateRows, type RowWatch } from '../evaluateRows.ts';
import { answer, type Answer } from './answer.ts';
import { collectDeadMemory } from './deadMemory.ts';
import { followPlan } from './followPlan.ts';
import { createForward } from '../model/createForward.ts';
import type { Forward } from '../model/forwardFunction.ts';
import {
  DONE,
  NEXT,
  type AnalysisTask,
  type BaselineOutcome,
  type BaselineTask,
  type ForwardAnswer,
  type ForwardTask,
  type Marker,
  type ThreadMessage,
  type ThreadTask,
  type UpdateAnswer,
  type UpdateTask,
  type WarmUpTask,
} from './messages.ts';
import { ArenaFull, divideArena } from './workingArena.ts';

if (isMainThread) throw new Error('threadSide.ts runs on a worker thread only');

const backends = new Map<BackendName, Backend>();
/** The last few (model, points) prepared: a run alternates between training and test points. */
const forwards = new Map<string, Forward>();
const FORWARDS_KEPT = 4;

function backendOf(name: BackendName): Backend {
  const backend = backends.get(name) ?? createBackend(name);
  backends.set(name, backend);
  return backend;
}

/** Collections on the main side that this thread has followed. */
let collected = 0;

type TaskValue = ForwardAnswer | UpdateAnswer | BaselineOutcome | undefined;

/** Piscina's entry point. */
export function handle({ task, collections }: ThreadMessage): Promise<Answer<TaskValue>> {
  if (collections > collected) {
    collected = collections;
    collectDeadMemory();
  }
  return answer(() => work(task));
}

async function work(task: ThreadTask): Promise<TaskValue> {
  switch (task.type) {
    case 'warm-up':
      return warmUp(task);
    case 'forward':
      return forward(task);
    case 'update':
      return update(task);
    case 'analysis':
      return analyse(task);
    case 'baseline':
      return train(task);
  }
}

/** Loads the backend, then waits until every thread has come: otherwise a quick one would take two of these tasks. */
async function warmUp({ backend, arrived, threads }: WarmUpTask): Promise<undefined> {
  backendOf(backend);
  Atomics.add(arrived, 0, 1);
  Atomics.notify(arrived, 0);
  for (let count = Atomics.load(arrived, 0); count < threads; count = Atomics.load(arrived, 0)) {
    await Atomics.waitAsync(arrived, 0, count).value;
  }
}

async function forward(task: ForwardTask): Promise<ForwardAnswer> {
  const prepared =
    forwards.get(task.pointsKey) ?? (await createForward(task.model, backendOf(task.backend), task.inputs));
  forwards.delete(task.pointsKey);
  forwards.set(task.pointsKey, prepared);
  if (forwards.size > FORWARDS_KEPT) forwards.delete(forwards.keys().next().value ?? '');
  const failures: ForwardAnswer[number][] = [];
  await evaluateRows({ ...task, forward: prepared }, watchWith(task.marker, failures));
  return failures;
}

function watchWith({ row: running, next, state, seconds }: Marker, failures: ForwardAnswer[number][]): RowWatch {
  let before = performance.now();
  return {
    next: () => Atomics.add(next, 0, 1),
    starts: (row) => Atomics.store(running, 0, row),
    ends(row, outcome) {
      const now = performance.now();
      seconds[row] = (now - before) / 1000;
      before = now;
      if (outcome.status === 'failed') failures.push({ row, outcome });
      Atomics.store(state, row, outcome.status === 'evaluated' ? 1 : 2);
      Atomics.store(running, 0, -1);
    },
  };
}

function update({ input, arena, progress, backend, ...ensembles }: UpdateTask): UpdateAnswer {
  const plan = planEnsembleUpdate({ ...ensembles, input: { ...input, memory: divideArena(arena) } });
  try {
    return followPlan(plan, progress, backendOf(backend)) ?? 'left';
  } catch (error) {
    if (error instanceof ArenaFull) return 'full';
    throw error;
  }
}

function analyse({ works, total, progress, backend }: AnalysisTask): undefined {
  let taken = 0;
  const take = (): number | undefined => {
    if (taken > 0) Atomics.add(progress, DONE, 1);
    taken++;
    const block = Atomics.add(progress, NEXT, 1);
    return block < total ? block : undefined;
  };
  computeBlocks(works, take, backendOf(backend));
}

function train(task: BaselineTask): BaselineOutcome {
  const started = performance.now();
  const baseline = createBaseline(task.settings, task.model, task.data, backendOf(task.backend), task.seed);
  const snapshots: BaselineOutcome['snapshots'][number][] = [];
  let progress = { epoch: 0, passes: 0, trainRmse: NaN };
  while (!baseline.isDone()) {
    progress = { ...baseline.step() };
    if (task.snapshotEvery && progress.epoch % task.snapshotEvery === 0)
      snapshots.push({ progress, parameters: baseline.parameters() });
  }
  return { parameters: baseline.parameters(), progress, snapshots, seconds: (performance.now() - started) / 1000 };
}
