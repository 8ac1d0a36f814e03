/** The Redis through which workers evaluate a run, if it has one: from an address given now, else from the experiment. */
import type { Experiment } from '@enkit/contracts';
import type { RedisSettings } from '@enkit/queue';

/** A Redis, and what coordinator and workers share on it. */
export interface QueueSettings {
  readonly settings: RedisSettings;
  /** Of the keys. */
  readonly prefix: string;
  /** Parameters and predictions in Redis at once. */
  readonly maximumBytesInFlight?: number | undefined;
}

const MEBIBYTE = 2 ** 20;

/** The bound that the experiment sets; undefined when it leaves that to the queue. */
export function bytesInFlightOf({ queue }: Experiment['evaluation']): number | undefined {
  return queue?.megabytesInFlight === undefined ? undefined : queue.megabytesInFlight * MEBIBYTE;
}

/** Where workers are reached; undefined when members are evaluated in this process. */
export function queueSettings(
  url: string | undefined,
  evaluation?: Experiment['evaluation'],
): QueueSettings | undefined {
  const { queue } = evaluation ?? {};
  const maximumBytesInFlight = evaluation && bytesInFlightOf(evaluation);
  const found = url ?? queue?.redis;
  if (found === undefined) return undefined;
  const { ENKIT_REDIS_PASSWORD_FILE: passwordFile, ENKIT_REDIS_CA_FILE: certificateAuthorityFile } = process.env;
  return {
    settings: { url: found, passwordFile, certificateAuthorityFile },
    prefix: queue?.prefix ?? process.env['ENKIT_PREFIX'] ?? 'enkit',
    ...(maximumBytesInFlight !== undefined && { maximumBytesInFlight }),
  };
}
