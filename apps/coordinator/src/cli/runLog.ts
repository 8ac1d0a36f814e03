/** A run as a log for machines, in place of the progress: one line an event, with the run, the step and the code. */
import type { StepRecord } from '@enkit/contracts';
import { createLogger, LOG_LEVELS, type Logger, type LogLevel } from '@enkit/telemetry';
import { Option, type Command } from 'commander';
import type { RunEvent, RunListener } from '../run/events.ts';
import { codeOfFailure, reportFailure, SilentExit } from './failure.ts';
import type { Terminal } from './terminal.ts';

export interface RunLogOptions {
  /** Without it the run is shown as progress. */
  readonly logLevel?: LogLevel;
}

export interface RunLog {
  readonly listen: RunListener;
  /** The terminal, with its notes as lines of the log. */
  readonly terminal: Terminal;
  /** Logs the error that ended the run, and gives what is left to throw. */
  failed(error: unknown): SilentExit;
}

export function withRunLogOption(command: Command): Command {
  return command.addOption(
    new Option('--log-level <level>', 'log on stderr in place of progress, as JSON where it is no terminal')
      .choices(LOG_LEVELS)
      .env('ENKIT_LOG_LEVEL'),
  );
}

/** The log of a run, when a level is given. */
export function openRunLog({ logLevel }: RunLogOptions, terminal: Terminal): RunLog | undefined {
  if (logLevel === undefined) return undefined;
  return createRunLog(
    createLogger({ level: logLevel, destination: terminal.progress, fields: { role: 'coordinator' } }),
    terminal,
  );
}

export function createRunLog(logger: Logger, terminal: Terminal): RunLog {
  let log = logger;
  let step: number | undefined;
  return {
    listen(event) {
      if (event.type === 'started') log = logger.child({ run: event.run });
      step = stepOf(event) ?? step;
      logEvent(event, step === undefined ? log : log.child({ step }));
    },
    terminal: { ...terminal, note: (line) => log.info({}, line) },
    failed(error) {
      if (error instanceof SilentExit) return error;
      const code = codeOfFailure(error) ?? 'INTERNAL';
      const fields = { code, ...(step !== undefined && { step }), ...(code === 'INTERNAL' && { err: error }) };
      log.fatal(fields, error instanceof Error ? error.message : String(error));
      return new SilentExit(reportFailure(error, () => undefined));
    },
  };
}

/** The step that the event belongs to, where it says so. */
function stepOf(event: RunEvent): number | undefined {
  switch (event.type) {
    case 'started':
      return event.resumedAt;
    case 'progress':
      return event.progress.step;
    case 'step':
      return event.record.step;
    case 'checkpoint':
    case 'checkpoint-failed':
    case 'fit':
      return event.step;
    case 'finished':
      return event.result.steps;
    case 'notice':
    case 'warning':
      return undefined;
  }
}

function logEvent(event: RunEvent, log: Logger): void {
  switch (event.type) {
    case 'started': {
      const { name, method, members, parameters, observations, threads, backend, plannedSteps } = event;
      const size = { experiment: name, method, members, parameters, observations, threads, backend, plannedSteps };
      return log.info(size, event.resumedAt === undefined ? 'started' : 'resumed');
    }
    case 'progress': {
      const { purpose, done, failed, total, node } = event.progress;
      return log.debug({ purpose, done, failed, total, node }, 'members evaluated');
    }
    case 'step':
      return logStep(event.record, log);
    case 'checkpoint':
      return log.debug({ seconds: event.seconds, bytes: event.bytes }, 'checkpoint written');
    case 'checkpoint-failed':
      return log.error({}, 'the checkpoint could not be written');
    case 'notice':
      return log[event.routine ? 'info' : 'warn']({ kind: event.kind, ...codeIn(event.message) }, event.message);
    case 'warning':
      return log.warn(codeIn(event.message), event.message);
    case 'finished': {
      const { stoppedBy, rmse, r2, seconds, failedMembers, collapsed, ensembleSha256 } = event.result;
      return log.info({ stoppedBy, rmse, r2, seconds, failedMembers, collapsed, ensembleSha256 }, 'finished');
    }
    case 'fit':
      return undefined;
  }
}

function logStep(record: StepRecord, log: Logger): void {
  for (const { member, code, message, node } of record.failures) log.warn({ code, member, node }, message);
  const { plannedSteps, members, alpha, rmseForecast, rmseTrain, rmseTest, misfit, spread, collapsed, seconds } =
    record;
  const figures = { plannedSteps, members, alpha, rmseForecast, rmseTrain, rmseTest, misfit, spread, seconds };
  log.info(figures, 'step recorded');
  if (collapsed) log.warn({}, 'the ensemble has collapsed');
}

/** The code that a message of the queue or of a run begins with or tells. */
function codeIn(message: string): { readonly code?: string } {
  const code = /\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b/.exec(message)?.[0];
  return code === undefined ? {} : { code };
}
