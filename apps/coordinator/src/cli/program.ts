/** The `enkit` command: one file a subcommand. */
import { Command } from 'commander';
import { addCompareCommand } from './compareCommand.ts';
import { addDoctorCommand } from './doctorCommand.ts';
import { addInitCommand } from './initCommand.ts';
import { addMembersCommand } from './membersCommand.ts';
import { addPredictCommand } from './predictCommand.ts';
import { addReplayCommand } from './replayCommand.ts';
import { addReportCommand } from './reportCommand.ts';
import { addResumeCommand } from './resumeCommand.ts';
import { addRunCommand } from './runCommand.ts';
import { addRunsCommand } from './runsCommand.ts';
import { addStartCommand } from './startCommand.ts';
import type { Terminal } from './terminal.ts';
import { addUiCommand } from './uiCommand.ts';
import { addValidateCommand } from './validateCommand.ts';

export function createProgram(version: string, terminal: Terminal): Command {
  const program = new Command('enkit')
    .description('Trains networks and calibrates forward models without gradients, by ensemble data assimilation.')
    .version(version)
    .showHelpAfterError('(add --help for the options and examples)')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.print(text.trimEnd()),
      writeErr: (text) => terminal.note(text.trimEnd()),
    })
    .addHelpText('after', EXAMPLES);
  const add = [
    addStartCommand,
    addRunCommand,
    addCompareCommand,
    addValidateCommand,
    addInitCommand,
    addResumeCommand,
    addReportCommand,
    addRunsCommand,
    addUiCommand,
    addMembersCommand,
    addReplayCommand,
    addPredictCommand,
    addDoctorCommand,
  ];
  for (const addCommand of add) addCommand(program, terminal);
  return program;
}

const EXAMPLES = `
Examples:
  enkit init my-experiment.yaml
  enkit run my-experiment.yaml
  enkit compare experiments/sine.yaml --methods adam,es-mda,eki

Exit codes: 0 done, 64 usage, 65 data, 66 no such input, 69 model, 70 fault of EnKit, 73 output,
75 infrastructure, 76 run, 78 experiment file, 130 interrupted.`;
