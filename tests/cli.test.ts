import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { promisify } from 'node:util';
import { expect, it, onTestFinished } from 'vitest';
import type { Fleet, RunSizing } from '@enkit/contracts';
import { decodeNpy } from '@enkit/storage';
import { enkit, lastJson, ROOT, startEnkit, temporaryFolder } from './support/enkit.ts';
import { SMALL, writeExperiment } from './support/smallExperiment.ts';

interface ResultLine {
  readonly run: string;
  readonly directory: string;
  readonly ensembleSha256: string;
  readonly members: number;
  readonly rmse: { readonly train: number; readonly test: number };
  readonly [key: string]: unknown;
}

it('that a run ends with one line of JSON that has what scripts rely on', async () => {
  const folder = temporaryFolder();
  const finished = await enkit(['run', writeExperiment(folder), '--json', '--threads', '1'], folder);
  expect(finished.code).toBe(0);
  const result = lastJson<ResultLine>(finished);
  const keys = [
    'run',
    'directory',
    'method',
    'members',
    'steps',
    'passes',
    'seconds',
    'coverage90',
    'failedMembers',
    'backend',
    'threads',
    'ensembleSha256',
  ];
  expect(keys.filter((key) => !(key in result))).toEqual([]);
  expect(result).toMatchObject({
    method: 'eki',
    members: 30,
    steps: 12,
    passes: 360,
    failedMembers: 0,
    backend: 'wasm',
    threads: 1,
  });
  expect(result.rmse.train).toBeGreaterThan(0);
  expect(result['r2']).toMatchObject({ train: expect.any(Number), test: expect.any(Number) });
});

it('that the hash is that of ensemble.npy, member-major float64', async () => {
  const folder = temporaryFolder();
  const result = lastJson<ResultLine>(await enkit(['run', writeExperiment(folder), '--json'], folder));
  const array = decodeNpy(readFileSync(join(result.directory, 'ensemble.npy')), 'ensemble.npy');
  expect(array.shape).toEqual([30, 19]);
  const bytes = readFileSync(join(result.directory, 'ensemble.npy')).subarray(-30 * 19 * 8);
  expect(createHash('sha256').update(bytes).digest('hex')).toBe(result.ensembleSha256);
});

it('that threads and batches do not change a bit, and seeds do', async () => {
  const folder = temporaryFolder();
  const file = writeExperiment(folder);
  const hash = async (...words: string[]): Promise<string> =>
    lastJson<ResultLine>(await enkit(['run', file, '--json', '--quiet', ...words], folder)).ensembleSha256;
  const reference = await hash('--threads', '1');
  expect(await hash('--threads', '2', '--batch', '1')).toBe(reference);
  expect(await hash('--threads', '4', '--batch', '7')).toBe(reference);
  expect(await hash('--set', 'outputs.monitorEvery=1')).toBe(reference);
  expect(await hash('--seed', '4')).not.toBe(reference);
});

it('that the report stands by itself', async () => {
  const folder = temporaryFolder();
  const { directory } = lastJson<ResultLine>(await enkit(['run', writeExperiment(folder), '--json'], folder));
  const report = readFileSync(join(directory, 'report.html'), 'utf8');
  expect(report).toContain('small');
  expect(report).not.toMatch(/(src|href)="https?:/);
  const before = report.length;
  const again = await enkit(['report', directory], folder);
  expect(again.code).toBe(0);
  expect(Math.abs(readFileSync(join(directory, 'report.html'), 'utf8').length - before)).toBeLessThan(200);
});

it('that init writes an experiment which validates and is not overwritten', async () => {
  const folder = temporaryFolder();
  expect((await enkit(['init'], folder)).code).toBe(0);
  expect((await enkit(['validate', 'experiment.yaml'], folder)).stdout).toContain('valid experiment.yaml');
  const again = await enkit(['init'], folder);
  expect([again.code, again.stderr]).toEqual([73, expect.stringContaining('FILE_EXISTS')]);
});

it('that validate says everything that is wrong, with place, key, expected, got and a guess', async () => {
  const folder = temporaryFolder();
  writeExperiment(
    folder,
    SMALL.replace('size: 30', 'size: 1').replace('type: eki', 'type: ekki').replace('ensemble:', 'enesmble:'),
  );
  const { code, stderr } = await enkit(['validate', 'experiment.yaml'], folder);
  expect(code).toBe(78);
  expect(stderr).toMatch(
    /experiment\.yaml:4:\d+ method\.type: CFG_CHOICE: expected .*eki.*; got .*ekki.*did you mean/i,
  );
  expect(stderr).toMatch(/experiment\.yaml:5:\d+ enesmble: CFG_UNKNOWN_KEY.*ensemble/);
  expect(stderr).not.toMatch(/\n\s+at /);
});

it.each([
  ['an unknown command', ['fly'], 64],
  ['an unknown option', ['run', 'experiment.yaml', '--thread', '2'], 64],
  ['a thread count that is none', ['run', 'experiment.yaml', '--threads', '0'], 64],
  ['a file that is not there', ['run', 'missing.yaml'], 66],
  ['a setting that does not exist', ['run', 'experiment.yaml', '--set', 'ensemble.sise=3'], 78],
  ['a run that is not there', ['resume', 'nothing'], 66],
  ['a run directory that exists', ['run', 'experiment.yaml', '--out', '.'], 73],
  ['an output that cannot be written', ['run', 'experiment.yaml', '--out', '/proc/enkit'], 73],
])('that %s ends with its exit code and no stack trace', async (_name, words, code) => {
  const folder = temporaryFolder();
  writeExperiment(folder);
  const finished = await enkit(words, folder);
  expect(finished.stderr).not.toMatch(/\n\s+at /);
  expect(finished.code, finished.stderr).toBe(code);
});

it('that data errors name file, line and column', async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'data.csv'), 'x,y\n1,2\n2,oops\n3,4\n');
  const data = '{ source: file, file: data.csv, inputs: [x], outputs: [y] }';
  writeExperiment(folder, SMALL.replace(/\{ source: sine.*\}/, data));
  const { code, stderr } = await enkit(['run', 'experiment.yaml'], folder);
  expect([code, stderr]).toEqual([65, expect.stringMatching(/data\.csv:3 column "y": DATA_NOT_A_NUMBER.*oops/)]);
});

