import { experimentSchema, type ExperimentInput } from '@enkit/contracts';
import type { SharedBuffers } from '@enkit/evaluation';
import { createBackend, createSharedMatrix, precisionOf, type AnyMatrix, type Matrix } from '@enkit/numerics';
import { createRun } from '@enkit/storage';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createProblem } from '../problem/createProblem.ts';
import type { FitData } from '../report/fitData.ts';
import { createDirectoryStore } from './directoryStore.ts';
import type { RunListener } from './events.ts';
import { execute } from './execute.ts';
import { MEMORY_STORE } from './memoryStore.ts';
import { openSession } from './openSession.ts';
import { releaseSpent } from './releaseSpent.ts';
import type { RunState, RunStore } from './session.ts';

const SMALL = {
  name: 'small',
  data: { source: 'sine', count: 40, testPoints: 60, noise: 0.1 },
  model: { type: 'mlp', hidden: [6] },
  ensemble: { size: 30, seed: 3 },
} as const;
/** Stops at its best ensemble, which is not the last; ends with its last one; takes observations as they come. */
const METHODS: Record<string, ExperimentInput['method']> = {
  'eki with held-out data': { type: 'eki', stop: { steps: 14, heldOut: { fraction: 0.3, patience: 14 } } },
  'es-mda': { type: 'es-mda', steps: 5 },
  'online enkf': { type: 'enkf', batch: 4, inflation: { multiplicative: 1.02, relaxation: 0.3, additive: 0.01 } },
};

type Release = SharedBuffers['release'];
interface Released {
  readonly sha: string;
  readonly released: readonly AnyMatrix[];
}

interface Setting {
  readonly resumed?: RunState;
  readonly listen?: RunListener;
}

/** Runs the experiment; `wrap` is what a run's releases go through. */
async function runWith(
  method: string,
  store: RunStore,
  wrap: (release: Release) => Release,
  { resumed, listen = () => undefined }: Setting = {},
) {
  const experiment = experimentSchema.parse({ ...SMALL, method: METHODS[method] });
  const problem = await createProblem(experiment, process.cwd(), createBackend('wasm'));
  const signal = new AbortController().signal;
  const open = await openSession({ run: 'run', experiment, problem, store, listen, signal });
  const released: AnyMatrix[] = [];
  const { buffers } = open.session.pool;
  const givenBack = wrap(buffers.release);
  const release = (matrix: AnyMatrix): void => {
    if (matrix.columns === problem.prior.scale.length) released.push(matrix);
    givenBack(matrix);
  };
  const pool = { ...open.session.pool, buffers: { ...buffers, release } };
  try {
    await open.ready();
    const execution = await execute({ ...open.session, pool }, resumed);
    if (execution.kind !== 'finished') throw new Error('the run was interrupted');
    return { sha: execution.result.ensembleSha256, released } satisfies Released;
  } finally {
    await open.close();
  }
}

const poisoned =
  (release: Release): Release =>
  (matrix) => {
    matrix.data.fill(NaN);
    release(matrix);
  };
const neverReleased = (): Release => () => undefined;

/** Reads every state only a while after it was given, and keeps what it read: the states of a run as a disk would have them. */
function slowStore(): RunStore & { readonly states: RunState[] } {
  const states: RunState[] = [];
  let writing: Promise<void> = Promise.resolve();
  let isWriting = false;
  const read = async (state: RunState): Promise<void> => {
    await setTimeout(3);
    const { parameters, best } = state.ensemble;
    const kept = best && { best: { ...best, parameters: copyOf(best.parameters) } };
    states.push({ ...state, ensemble: { ...state.ensemble, parameters: copyOf(parameters), ...kept } });
    isWriting = false;
  };
  return {
    ...MEMORY_STORE,
    states,
    async checkpoint(state) {
      await writing;
      isWriting = true;
      writing = read(state);
    },
    isWriting: () => isWriting,
    settle: () => writing,
  };
}

function copyOf(matrix: AnyMatrix): AnyMatrix {
  const { rows, columns, data } = matrix;
  const copy = createSharedMatrix(rows, columns, precisionOf(matrix));
  copy.data.set(data);
  return copy;
}

