/** The process itself, read at the moment of the scrape. */
import type { Registry } from 'prom-client';
import type { EventLoopMonitor } from '../server/eventLoopMonitor.ts';
import { counter, createInstruments, createReadInstrument, gauge } from './definition.ts';

const ROLES = ['coordinator', 'worker'] as const;
export type ProcessRole = (typeof ROLES)[number];

/** How wide the arithmetic kernels run. */
const WIDTHS = ['narrow', 'wide'] as const;

export const PROCESS_METRICS = {
  build: gauge('enkit_build_info', 'Version of EnKit and of Node, and width of the kernels; always 1.', {
    role: ROLES,
    version: 'free',
    node: 'free',
    kernels: WIDTHS,
  }),
  startTimestamp: gauge('enkit_process_start_timestamp_seconds', 'When the process started, in Unix seconds.'),
  cpu: counter('enkit_process_cpu_seconds_total', 'Processor seconds used by the process, all its threads included.'),
  resident: gauge('enkit_process_resident_memory_bytes', 'Resident memory of the process in bytes.'),
  heap: gauge('enkit_process_heap_bytes', 'JavaScript heap in use by the main thread, in bytes.'),
  arrayBuffers: gauge('enkit_process_array_buffers_bytes', 'Memory of array buffers, where ensembles lie, in bytes.'),
  eventLoopDelay: gauge(
    'enkit_event_loop_delay_seconds',
    'Longest delay of the main event loop in the last 10 to 20 seconds.',
  ),
};

export interface ProcessIdentity {
  readonly role: ProcessRole;
  readonly version: string;
  /** Width of the arithmetic kernels. */
  readonly kernels: (typeof WIDTHS)[number];
}

function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

/** Registers the process' own figures. */
export function collectProcessMetrics(
  registry: Registry,
  identity: ProcessIdentity,
  eventLoop: EventLoopMonitor,
): void {
  const { build, ...definitions } = PROCESS_METRICS;
  createInstruments({ build }, registry).build.set({ ...identity, node: process.versions.node }, 1);
  const startTimestamp = Date.now() / 1000 - process.uptime();
  createReadInstrument(definitions.startTimestamp, registry, () => startTimestamp);
  createReadInstrument(definitions.cpu, registry, cpuSeconds);
  createReadInstrument(definitions.resident, registry, () => process.memoryUsage.rss());
  createReadInstrument(definitions.heap, registry, () => process.memoryUsage().heapUsed);
  createReadInstrument(definitions.arrayBuffers, registry, () => process.memoryUsage().arrayBuffers);
  createReadInstrument(definitions.eventLoopDelay, registry, () => eventLoop.longestDelaySeconds());
}
