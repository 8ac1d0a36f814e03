/** One whole analysis step on the forward pool's threads: perturbations drawn, operator prepared, ensemble updated. */
import { scalarError } from '@enkit/assimilation';
import { createForwardPool, type ForwardPool } from '@enkit/evaluation';
import { createBackend, createSharedMatrix, type AnyMatrix } from '@enkit/numerics';
import { drawn, drawUniform } from './draws.ts';
import { type AnalysisWork, precisionNamed, type PreparedWork } from './work.ts';

const OBSERVATION_ERROR = 0.3;
const [PARAMETERS_SEED, PREDICTED_SEED, OBSERVATIONS_SEED] = [1, 2, 3];

function draw<Drawn extends AnyMatrix>(matrix: Drawn, seed: number): Drawn {
  drawUniform(seed, 1, matrix.data);
  return matrix;
}

export async function analysisWork(work: AnalysisWork): Promise<PreparedWork> {
  const { detail } = createBackend(work.backend);
  const pool = createForwardPool({ threads: work.threads });
  await pool.ready(work.backend);
  return { detail, ...stepOn(pool, work), close: () => pool.close() };
}

/** The ensemble that a step overwrote is drawn again before the next one, since a copy would count as memory. */
function stepOn(pool: ForwardPool, work: AnalysisWork): Pick<PreparedWork, 'before' | 'call'> {
  const precision = precisionNamed(work.precision);
  const { backend, inPlace, members: Ne, parameters: Nm, data: Nd } = work;
  const predicted = draw(createSharedMatrix(Ne, Nd), PREDICTED_SEED);
  const observations = { values: drawn(OBSERVATIONS_SEED, 1, Nd), error: scalarError(OBSERVATION_ERROR) };
  const parameters = draw(createSharedMatrix(Ne, Nm, precisionNamed(work.kept)), PARAMETERS_SEED);
  const members = Uint32Array.from({ length: Ne }, (_, j) => j);
  const update = {
    backend,
    predicted,
    observations,
    alpha: 1,
    update: 'stochastic',
    seed: 1,
    step: 1,
    members,
  } as const;
  const call = async (): Promise<void> => {
    const updated = await pool.updateEnsemble({ ...update, parameters, inPlace, precision });
    // As a run does with an ensemble that a later one replaces; here the next step begins from the same one.
    if (!inPlace) pool.buffers.release(updated.parameters);
  };
  return { ...(inPlace && { before: () => drawUniform(PARAMETERS_SEED, 1, parameters.data) }), call };
}