describe.each(Object.keys(METHODS))('the ensembles that a run of %s leaves behind', (method) => {
  it('are read by nobody: overwritten, the result and all checkpoints are the same to the last bit', async () => {
    const [kept, reused] = [slowStore(), slowStore()];
    const expected = await runWith(method, kept, neverReleased);
    const { sha, released } = await runWith(method, reused, poisoned);
    expect(sha).toBe(expected.sha);
    expect(reused.states.map(({ ensemble }) => ensemble)).toEqual(kept.states.map(({ ensemble }) => ensemble));
    expect(released.length).toBeGreaterThan(0);
  });

  it('are read by nobody after a resumption either', async () => {
    const store = slowStore();
    const { sha } = await runWith(method, store, poisoned);
    const middle = store.states[Math.floor(store.states.length / 2)];
    expect((await runWith(method, slowStore(), poisoned, { resumed: middle })).sha).toBe(sha);
  });

  it('lie in two or three places, however many steps there are', async () => {
    const { released } = await runWith(method, slowStore(), (release) => release);
    expect(released.length).toBeGreaterThan(3);
    expect(new Set(released.map(({ data }) => data.buffer)).size).toBeLessThanOrEqual(3);
  });
});

it('that a fit can be had later by who held it, with the same numbers, and by nobody else', async () => {
  const told: (() => readonly FitData[])[] = [];
  const atOnce: (readonly FitData[])[] = [];
  const listen =
    (holds: boolean): RunListener =>
    (event) => {
      if (event.type !== 'fit') return;
      if (holds) event.hold();
      told.push(event.fits);
      atOnce.push(event.fits());
    };
  await runWith('es-mda', slowStore(), poisoned, { listen: listen(true) });
  expect(told.map((fits) => fits())).toEqual(atOnce);
  const held = told.length;
  await runWith('es-mda', slowStore(), poisoned, { listen: listen(false) });
  expect(told[held]).toThrow(expect.objectContaining({ code: 'FIT_NOT_HELD' }));
  expect(atOnce.slice(held)).toEqual(atOnce.slice(0, held));
});

it('that a run which keeps nothing updates its ensemble where it lies', async () => {
  const { sha, released } = await runWith('es-mda', MEMORY_STORE, poisoned);
  expect(sha).toBe((await runWith('es-mda', slowStore(), neverReleased)).sha);
  expect(released).toEqual([]);
});

it('that a run directory goes through the same memory with the same bits', async () => {
  const root = mkdtempSync(join(tmpdir(), 'enkit-spent-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  const made = { seeds: {}, versions: {}, backend: 'wasm', platform: 'test' };
  const directory = await createRun({ root, name: 'spent', manifest: { experiment: {}, experimentText: '', ...made } });
  const store = createDirectoryStore(directory, () => undefined);
  const { sha } = await runWith('eki with held-out data', store, poisoned);
  expect(sha).toBe((await runWith('eki with held-out data', MEMORY_STORE, neverReleased)).sha);
});

it('that the best ensemble and the last one are kept, the one between is given back', () => {
  const [best, between, last] = [1, 2, 3].map(() => createSharedMatrix(2, 2));
  const stateOf = (parameters: Matrix, bestParameters?: Matrix): RunState => {
    const members = Uint32Array.of(0, 1);
    const earlier = bestParameters && { score: 1, step: 0, members, parameters: bestParameters };
    const ensemble = { step: 1, members, parameters, inverseAlphaSum: 1, ...(earlier && { best: earlier }) };
    return { ensemble, passes: 1, failedMembers: 0, elapsedSeconds: 0, cpuSeconds: 0, epoch: 0 };
  };
  const releasedBy = (before: RunState, after: RunState): AnyMatrix[] => {
    const released: AnyMatrix[] = [];
    releaseSpent({ release: (matrix) => released.push(matrix) }, [before], after);
    return released;
  };
  expect(releasedBy(stateOf(between, best), stateOf(last, best))).toEqual([between]);
  expect(releasedBy(stateOf(between, best), stateOf(last, between))).toEqual([best]);
  expect(releasedBy(stateOf(best, best), stateOf(last, best))).toEqual([]);
});
