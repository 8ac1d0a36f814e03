/** Prometheus and its checker promtool for the tests, from Debian's package; nothing is installed. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { unpackDebianPackages } from './debianPackage.ts';

/** Path of the named program of the Prometheus package. */
export async function prometheusProgram(name: 'prometheus' | 'promtool'): Promise<string> {
  return join(await unpackDebianPackages(['prometheus']), 'usr/bin', name);
}

export interface ProgramResult {
  readonly exitCode: number | null;
  /** Standard output and standard error, one after the other. */
  readonly output: string;
}

/** Runs promtool with `input` on its standard input; a failed check is a result, not an exception. */
export async function runPromtool(commandArguments: readonly string[], input = ''): Promise<ProgramResult> {
  const child = spawn(await prometheusProgram('promtool'), commandArguments);
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  const closed = once(child, 'close');
  const [standardOutput, standardError] = await Promise.all([text(child.stdout), text(child.stderr)]);
  await closed;
  return { exitCode: child.exitCode, output: standardOutput + standardError };
}

export interface ScrapeJob {
  readonly job: string;
  /** host:port of each process. */
  readonly targets: readonly string[];
}

export interface PrometheusOptions {
  readonly jobs: readonly ScrapeJob[];
  readonly scrapeIntervalMilliseconds?: number;
  /** Paths of rules files. */
  readonly rules?: readonly string[];
}

export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export interface PrivatePrometheus {
  readonly url: string;
  /** The instant vector that an expression gives now; a scalar is one sample without labels. */
  query(expression: string): Promise<Sample[]>;
  stop(): Promise<void>;
}

function configuration({ jobs, rules = [], scrapeIntervalMilliseconds = 200 }: PrometheusOptions): string {
  const interval = `${scrapeIntervalMilliseconds}ms`;
  // JSON is YAML.
  return JSON.stringify({
    global: { scrape_interval: interval, scrape_timeout: interval, evaluation_interval: interval },
    rule_files: rules,
    scrape_configs: jobs.map(({ job, targets }) => ({ job_name: job, static_configs: [{ targets }] })),
  });
}

/** Reads the port that the system chose, and goes on to the line that tells it is served: before, every query is refused. */
async function readyAddress(child: ChildProcess): Promise<string> {
  if (!child.stderr) throw new Error('Prometheus has no standard error');
  const lines: string[] = [];
  let address: string | undefined;
  for await (const line of createInterface({ input: child.stderr })) {
    lines.push(line);
    address ??= /msg="Listening on" address=(\S+)/.exec(line)?.[1];
    if (address && line.includes('Server is ready to receive web requests')) return address;
  }
  throw new Error(`Prometheus did not start: ${lines.slice(-3).join(' | ')}`);
}

interface QueryAnswer {
  readonly error?: string;
  readonly data: {
    readonly resultType: string;
    readonly result: readonly { metric: Record<string, string>; value: [number, string] }[] | [number, string];
  };
}

async function queryInstant(url: string, expression: string): Promise<Sample[]> {
  const response = await fetch(`${url}/api/v1/query`, {
    method: 'POST',
    body: new URLSearchParams({ query: expression }),
  });
  const { error, data } = (await response.json()) as QueryAnswer;
  if (error !== undefined) throw new Error(`${expression}: ${error}`);
  if (data.resultType === 'scalar') return [{ labels: {}, value: Number(data.result[1]) }];
  const series = data.result as { metric: Record<string, string>; value: [number, string] }[];
  return series.map(({ metric, value }) => ({ labels: metric, value: Number(value[1]) }));
}

async function stopProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  await exited;
}

/** Starts a Prometheus of the test's own on a free port of the loopback, with its data in a temporary directory. */
export async function startPrometheus(options: PrometheusOptions): Promise<PrivatePrometheus> {
  const directory = await mkdtemp(join(tmpdir(), 'enkit-prometheus-'));
  const file = join(directory, 'prometheus.json');
  await writeFile(file, configuration(options));
  const child = spawn(
    await prometheusProgram('prometheus'),
    [`--config.file=${file}`, `--storage.tsdb.path=${directory}/data`, '--web.listen-address=127.0.0.1:0'],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const stop = async () => {
    await stopProcess(child);
    await rm(directory, { recursive: true, force: true });
  };
  try {
    const url = `http://${await readyAddress(child)}`;
    child.stderr?.resume();
    return { url, query: (expression) => queryInstant(url, expression), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
