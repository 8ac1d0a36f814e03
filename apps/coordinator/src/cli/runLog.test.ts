import { EnkitError, type StepRecord } from '@enkit/contracts';
import { createLogger } from '@enkit/telemetry';
import { expect, it } from 'vitest';
import { SilentExit } from './failure.ts';
import { createRunLog } from './runLog.ts';
import { PROCESS_TERMINAL } from './terminal.ts';

/** A log that keeps its lines. */
function recordedLog() {
  const lines: string[] = [];
  const logger = createLogger({ pretty: false, destination: { write: (line) => void lines.push(line) } });
  const log = createRunLog(logger, PROCESS_TERMINAL);
  const logged = (): Record<string, unknown>[] => lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  return { log, logged };
}

const started = {
  type: 'started',
  run: 'sine-1',
  name: 'sine',
  method: 'es-mda',
  members: 10,
  parameters: 3,
  observations: 5,
  threads: 1,
  backend: 'wasm',
  directory: 'runs/sine-1',
} as const;

const record: StepRecord = {
  step: 4,
  alpha: 4,
  inverseAlphaSum: 1,
  members: 9,
  observations: 5,
  rmseForecast: 0.25,
  coverageForecast: 0.9,
  misfit: 0.5,
  spread: 0.1,
  parameterSpread: 0.5,
  condition: 10,
  collapsed: true,
  passes: 4,
  failures: [{ member: 7, status: 'failed', code: 'MEMBER_NONFINITE', message: 'output 3 is NaN', node: 'a/1' }],
  seconds: { evaluate: 1, assimilate: 0.1, record: 0.01 },
  elapsedSeconds: 5,
};

it('that a step is told with its run and number, and a failed member with its code', () => {
  const { log, logged } = recordedLog();
  log.listen(started);
  log.listen({ type: 'step', record });
  expect(logged()).toMatchObject([
    { level: 'info', run: 'sine-1', members: 10, message: 'started' },
    { level: 'warn', run: 'sine-1', step: 4, code: 'MEMBER_NONFINITE', member: 7, message: 'output 3 is NaN' },
    { level: 'info', run: 'sine-1', step: 4, rmseForecast: 0.25, message: 'step recorded' },
    { level: 'warn', run: 'sine-1', step: 4, message: 'the ensemble has collapsed' },
  ]);
});

it('that what the queue says in the middle of a step bears that step and the code in it', () => {
  const { log, logged } = recordedLog();
  log.listen(started);
  const progress = { step: 2, purpose: 'assimilate', done: 1, failed: 0, total: 10, node: 'a/1' };
  log.listen({ type: 'progress', progress });
  log.listen({ type: 'notice', kind: 'lost', routine: false, message: 'QUEUE_LOST: 2 jobs were lost', jobs: 2 });
  log.listen({ type: 'notice', kind: 'worker-joined', routine: true, message: 'worker a/1 joined' });
  expect(logged().slice(1)).toMatchObject([
    { level: 'warn', run: 'sine-1', step: 2, kind: 'lost', code: 'QUEUE_LOST' },
    { level: 'info', run: 'sine-1', step: 2, kind: 'worker-joined' },
  ]);
});

it('that the error which ends the run is its last line, with code and exit code', () => {
  const { log, logged } = recordedLog();
  log.listen(started);
  expect(log.failed(new EnkitError('RUN_MISMATCH', { got: 'another data section' }))).toMatchObject({ exitCode: 76 });
  expect(logged().at(-1)).toMatchObject({ level: 'fatal', run: 'sine-1', code: 'RUN_MISMATCH' });
});

it('that a fault of EnKit is told with its stack, still in one line', () => {
  const { log, logged } = recordedLog();
  expect(log.failed(new Error('no such thing'))).toMatchObject({ exitCode: 70 });
  const [line] = logged();
  expect(line).toMatchObject({ code: 'INTERNAL', message: 'no such thing', err: { stack: expect.any(String) } });
});

it('that an interruption, which was told already, is passed on as it is', () => {
  const { log, logged } = recordedLog();
  const interrupted = new SilentExit(130);
  expect(log.failed(interrupted)).toBe(interrupted);
  log.terminal.note('stopping after the step in hand');
  expect(logged()).toMatchObject([{ level: 'info', message: 'stopping after the step in hand' }]);
});
