/** The dashboard of the machinery: workers, threads, queue, Redis, processes. */
import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import {
  type GraphOptions,
  graph,
  labelTable,
  type PanelOptions,
  row,
  type StatOptions,
  singleStat,
} from './panels.ts';
import { jobsQuantile, jobsRate, ofJobs } from './queries.ts';
import { createDashboard, dataSourceVariable, jobVariable } from './variables.ts';

const NOW: readonly StatOptions[] = [
  {
    title: 'Workers',
    description: 'Workers that the coordinators have heard of lately.',
    unit: 'none',
    queries: [{ expr: `sum(${ofJobs('enkit_workers_connected')})`, legend: 'workers' }],
    thresholds: [
      [null, 'red'],
      [1, 'green'],
    ],
  },
  {
    title: 'Threads',
    description: 'Worker threads of all the workers connected.',
    unit: 'none',
    queries: [{ expr: `sum(${ofJobs('enkit_workers_threads')})`, legend: 'threads' }],
  },
  {
    title: 'Threads busy',
    description:
      'Share of the threads that evaluate members at this moment. Low while the queue is not empty is a fault.',
    unit: 'percentunit',
    queries: [
      {
        expr: `sum(${ofJobs('enkit_worker_threads', 'state="busy"')}) / sum(${ofJobs('enkit_worker_threads')})`,
        legend: 'busy',
      },
    ],
  },
  {
    title: 'Redis memory',
    description: 'Share of maxmemory that Redis uses; at 100 % it refuses writes.',
    unit: 'percentunit',
    queries: [
      {
        expr: `max(${ofJobs('enkit_redis_memory_used_bytes')} / (${ofJobs('enkit_redis_memory_maximum_bytes')} > 0))`,
        legend: 'used',
      },
    ],
    thresholds: [
      [null, 'green'],
      [0.6, 'orange'],
      [0.8, 'red'],
    ],
  },
];

const WORKERS: readonly GraphOptions[] = [
  {
    title: 'Workers by state',
    description: 'Workers that start, are ready, or drain because they were told to stop.',
    unit: 'none',
    queries: [{ expr: `sum by (state) (${ofJobs('enkit_worker_state')})`, legend: '{{state}}' }],
    stacked: true,
    minimum: 0,
  },
  {
    title: 'Threads by state',
    description: 'Evaluation threads, busy and idle, over all workers.',
    unit: 'none',
    queries: [{ expr: `sum by (state) (${ofJobs('enkit_worker_threads')})`, legend: '{{state}}' }],
    stacked: true,
    minimum: 0,
  },
  {
    title: 'Members/s by worker',
    description: 'Members evaluated by each worker, repeats included.',
    unit: 'suffix: members/s',
    queries: [{ expr: jobsRate('enkit_worker_members_total', ['instance']), legend: '{{instance}}' }],
    stacked: true,
    minimum: 0,
  },
  {
    title: 'Seconds of a member',
    description: 'Median and 95th percentile of the seconds of a member on its thread.',
    unit: 's',
    queries: [0.5, 0.95].map((quantile) => ({
      expr: jobsQuantile(quantile, 'enkit_worker_member_seconds'),
      legend: `p${quantile * 100}`,
    })),
    minimum: 0,
  },
  {
    title: 'Batches by outcome',
    description:
      'Batches ended: completed, failed, handed back by a worker that stops, or taken away because its lock was lost.',
    unit: 'suffix: batches/s',
    queries: [{ expr: jobsRate('enkit_worker_batches_total', ['outcome']), legend: '{{outcome}}' }],
    minimum: 0,
  },
  {
    title: 'Results by answer',
    description:
      'Results offered: stored (ok), the same bytes again, other bytes, of an earlier coordinator, too late. All but ok are rare.',
    unit: 'suffix: results/s',
    queries: [{ expr: jobsRate('enkit_worker_results_total', ['answer']), legend: '{{answer}}' }],
    minimum: 0,
  },
  {
    title: 'Batches found stalled',
    description:
      'Batches whose worker no longer renewed its lock, in the last quarter of an hour: workers were killed or blocked.',
    unit: 'none',
    queries: [{ expr: `sum(increase(${ofJobs('enkit_worker_stalls_total')}[15m]))`, legend: 'batches' }],
    minimum: 0,
  },
  {
    title: 'Failed members by worker',
    description:
      'Members that failed, per second and worker. One worker alone points to its node, all of them to the model.',
    unit: 'suffix: members/s',
    queries: [
      {
        expr: jobsRate('enkit_worker_members_total', ['instance'], 'outcome!="evaluated"'),
        legend: '{{instance}}',
      },
    ],
    minimum: 0,
  },
];

