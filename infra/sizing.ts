/** The sizing table of docs/kubernetes.md, from the function that `enkit doctor FILE` asks. */
import { experimentSchema, sizeRun, type RunSizing } from '@enkit/contracts';
import { queueLimits } from '@enkit/queue';

/** Of the table. */
export const FLEET = { workers: 20, threads: 2 };

interface TableSizes {
  /** Ne. */
  readonly members: number;
  /** Nm. */
  readonly parameters: number;
  /** Nd. */
  readonly observations: number;
}

/** Any experiment of this many members with batches of ten; the estimate looks at nothing else here. */
export function sizeTableRun({ members, parameters, observations }: TableSizes): RunSizing {
  const experiment = experimentSchema.parse({
    name: 'sizing',
    data: { source: 'sine' },
    model: { type: 'mlp', hidden: [10] },
    method: { type: 'es-mda' },
    ensemble: { size: members },
    evaluation: { batch: 10 },
  });
  return sizeRun(experiment, { parameters, observations }, FLEET, queueLimits());
}

const EXAMPLES: readonly TableSizes[] = [
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

function renderRow(sizes: TableSizes): string {
  const counts = [sizes.members, sizes.parameters, sizes.observations].map((count) => count.toLocaleString('en'));
  const { coordinator, redis, worker, movedPerStep, volume } = sizeTableRun(sizes);
  const bytes = [coordinator, redis.total, worker, movedPerStep, volume].map(formatBytes);
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
