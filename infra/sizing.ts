/**
 * The sizing table of docs/kubernetes.md. What the coordinator holds is estimated by the same function as in
 * `enkit doctor FILE`; the allowances for the programs are rounded up from measurements.
 *
 *   coordinator   512 MiB + 2 x estimate      arrays live a little longer than the estimate knows
 *   Redis         128 MiB + min(256 MiB, moved), over 0.6: the share that batches in flight may take
 *   worker        256 MiB + threads x 3 x bytes of a batch, of which there are at most 32 MiB
 *   moved         8 Ne (Nm + Nd)               parameters out, predictions back, in each step
 *   volume        8 Ne Nm x 4                  three checkpoints and the final ensemble
 */
import { estimateMemory, type Experiment, experimentSchema } from '@enkit/contracts';

const MIB = 2 ** 20;
const BYTES = Float64Array.BYTES_PER_ELEMENT;
/** Batches in flight take at most this much of Redis, and this share of its memory. */
export const BYTES_IN_FLIGHT = 256 * MIB;
export const MEMORY_SHARE = 0.6;
/** Parameters and predictions of one batch. */
export const BATCH_BYTES = 32 * MIB;
const BATCH_COPIES = 3;
const THREADS = 2;

export interface RunSizes {
  /** Ne. */
  readonly members: number;
  /** Nm. */
  readonly parameters: number;
  /** Nd. */
  readonly observations: number;
}

export interface Sizing {
  readonly coordinatorBytes: number;
  readonly redisBytes: number;
  /** A worker of two threads. */
  readonly workerBytes: number;
  readonly movedBytesPerStep: number;
  readonly volumeBytes: number;
}

/** Any experiment of this many members; the estimate looks at nothing else here. */
function experimentOf(members: number): Experiment {
  return experimentSchema.parse({
    name: 'sizing',
    data: { source: 'sine' },
    model: { type: 'mlp', hidden: [10] },
    method: { type: 'es-mda' },
    ensemble: { size: members },
  });
}

/** Memory to request for a run of these sizes, in bytes. */
export function sizeRun({ members, parameters, observations }: RunSizes): Sizing {
  const { total } = estimateMemory(experimentOf(members), { parameters, observations });
  const moved = BYTES * members * (parameters + observations);
  return {
    coordinatorBytes: 512 * MIB + 2 * total,
    redisBytes: 128 * MIB + Math.min(BYTES_IN_FLIGHT, moved) / MEMORY_SHARE,
    workerBytes: 256 * MIB + THREADS * BATCH_COPIES * Math.min(BATCH_BYTES, moved),
    movedBytesPerStep: moved,
    volumeBytes: 4 * BYTES * members * parameters,
  };
}

const EXAMPLES: readonly RunSizes[] = [
  { members: 200, parameters: 31, observations: 100 },
  { members: 5000, parameters: 481, observations: 1000 },
  { members: 5000, parameters: 50_000, observations: 2000 },
  { members: 1000, parameters: 1_000_000, observations: 10_000 },
  { members: 50_000, parameters: 1000, observations: 1000 },
];

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];

function formatBytes(bytes: number): string {
  const exponent = Math.min(Math.floor(Math.log2(bytes) / 10), UNITS.length - 1);
  const value = bytes / 2 ** (10 * exponent);
  return `${value >= 10 ? Math.ceil(value) : value.toFixed(1)} ${UNITS[exponent]}`;
}

function renderRow(sizes: RunSizes): string {
  const counts = [sizes.members, sizes.parameters, sizes.observations].map((count) => count.toLocaleString('en'));
  const { coordinatorBytes, redisBytes, workerBytes, movedBytesPerStep, volumeBytes } = sizeRun(sizes);
  const bytes = [coordinatorBytes, redisBytes, workerBytes, movedBytesPerStep, volumeBytes].map(formatBytes);
  return `| ${[...counts, ...bytes].join(' | ')} |`;
}

/** The table in Markdown. */
export function renderSizingTable(): string {
  return [
    '| members | parameters | data | coordinator | Redis | worker of 2 threads | moved in a step | volume |',
    '|--:|--:|--:|--:|--:|--:|--:|--:|',
    ...EXAMPLES.map(renderRow),
  ].join('\n');
}

if (import.meta.main) console.log(renderSizingTable());
