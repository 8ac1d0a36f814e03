/** OpenTelemetry behind the tracer of the contracts. Loaded only when traces are wanted: it is slow to load. */
import type { Span, Tracer } from '@enkit/contracts';
import { RUN_SPAN } from '@enkit/contracts';
import { context, propagation, SpanStatusCode, trace, type Tracer as OpenTelemetryTracer } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import {
  defaultResource,
  detectResources,
  envDetector,
  hostDetector,
  processDetector,
  type Resource,
  resourceFromAttributes,
} from '@opentelemetry/resources';
import {
  BatchSpanProcessor,
  ParentBasedSampler,
  type Sampler,
  SamplingDecision,
  type SpanExporter,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { BullMQOtel } from 'bullmq-otel';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Tracing, TracingOptions } from './openTracing.ts';

const SCOPE = 'enkit';
/** Spans that wait to be sent; a step of thousands of batches ends many at once. */
const WAITING_SPANS = 16_384;
const LAST_SECONDS = 5;

/** BullMQ begins spans for its housekeeping, every few seconds and for ever: only what belongs to a run is kept. */
const RUNS_ONLY: Sampler = {
  shouldSample: (_context, _trace, name) => ({
    decision: name === RUN_SPAN ? SamplingDecision.RECORD_AND_SAMPLED : SamplingDecision.NOT_RECORD,
  }),
  toString: () => 'RunsOnly',
};

export function startOpenTelemetry({ service, version, onTrouble }: TracingOptions): Tracing {
  const exporter = tellTrouble(new OTLPTraceExporter(), onTrouble);
  const provider = new TracerProvider({
    resource: describeProcess(service, version),
    sampler: new ParentBasedSampler({ root: RUNS_ONLY }),
    spanProcessors: [new BatchSpanProcessor({ exporter, maxQueueSize: WAITING_SPANS })],
  });
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  trace.setGlobalTracerProvider(provider);
  return {
    tracer: createTracer(trace.getTracer(SCOPE, version)),
    queue: new BullMQOtel({ tracerName: 'bullmq' }),
    async close() {
      await Promise.race([
        provider.shutdown().catch(() => undefined),
        sleep(1000 * LAST_SECONDS, undefined, { ref: false }),
      ]);
      for (const part of [trace, propagation, context]) part.disable();
    },
  };
}

/** OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES have the last word. */
function describeProcess(service: string, version: string): Resource {
  return defaultResource()
    .merge(resourceFromAttributes({ 'service.name': service, 'service.version': version }))
    .merge(detectResources({ detectors: [hostDetector, processIdDetector, envDetector] }));
}

/** Of the process only its id: its command line may hold the address of a Redis. */
const processIdDetector: typeof processDetector = {
  detect: () => ({ attributes: { 'process.pid': process.pid } }),
};

function tellTrouble(exporter: SpanExporter, onTrouble: (message: string) => void): SpanExporter {
  let told = false;
  return {
    export(spans, done) {
      exporter.export(spans, (result) => {
        if (result.error && !told) onTrouble(`traces cannot be sent: ${result.error.message}`);
        told = result.error !== undefined;
        done(result);
      });
    },
    shutdown: () => exporter.shutdown(),
  };
}

function createTracer(tracer: OpenTelemetryTracer): Tracer {
  return {
    span: (name, attributes, work) =>
      tracer.startActiveSpan(name, { attributes }, async (span) => {
        const told: Span = { set: (more) => void span.setAttributes(more) };
        try {
          return await work(told);
        } catch (error) {
          span.setStatus({
            code: SpanStatusCode.ERROR,
            message: error instanceof Error ? error.message : String(error),
          });
          throw error;
        } finally {
          span.end();
        }
      }),
  };
}
