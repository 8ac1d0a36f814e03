/** Opens the member queue over BullMQ: checks Redis, takes the lease, connects. */
import { encodeContext } from '../data/contextBlob.ts';
import { COORDINATOR_TIMES, DEFAULT_BYTES_IN_FLIGHT, MEMORY_SHARE } from '../queueSettings.ts';
import { checkRedis } from '../redis/checkRedis.ts';
import { createTroubleReporter, openCommandConnection } from '../redis/connection.ts';
import { runKeys } from '../redis/keys.ts';
import { Coordinator } from './coordinator.ts';
import { acquireLease } from './lease.ts';
import type { BullMqQueue, BullMqQueueOptions } from './queueOptions.ts';

/**
 * Opens the queue of one run. Throws the errors of `checkRedis`, LEASE_HELD when another coordinator works on the run,
 * QUEUE_MODEL and PAYLOAD_TOO_LARGE when the context cannot be sent.
 */
export async function createBullMqQueue(options: BullMqQueueOptions): Promise<BullMqQueue> {
  const { redis: settings, prefix, context } = options;
  const contextBlob = encodeContext(context);
  const facts = await checkRedis(settings, { prefix });
  const times = { ...COORDINATOR_TIMES, ...options.times };
  const trouble = createTroubleReporter(settings, (message) => options.onNotice?.({ kind: 'trouble', message }));
  const commands = openCommandConnection(settings, trouble);
  try {
    const keys = runKeys(prefix, context.run);
    const lease = await acquireLease({
      redis: commands,
      keys,
      checkpointEpoch: options.checkpointEpoch ?? 0,
      leaseMilliseconds: times.leaseMilliseconds,
      patienceMilliseconds: 1000 * (options.leasePatienceSeconds ?? 20),
    });
    const limit = facts.maximumMemory > 0 ? MEMORY_SHARE * facts.maximumMemory : Infinity;
    const bytesInFlight = Math.min(options.maximumBytesInFlight ?? DEFAULT_BYTES_IN_FLIGHT, limit);
    const coordinator = new Coordinator({
      ...options,
      keys,
      lease,
      contextBlob,
      commands,
      trouble,
      times,
      bytesInFlight,
      memory: { usedBytes: facts.usedMemory, maximumBytes: facts.maximumMemory },
    });
    await coordinator.start().catch(trouble);
    return coordinator;
  } catch (error) {
    commands.disconnect();
    throw error;
  }
}
