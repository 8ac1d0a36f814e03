/** The metrics server from the command line. */
import { readMetricsToken } from '@enkit/telemetry';
import { InvalidArgumentError, type Command } from 'commander';
import { observeRun, type RunObserver } from '../metrics/observeRun.ts';
import { enkitVersion } from '../run/provenance.ts';

export interface MetricsCommandOptions {
  readonly metricsPort?: number;
  readonly metricsHost: string;
}

export function parsePort(text: string): number {
  if (!/^\d+$/.test(text) || Number(text) > 65_535) throw new InvalidArgumentError('Expected a port, 0 to 65535.');
  return Number(text);
}

export function withMetricsOptions(command: Command): Command {
  return command
    .option('--metrics-port <port>', 'serve /metrics, /healthz and /readyz (off by default)', parsePort)
    .option('--metrics-host <address>', 'address to serve them on', '127.0.0.1');
}

/** The observer of a run, when a port is given. */
export async function openObserver({
  metricsPort,
  metricsHost,
}: MetricsCommandOptions): Promise<RunObserver | undefined> {
  if (metricsPort === undefined) return undefined;
  const token = await readMetricsToken(process.env['ENKIT_METRICS_TOKEN_FILE']);
  return observeRun({ port: metricsPort, host: metricsHost, token, version: await enkitVersion() });
}