it('that new points are predicted with mean and quantiles in the data own units', async () => {
  const folder = temporaryFolder();
  const result = lastJson<ResultLine>(await enkit(['run', writeExperiment(folder), '--json'], folder));
  writeFileSync(join(folder, 'new.csv'), 'x\n0\n1.5\n');
  const { code, stdout } = await enkit(['predict', result.directory, '--inputs', 'new.csv'], folder);
  expect(code).toBe(0);
  const [head, zero, later] = stdout
    .trim()
    .split('\n')
    .map((line) => line.split(','));
  expect(head).toEqual(['x', 'y.mean', 'y.sd', 'y.q05', 'y.q25', 'y.q50', 'y.q75', 'y.q95']);
  expect(Math.abs(Number(zero[1]))).toBeLessThan(0.2);
  expect(Math.abs(Number(later[1]) - Math.sin(1.5))).toBeLessThan(0.2);
  expect(Number(later[3])).toBeLessThanOrEqual(Number(later[7]));
});

it('that runs are listed newest first', async () => {
  const folder = temporaryFolder();
  const file = writeExperiment(folder);
  await enkit(['run', file, '--run-id', 'first'], folder);
  await enkit(['run', file, '--run-id', 'second'], folder);
  const { stdout } = await enkit(['runs', '--json'], folder);
  expect(
    stdout
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as ResultLine).run),
  ).toEqual(['second', 'first']);
});

it('that --resume begins a run, gives the result of a finished one, and refuses another experiment', async () => {
  const folder = temporaryFolder();
  const words = ['run', writeExperiment(folder), '--run-id', 'job', '--resume', '--json', '--quiet'];
  const first = lastJson<ResultLine>(await enkit(words, folder));
  const second = await enkit(words, folder);
  expect([second.code, lastJson<ResultLine>(second)]).toEqual([0, first]);
  const other = await enkit([...words, '--seed', '9'], folder);
  expect([other.code, other.stderr]).toEqual([76, expect.stringMatching(/RUN_MISMATCH: .*another ensemble section/)]);
});

it('that a metrics port which is taken is told before the run begins', async () => {
  const folder = temporaryFolder();
  const server = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address ? String(address.port) : '';
  const { code, stderr } = await enkit(['run', writeExperiment(folder), '--metrics-port', port], folder);
  expect([code, stderr]).toEqual([73, expect.stringContaining('METRICS_PORT')]);
});

it('that a comparison shows methods side by side and writes one report', async () => {
  const folder = temporaryFolder();
  const finished = await enkit(
    [
      'compare',
      writeExperiment(folder),
      '--methods',
      'gradient-descent,adam,enkf,es-mda,eki',
      '--seeds',
      '2',
      '--quiet',
      '--set',
      'compare.adam.epochs=200',
    ],
    folder,
  );
  expect(finished.code, finished.stderr).toBe(0);
  for (const method of ['gradient-descent', 'adam', 'enkf', 'es-mda', 'eki']) expect(finished.stdout).toContain(method);
  expect(existsSync(join(folder, 'runs/compare-small.html'))).toBe(true);
});

