/**
 * A coordinator and workers as Prometheus sees them: the real registries behind the real server, fed with made-up
 * steps. What runs members is tested elsewhere; this is for questions about metrics, dashboards and rules.
 */
import type { StepRecord } from '@enkit/contracts';
import {
  type CoordinatorMetrics,
  createCoordinatorMetrics,
  createWorkerMetrics,
  type HealthStatus,
  type MetricsServer,
  startMetricsServer,
  type WorkerMetrics,
} from '@enkit/telemetry';

const version = '1.0.0';
const MEMBERS = 60;
const healthy = (): HealthStatus => ({ ok: true, reason: 'ready' });

export interface Fleet {
  readonly coordinatorTarget: string;
  readonly workerTargets: readonly string[];
  /** Evaluates and records one more step, with two failed members and every kind of trouble once. */
  step(): StepRecord;
  close(): Promise<void>;
}

function stepRecord(step: number): StepRecord {
  return {
    step,
    plannedSteps: 100,
    alpha: 100,
    inverseAlphaSum: step / 100,
    members: MEMBERS,
    observations: 50,
    rmseForecast: 0.3 / step,
    coverageForecast: 0.9,
    misfit: 2 / step,
    spread: 0.2 / step,
    parameterSpread: 1 / step,
    condition: 1e5,
    collapsed: false,
    rmseTrain: 0.1 / 3 / step,
    rmseTest: 0.2 / 3 / step,
    spreadTest: 0.1 / step,
    passes: step,
    failures: [
      { member: 1, status: 'failed', code: 'MEMBER_TIMEOUT', message: 'after 1 s', node: 'a/1' },
      { member: 2, status: 'failed', code: 'MEMBER_NONFINITE', message: 'output 0 is NaN', node: 'a/1' },
    ],
    seconds: { evaluate: 0.2, assimilate: 0.05, record: 0.01 },
    elapsedSeconds: step,
  };
}

function describeRun(coordinator: CoordinatorMetrics): void {
  const names = { run: 'sine-1', experiment: 'sine', model: 'mlp', method: 'es-mda', update: 'stochastic' };
  coordinator.setRun({
    ...names,
    backend: 'wasm',
    queue: 'bullmq',
    members: MEMBERS,
    parameters: 31,
    plannedSteps: 100,
  });
  coordinator.setPhase('evaluating');
  coordinator.setWorkers({ workers: 3, threads: 6 });
  coordinator.setRedisConnected(true);
  coordinator.setRedisMemory({ usedBytes: 1e6, maximumBytes: 1e8 });
}

function feedCoordinator(coordinator: CoordinatorMetrics, record: StepRecord): void {
  for (const done of [20, 40, MEMBERS]) {
    coordinator.observeProgress({
      step: record.step,
      purpose: 'assimilate',
      done,
      failed: 2,
      total: MEMBERS,
      node: 'a/1',
    });
  }
  coordinator.observeStep(record);
  coordinator.setScores('test', { r2: 0.9 });
  coordinator.setRemaining(100 - record.step);
  coordinator.setQueueDepth({ waiting: 3, active: 2 });
  coordinator.setInFlightBytes(1000);
  coordinator.addQueueBytes('sent', 500);
  coordinator.checkpointWritten(0.02, 4096);
  for (const event of ['retry', 'lost', 'straggler', 'conflict', 'worker-left'] as const)
    coordinator.countQueueEvent(event);
}

function feedWorker(worker: WorkerMetrics): void {
  worker.setWorkerState('ready');
  worker.setThreads({ busy: 1, idle: 1 });
  // Lost and found again, so that reconnects are counted.
  for (const connected of [true, false, true]) worker.setRedisConnected(connected);
  worker.addWorkerBytes('received', 100);
  worker.countCommit('ok');
  worker.countStall();
  const failure = { status: 'failed', code: 'MEMBER_TIMEOUT', message: 'after 1 s', node: 'a/1' } as const;
  worker.observeBatch({ outcome: 'completed', seconds: 0.3, members: [{ status: 'evaluated' }, failure] });
}

async function serve({ registry }: CoordinatorMetrics | WorkerMetrics): Promise<MetricsServer> {
  return await startMetricsServer({ port: 0, registry, alive: healthy, ready: healthy });
}

/** Serves one coordinator and three workers on free ports. */
export async function startFleet(): Promise<Fleet> {
  const coordinator = createCoordinatorMetrics({ version, kernels: 'wide' });
  const workers = [0, 1, 2].map(() => createWorkerMetrics({ version, kernels: 'wide' }));
  const servers = await Promise.all([coordinator, ...workers].map(serve));
  const [coordinatorTarget = '', ...workerTargets] = servers.map(({ port }) => `127.0.0.1:${port}`);
  describeRun(coordinator);
  let steps = 0;
  return {
    coordinatorTarget,
    workerTargets,
    step() {
      const record = stepRecord(++steps);
      feedCoordinator(coordinator, record);
      for (const worker of workers) feedWorker(worker);
      return record;
    },
    async close() {
      for (const metrics of [coordinator, ...workers]) metrics.close();
      await Promise.all(servers.map((server) => server.close()));
    },
  };
}
