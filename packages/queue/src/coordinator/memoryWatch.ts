/** Keeps an eye on the memory of Redis, which the batches in flight must fit in. */
import type { Redis } from 'ioredis';

export interface RedisMemory {
  readonly usedBytes: number;
  /** maxmemory; 0 means no limit. */
  readonly maximumBytes: number;
}

export interface MemoryWatch {
  /** As it was a moment ago. */
  memory(): RedisMemory;
  stop(): void;
}

const REFRESH_MILLISECONDS = 5000;

/** The figures in the text of INFO; what it does not tell stays as it was. */
export function readMemory(info: string, before: RedisMemory): RedisMemory {
  const figure = (name: string): number | undefined => {
    const text = new RegExp(`^${name}:(\\d+)`, 'm').exec(info)?.[1];
    return text === undefined ? undefined : Number(text);
  };
  return {
    usedBytes: figure('used_memory') ?? before.usedBytes,
    maximumBytes: figure('maxmemory') ?? before.maximumBytes,
  };
}

/** @param first what is known already */
export function watchMemory(redis: Redis, first: RedisMemory, trouble: (error: unknown) => void): MemoryWatch {
  let memory = first;
  const refresh = async (): Promise<void> => {
    memory = readMemory(await redis.info('memory'), memory);
  };
  const timer = setInterval(() => void refresh().catch(trouble), REFRESH_MILLISECONDS);
  return { memory: () => memory, stop: () => clearInterval(timer) };
}
