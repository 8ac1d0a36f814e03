/** The log of the page: what a run tells, one line each, without what would drown the rest. */
import type { LogLevel } from '@enkit/dashboard';
import { formatCount, formatNumber, formatSeconds } from '../cli/format.ts';
import type { RunEvent } from '../run/events.ts';

export interface LogEntry {
  readonly level: LogLevel;
  readonly text: string;
}

/** Failures of one step that the log tells; the table has more. */
const FAILURES_TOLD = 5;
/** A checkpoint that takes this long is worth a line. */
const SLOW_CHECKPOINT_SECONDS = 1;

function info(text: string): LogEntry {
  return { level: 'info', text };
}

/** @param tellSteps whether this step may have a line of its own */
export function logLines(event: RunEvent, tellSteps: boolean): LogEntry[] {
  switch (event.type) {
    case 'started':
      return [startLine(event)];
    case 'step':
      return [...(tellSteps ? [stepLine(event)] : []), ...failureLines(event)];
    case 'checkpoint':
      return event.seconds < SLOW_CHECKPOINT_SECONDS
        ? []
        : [info(`checkpoint of step ${event.step} written in ${formatSeconds(event.seconds)}`)];
    case 'notice':
      return [{ level: event.routine ? 'info' : 'warning', text: event.message }];
    case 'warning':
      return [{ level: 'warning', text: event.message }];
    case 'finished':
      return [info(`finished after ${formatCount(event.result.steps)} steps: ${event.result.stoppedBy}`)];
    case 'checkpoint-failed':
      return [{ level: 'error', text: `the checkpoint of step ${event.step} could not be written` }];
    case 'progress':
    case 'fit':
      return [];
  }
}

function startLine({ name, method, members, resumedAt }: Extract<RunEvent, { type: 'started' }>): LogEntry {
  const how = resumedAt === undefined ? 'started' : `resumed after step ${resumedAt}`;
  return info(`${name} ${how}: ${method}, ${formatCount(members)} members`);
}

function stepLine({ record }: Extract<RunEvent, { type: 'step' }>): LogEntry {
  const { step, rmseForecast, rmseTest, spread, members, seconds } = record;
  const test = rmseTest === undefined ? '' : `, test ${formatNumber(rmseTest)}`;
  const scores = `RMSE ${formatNumber(rmseForecast)}${test}, spread ${formatNumber(spread)}`;
  const took = seconds.evaluate + seconds.assimilate;
  return info(`step ${step}: ${scores}, ${formatCount(members)} members${took < 1 ? '' : `, ${formatSeconds(took)}`}`);
}

function failureLines({ record: { step, failures } }: Extract<RunEvent, { type: 'step' }>): LogEntry[] {
  const told = failures.slice(0, FAILURES_TOLD).map(
    ({ member, code, message, node }): LogEntry => ({
      level: 'warning',
      text: `member ${member} failed in step ${step} on ${node}: ${code} ${message}`,
    }),
  );
  const untold = failures.length - told.length;
  return untold > 0 ? [...told, { level: 'warning', text: `and ${formatCount(untold)} more in step ${step}` }] : told;
}
