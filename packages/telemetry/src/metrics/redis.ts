/** The connection to Redis, on either side, and Redis' own memory as the coordinator reads it. */
import type { Registry } from 'prom-client';
import { counter, createInstruments, gauge } from './definition.ts';

export const REDIS_CONNECTION_METRICS = {
  connected: gauge('enkit_redis_connected', '1 while the connection to Redis stands, else 0; absent without Redis.'),
  reconnects: counter('enkit_redis_reconnects_total', 'Times that the connection to Redis was lost.'),
};

export const REDIS_MEMORY_METRICS = {
  used: gauge('enkit_redis_memory_used_bytes', 'Memory that Redis uses, in bytes.'),
  maximum: gauge('enkit_redis_memory_maximum_bytes', 'Memory that Redis may use (maxmemory), in bytes; 0 is no limit.'),
};

export interface RedisConnectionRecorder {
  setRedisConnected(connected: boolean): void;
}

export interface RedisMemoryRecorder {
  setRedisMemory(memory: { readonly usedBytes: number; readonly maximumBytes: number }): void;
}

export function createRedisConnectionRecorder(registry: Registry): RedisConnectionRecorder {
  const metrics = createInstruments(REDIS_CONNECTION_METRICS, registry);
  let wasConnected = false;
  return {
    setRedisConnected(connected) {
      if (wasConnected && !connected) metrics.reconnects.inc();
      wasConnected = connected;
      metrics.connected.set(connected ? 1 : 0);
    },
  };
}

export function createRedisMemoryRecorder(registry: Registry): RedisMemoryRecorder {
  const metrics = createInstruments(REDIS_MEMORY_METRICS, registry);
  return {
    setRedisMemory({ usedBytes, maximumBytes }) {
      metrics.used.set(usedBytes);
      metrics.maximum.set(maximumBytes);
    },
  };
}