const QUEUE: readonly GraphOptions[] = [
  {
    title: 'Queue',
    description: 'Batches not yet finished, by state, over all runs. The number of workers follows their sum.',
    unit: 'none',
    queries: [{ expr: `sum by (state) (${ofJobs('enkit_queue_jobs')})`, legend: '{{state}}' }],
    stacked: true,
    minimum: 0,
  },
  {
    title: 'Bytes in flight',
    description: 'Parameters and predictions that lie in Redis now. It is bounded, whatever the size of the ensemble.',
    unit: 'bytes',
    queries: [{ expr: `sum by (instance) (${ofJobs('enkit_queue_in_flight_bytes')})`, legend: '{{instance}}' }],
    minimum: 0,
  },
  {
    title: 'Bytes moved',
    description: 'Bytes per second through Redis, by side and direction.',
    unit: 'Bps',
    queries: [
      { expr: jobsRate('enkit_queue_bytes_total', ['direction']), legend: 'coordinator {{direction}}' },
      { expr: jobsRate('enkit_worker_bytes_total', ['direction']), legend: 'workers {{direction}}' },
    ],
    minimum: 0,
  },
  {
    title: 'Redis memory',
    description: 'Memory that Redis uses and may use.',
    unit: 'bytes',
    queries: [
      { expr: `max(${ofJobs('enkit_redis_memory_used_bytes')})`, legend: 'used' },
      { expr: `max(${ofJobs('enkit_redis_memory_maximum_bytes')})`, legend: 'maxmemory' },
    ],
    minimum: 0,
  },
  {
    title: 'Processes without Redis',
    description: 'Processes whose connection to Redis is down at this moment.',
    unit: 'none',
    queries: [{ expr: `count(${ofJobs('enkit_redis_connected')} == 0) or vector(0)`, legend: 'processes' }],
    minimum: 0,
  },
  {
    title: 'Connections lost',
    description: 'Times that a process lost its connection to Redis, in the last quarter of an hour.',
    unit: 'none',
    queries: [
      {
        expr: `sum by (instance) (increase(${ofJobs('enkit_redis_reconnects_total')}[15m])) > 0`,
        legend: '{{instance}}',
      },
    ],
    minimum: 0,
  },
];

const PROCESSES: readonly GraphOptions[] = [
  {
    title: 'Event-loop delay',
    description:
      'Longest delay of the main event loop. A loop blocked for longer than the lock of a job loses the job.',
    unit: 's',
    queries: [{ expr: ofJobs('enkit_event_loop_delay_seconds'), legend: '{{instance}}' }],
    minimum: 0,
    thresholds: [
      [null, 'green'],
      [5, 'red'],
    ],
  },
  {
    title: 'Processors used',
    description: 'Processors that each process keeps busy, its threads included.',
    unit: 'none',
    queries: [{ expr: jobsRate('enkit_process_cpu_seconds_total', ['instance']), legend: '{{instance}}' }],
    minimum: 0,
  },
  {
    title: 'Resident memory',
    description: 'Memory of each process as the system counts it; beyond its limit the process is killed.',
    unit: 'bytes',
    queries: [{ expr: ofJobs('enkit_process_resident_memory_bytes'), legend: '{{instance}}' }],
    minimum: 0,
  },
  {
    title: 'Array buffers and heap',
    description:
      'Memory of ensembles and messages (array buffers), and of JavaScript objects (heap), over all processes.',
    unit: 'bytes',
    queries: [
      { expr: `sum(${ofJobs('enkit_process_array_buffers_bytes')})`, legend: 'array buffers' },
      { expr: `sum(${ofJobs('enkit_process_heap_bytes')})`, legend: 'heap' },
    ],
    minimum: 0,
  },
  {
    title: 'Age of the processes',
    description: 'Time since each process started; a fall to 0 is a restart.',
    unit: 's',
    queries: [{ expr: `time() - ${ofJobs('enkit_process_start_timestamp_seconds')}`, legend: '{{instance}}' }],
    minimum: 0,
  },
];

const VERSIONS: PanelOptions = {
  title: 'Versions',
  description:
    'Version of EnKit and Node of every process. All must be the same, or results may differ. The width of the kernels changes the speed alone.',
  unit: 'none',
  queries: [{ expr: ofJobs('enkit_build_info'), legend: '{{instance}}' }],
};

/** The dashboard's JSON model. */
export function buildFleetDashboard(): Dashboard {
  const builder = createDashboard('EnKit / Fleet', 'enkit-fleet', 'Workers, threads, queue, Redis and processes.')
    .time({ from: 'now-1h', to: 'now' })
    .withVariable(dataSourceVariable())
    .withVariable(jobVariable());
  builder.withRow(row('Now'));
  for (const options of NOW) builder.withPanel(singleStat({ ...options, span: 6 }));
  builder.withRow(row('Workers'));
  for (const options of WORKERS) builder.withPanel(graph(options));
  builder.withRow(row('Queue and Redis'));
  for (const options of QUEUE) builder.withPanel(graph(options));
  builder.withRow(row('Processes'));
  for (const options of PROCESSES) builder.withPanel(graph(options));
  builder.withPanel(labelTable(VERSIONS));
  return builder.build();
}
