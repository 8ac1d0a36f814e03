/** Errors of a run itself: the ensemble, the analysis, the run directory's state. */
import type { ErrorDefinition } from './kinds.ts';

export const RUN_ERRORS = {
  TOO_FEW_MEMBERS: {
    kind: 'run',
    when: 'so many members failed that fewer than ensemble.failedMembers.minimum are left; the checkpoint before is kept',
    advice: 'look at the failed members named above, mend the model or lower the minimum, then resume',
  },
  MEMBER_FAILED: {
    kind: 'run',
    when: 'a member failed and ensemble.failedMembers.policy is "fail"',
    advice: 'mend the model, or choose the policy drop or resample, then resume',
  },
  MEMBER_NOT_STORED: {
    kind: 'noInput',
    when: 'the parameters that a member had in a step are not in the run directory, or the member had left the ensemble',
    advice: 'choose a failed member (enkit members RUN --failed) or the step after one of the kept checkpoints',
  },
  ANALYSIS_FAILED: {
    kind: 'run',
    when: 'the update met a number that is not finite or a matrix that is not positive definite',
    advice: 'raise the observation error (method.observationError.scale) or lower method.relaxation',
  },
  FIT_NOT_HELD: {
    kind: 'usage',
    when: 'a program asks for a fit after the event that told of it, when its predictions have made room for others',
    advice: 'call fits() in the event, or hold() there to call fits() later',
  },
  USAGE: {
    kind: 'usage',
    when: 'the words of a command do not go together',
    advice: 'see the help of the command',
  },
  FILE_EXISTS: {
    kind: 'output',
    when: 'a file that a command would write is there already',
    advice: 'name another file, or remove it',
  },
  RUN_MISMATCH: {
    kind: 'run',
    when: '--resume finds a run of that name which began with another experiment',
    advice: 'give the new experiment another --run-id, or leave the file as it was',
  },
  METRICS_PORT: {
    kind: 'output',
    when: 'the port of the metrics server cannot be listened on',
    advice: 'choose another --metrics-port, or 0 for any free one',
  },
  METRICS_TOKEN_FILE: {
    kind: 'noInput',
    when: 'the file with the token of the metrics server cannot be read, or is empty',
    advice: 'write the token into the file that ENKIT_METRICS_TOKEN_FILE names, or unset it to serve without a token',
  },
  TRACING_ENDPOINT: {
    kind: 'usage',
    when: 'OTEL_EXPORTER_OTLP_ENDPOINT asks for traces, but they cannot be sent there',
    advice: 'name the OTLP/HTTP receiver of a collector, such as http://127.0.0.1:4318, or unset the variable',
  },
  RUN_FINISHED: {
    kind: 'run',
    when: 'a run that has its result is asked to go on',
    advice: 'see its report.html, or begin a new run',
  },
  RUN_INTERRUPTED: {
    kind: 'run',
    when: 'a run of the library was ended by its signal before it was done',
    advice: 'resume it from its directory, if it has one',
  },
  RUN_UNFINISHED: {
    kind: 'run',
    when: 'a command needs the result of a run that has none',
    advice: 'finish it with enkit resume',
  },
  MODEL_NOT_FOUND: {
    kind: 'model',
    when: 'the file of a model cannot be read',
    advice: 'check model.file; it is relative to the experiment file',
  },
  MODEL_NOT_ALLOWED: {
    kind: 'model',
    when: 'a worker is asked to run a module that lies outside its --models folder',
    advice: 'start the worker with --models and the folder that holds the file',
  },
  MODEL_SPECIFIER: {
    kind: 'model',
    when: 'model.file is a URL or another specifier instead of a path',
    advice: 'give the path of a module file, relative to the experiment file',
  },
  PATH_OUTSIDE_ROOT: {
    kind: 'model',
    when: 'the file of a model lies outside the folder of the experiment file, symbolic links followed',
    advice: 'move the model below the experiment file: a model is code that EnKit runs',
  },
  MODEL_LOAD: {
    kind: 'model',
    when: 'the file of a model cannot be loaded as a module',
    advice: 'run it with node by itself to see the fault',
  },
  MODEL_EXPORT: {
    kind: 'model',
    when: 'the module of a model does not export the named function',
    advice: 'export it, or name another one in model.export',
  },
  MODEL_DIGEST_MISMATCH: {
    kind: 'model',
    when: 'the file of a model differs from the one that the run began with, or between nodes',
    advice: 'put the same file on every node, or begin a new run',
  },
} as const satisfies Record<string, ErrorDefinition>;
