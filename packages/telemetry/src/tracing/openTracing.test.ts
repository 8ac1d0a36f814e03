import { describe, expect, test } from 'vitest';
import { openTracing } from './openTracing.ts';

const options = { service: 'enkit-test', version: '1.0.0', onTrouble: () => undefined };
const endpoint = 'http://127.0.0.1:4318';

describe('tracing', () => {
  test.each([
    ['nothing is set', {}],
    ['the endpoint is empty', { OTEL_EXPORTER_OTLP_ENDPOINT: '' }],
    ['the SDK is disabled', { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_SDK_DISABLED: 'true' }],
    ['the exporter of traces is none', { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_TRACES_EXPORTER: 'none' }],
  ])('that is off when %s', async (_, environment) => {
    expect(await openTracing(options, environment)).toBeUndefined();
  });

  test.each([
    ['no URL', { OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4318' }, 'collector:4318'],
    ['gRPC', { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' }, 'with gRPC'],
  ])('that is asked for with %s says what it needs', async (_, environment, got) => {
    await expect(openTracing(options, environment)).rejects.toThrow(got);
    await expect(openTracing(options, environment)).rejects.toMatchObject({ code: 'TRACING_ENDPOINT' });
  });
});
