import type { Command } from 'commander';

/** Where commands that name a run look for it. */
export function withRunsOption(command: Command): Command {
  return command.option('--runs <directory>', 'folder that holds the run directories', 'runs');
}
