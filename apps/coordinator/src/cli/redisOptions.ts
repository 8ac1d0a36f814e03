/** Redis from the command line, the environment and the experiment, in this order. */
import type { Experiment } from '@enkit/contracts';
import { Option, type Command } from 'commander';
import type { QueueSettings } from '../run/openSession.ts';

export function withRedisOption(command: Command): Command {
  return command.addOption(
    new Option('--redis <url>', 'let enkit-worker processes evaluate the members, through this Redis').env(
      'ENKIT_REDIS_URL',
    ),
  );
}

/** Where workers are reached; undefined when members are evaluated in this process. */
export function queueSettings(
  url: string | undefined,
  evaluation?: Experiment['evaluation'],
): QueueSettings | undefined {
  const found = url ?? evaluation?.queue?.redis;
  if (found === undefined) return undefined;
  const { ENKIT_REDIS_PASSWORD_FILE: passwordFile, ENKIT_REDIS_CA_FILE: certificateAuthorityFile } = process.env;
  return {
    settings: { url: found, passwordFile, certificateAuthorityFile },
    prefix: evaluation?.queue?.prefix ?? process.env['ENKIT_PREFIX'] ?? 'enkit',
  };
}
