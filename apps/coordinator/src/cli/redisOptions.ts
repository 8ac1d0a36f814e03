/** Redis from the command line and the environment. */
import { Option, type Command } from 'commander';

export function withRedisOption(command: Command): Command {
  return command.addOption(
    new Option('--redis <url>', 'let enkit-worker processes evaluate the members, through this Redis').env(
      'ENKIT_REDIS_URL',
    ),
  );
}
