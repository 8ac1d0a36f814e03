/**
 * Traces, when OpenTelemetry's own variables ask for them. Without OTEL_EXPORTER_OTLP_ENDPOINT nothing of OpenTelemetry is
 * loaded.
 */
import { EnkitError, type Tracer } from '@enkit/contracts';
import type { BullMQOtel } from 'bullmq-otel';

export interface TracingOptions {
  /** Name of the program; OTEL_SERVICE_NAME replaces it. */
  readonly service: string;
  readonly version: string;
  /** Told when spans cannot be sent: once, until some arrive again. */
  readonly onTrouble: (message: string) => void;
}

export interface Tracing {
  readonly tracer: Tracer;
  /** For BullMQ, so that a job carries the context of its span to the worker. */
  readonly queue: BullMQOtel;
  /** Sends what is left, for a few seconds at most. */
  close(): Promise<void>;
}

/** Variables of OpenTelemetry that are looked at here; the exporter reads others, such as OTEL_EXPORTER_OTLP_HEADERS. */
export const TRACING_VARIABLES = {
  endpoint: 'OTEL_EXPORTER_OTLP_ENDPOINT',
  tracesEndpoint: 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT',
  protocol: 'OTEL_EXPORTER_OTLP_PROTOCOL',
  tracesProtocol: 'OTEL_EXPORTER_OTLP_TRACES_PROTOCOL',
  exporter: 'OTEL_TRACES_EXPORTER',
  disabled: 'OTEL_SDK_DISABLED',
} as const;

type Environment = Readonly<Record<string, string | undefined>>;

/** Opens tracing if the environment asks for it. Throws TRACING_ENDPOINT for what it cannot send to. */
export async function openTracing(
  options: TracingOptions,
  environment: Environment = process.env,
): Promise<Tracing | undefined> {
  if (!isWanted(environment)) return undefined;
  checkEndpoint(environment);
  const { startOpenTelemetry } = await import('./openTelemetry.ts');
  return startOpenTelemetry(options);
}

function endpointOf(environment: Environment): string | undefined {
  return environment[TRACING_VARIABLES.tracesEndpoint] || environment[TRACING_VARIABLES.endpoint] || undefined;
}

function isWanted(environment: Environment): boolean {
  if (environment[TRACING_VARIABLES.disabled]?.toLowerCase() === 'true') return false;
  return environment[TRACING_VARIABLES.exporter] !== 'none' && endpointOf(environment) !== undefined;
}

/** The library would fall back to a default that nobody asked for. */
function checkEndpoint(environment: Environment): void {
  const endpoint = endpointOf(environment) ?? '';
  const protocol = environment[TRACING_VARIABLES.tracesProtocol] || environment[TRACING_VARIABLES.protocol];
  if (protocol === 'grpc')
    throw new EnkitError('TRACING_ENDPOINT', { expected: 'OTLP over HTTP', got: `${endpoint} with gRPC` });
  if (!URL.canParse(endpoint) || !/^https?:/.test(endpoint))
    throw new EnkitError('TRACING_ENDPOINT', { expected: 'an http:// or https:// URL', got: endpoint });
}