it('that doctor tells versions, the backend and why, and the memory a run needs', async () => {
  const folder = temporaryFolder();
  const { code, stdout } = await enkit(['doctor', writeExperiment(folder)], folder);
  expect(code).toBe(0);
  expect(stdout).toMatch(/node\s+26\./);
  expect(stdout).toMatch(/backend\s+wasm: .*; /);
  expect(stdout).toMatch(/total\s+[\d.]+ [KM]iB/);
  expect(stdout).toMatch(/test\s+[\d.]+ [KM]iB/);
  expect(stdout).toMatch(/on a cluster of 10 workers with 2 threads/);
});

it('that doctor --json sizes coordinator, Redis, workers and traffic in bytes, for the workers that are named', async () => {
  const folder = temporaryFolder();
  const file = writeExperiment(folder);
  const size = async (workers: number) => {
    const { stdout } = await enkit(['doctor', file, `--workers=${workers}`, '--json'], folder);
    return (JSON.parse(stdout) as { run: RunSizing & { fleet: Fleet } }).run;
  };
  const [few, many] = [await size(2), await size(50)];
  expect(many.fleet).toEqual({ workers: 50, threads: 2 });
  expect(many.redis.total).toBeGreaterThan(few.redis.total);
  expect(many.worker).toBe(few.worker);
  expect(few.movedPerStep).toBeGreaterThan(0);
  expect(few.estimate.test).toBeGreaterThan(0);
});

it('that doctor refuses a number of workers that is none', async () => {
  const { code, stderr } = await enkit(['doctor', '--workers=many'], ROOT);
  expect([code, stderr]).toEqual([64, expect.stringContaining('Expected a positive integer')]);
});

it('that a reader who leaves early ends the command quietly', async () => {
  const folder = temporaryFolder();
  const started = startEnkit(['doctor'], folder);
  started.process.stdout?.destroy();
  const { code, stderr } = await started.finished;
  expect([code, stderr]).toEqual([0, '']);
});

it('that a run goes on when nobody reads its progress', async () => {
  const folder = temporaryFolder();
  const started = startEnkit(['run', writeExperiment(folder), '--json'], folder);
  started.process.stderr?.destroy();
  const finished = await started.finished;
  expect(finished.code).toBe(0);
  expect(lastJson<ResultLine>(finished)).toMatchObject({ steps: 12 });
});

it.runIf(existsSync('/dev/full'))('that a full disk below stdout is told without a stack trace', async () => {
  const folder = temporaryFolder();
  const command = `"${process.execPath}" "${join(ROOT, 'apps/coordinator/src/main.ts')}" doctor > /dev/full`;
  const failure: unknown = await promisify(execFile)('sh', ['-c', command], { cwd: folder }).catch((error) => error);
  expect(failure).toMatchObject({ code: 73, stderr: expect.stringMatching(/^error stdout: DISK_FULL: .*\n$/) });
});

it('that a comparison says that it leaves a queue aside', async () => {
  const folder = temporaryFolder();
  const file = writeExperiment(folder, `${SMALL}evaluation: { queue: { redis: "redis://nowhere.invalid:6379" } }\n`);
  const { code, stderr } = await enkit(['compare', file, '--seeds', '1', '--methods', 'eki'], folder);
  expect([code, stderr]).toEqual([0, expect.stringContaining('evaluation.queue is not used')]);
});

it('that a table of one row is told as one, and not as a wrong split', async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'one.csv'), 'x,y\n1,2\n');
  const data = '{ source: file, file: one.csv, inputs: [x], outputs: [y] }';
  const { code, stderr } = await enkit(
    ['run', writeExperiment(folder, SMALL.replace(/\{ source: sine.*\}/, data))],
    folder,
  );
  expect([code, stderr]).toEqual([65, expect.stringMatching(/one\.csv: DATA_EMPTY: .*got one complete row/)]);
});

it('that a Redis URL which is none is told before a run directory is made', async () => {
  const folder = temporaryFolder();
  const file = writeExperiment(folder, SMALL);
  const wrong = await enkit(['run', file, '--redis', 'foo'], folder);
  expect([wrong.code, wrong.stderr]).toEqual([64, expect.stringContaining('REDIS_URL')]);
  expect(existsSync(join(folder, 'runs'))).toBe(false);
});

it.each(['', 'run', 'compare', 'validate', 'init', 'resume', 'report', 'runs', 'predict', 'doctor', 'start'])(
  'that help of "%s" shows its use, with an example',
  async (command) => {
    const { code, stdout } = await enkit([...(command ? [command] : []), '--help'], ROOT);
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^Usage: enkit[^]*\nExamples?:\n {2}enkit /)]);
  },
);
