/**
 * A run on the terminal while it goes: one line redrawn in place on a TTY, plain lines at most once a second elsewhere.
 */
import type { EvaluationProgress, StepRecord } from '@enkit/contracts';
import { createLogUpdate } from 'log-update';
import pc from 'picocolors';
import type { RunEvent, RunListener } from '../run/events.ts';
import { formatCount, formatNumber, formatSeconds } from './format.ts';

export interface ProgressTarget {
  readonly stream: NodeJS.WriteStream;
  /** Put before every line, such as the name of the method in a comparison. */
  readonly label?: string;
  /** Leave nothing behind on a TTY but warnings: the caller says how the run ended. */
  readonly transient?: boolean;
}

const PLAIN_LINE_EVERY_MS = 1000;
const REDRAW_EVERY_MS = 80;

/** A listener that shows the run on `stream`. */
export function createLiveProgress({ stream, label = '', transient = false }: ProgressTarget): RunListener {
  const view = canRedraw(stream) ? createRedrawnLine(stream) : createPlainLines(stream);
  const rate = createRate();
  let last: StepRecord | undefined;
  let began = performance.now();
  let stepsAtStart: number | undefined;
  return (event) => {
    switch (event.type) {
      case 'started':
        began = performance.now();
        if (!transient) view.line(`${label}${describeStart(event)}`);
        break;
      case 'progress':
        rate.add(event.progress);
        view.redraw(`${label}${describeStep(last, event.progress, rate.perSecond())}`);
        break;
      case 'step':
        stepsAtStart ??= event.record.step - 1;
        last = event.record;
        view.redraw(
          `${label}${describeStep(last, undefined, rate.perSecond())}${describeEta(last, stepsAtStart, began)}`,
        );
        for (const failure of last.failures) {
          view.line(
            `${label}${pc.yellow('failed')} member ${failure.member} in step ${last.step}: ${failure.code} ${failure.message}`,
          );
        }
        break;
      case 'notice':
        view.line(`${label}${event.routine ? '' : `${pc.yellow('warning')} `}${event.message}`);
        break;
      case 'warning':
        view.line(`${label}${pc.yellow('warning')} ${event.message}`);
        break;
      case 'finished':
        if (transient) view.clear();
        else view.end(`${label}${describeStep(last, undefined, rate.perSecond())}`);
        break;
      case 'checkpoint':
      case 'checkpoint-failed':
        break;
    }
  };
}

function describeStart(event: Extract<RunEvent, { type: 'started' }>): string {
  const resumed = event.resumedAt === undefined ? '' : `, resumed after step ${event.resumedAt}`;
  const size = `${formatCount(event.members)} members, ${formatCount(event.parameters)} parameters, ${formatCount(event.observations)} observations`;
  return `${pc.bold(event.name)} ${event.method}: ${size}, ${event.threads} threads, ${event.backend}${resumed}`;
}

function describeStep(
  record: StepRecord | undefined,
  progress: EvaluationProgress | undefined,
  perSecond: number,
): string {
  const step = record ? `step ${record.step}${record.plannedSteps ? `/${record.plannedSteps}` : ''}` : 'prior';
  const scores = record
    ? `  RMSE ${formatNumber(record.rmseForecast)}${record.rmseTest === undefined ? '' : ` test ${formatNumber(record.rmseTest)}`}  spread ${formatNumber(record.spread)}`
    : '';
  const members = progress ? `  ${formatCount(progress.done)}/${formatCount(progress.total)} members` : '';
  return `${step}${scores}${members}  ${formatCount(perSecond)} members/s`;
}

function describeEta({ step, plannedSteps }: StepRecord, stepsAtStart: number, began: number): string {
  if (!plannedSteps || step >= plannedSteps) return '';
  const perStep = (performance.now() - began) / 1000 / (step - stepsAtStart);
  return `  ETA ${formatSeconds(perStep * (plannedSteps - step))}`;
}

/** Members evaluated per second of the run, over all evaluations. */
function createRate(): { add(progress: EvaluationProgress): void; perSecond(): number } {
  let [done, before] = [0, { key: '', done: 0 }];
  let began: number | undefined;
  return {
    add(progress) {
      began ??= performance.now();
      const key = `${progress.step} ${progress.purpose}`;
      done += progress.done - (key === before.key ? before.done : 0);
      before = { key, done: progress.done };
    },
    perSecond: () => (began === undefined ? 0 : done / Math.max(1e-3, (performance.now() - began) / 1000)),
  };
}

/** Not where a terminal tells no size, as many a container's: a line cut to nothing would show nothing. */
export function canRedraw({ isTTY, columns, rows }: Pick<NodeJS.WriteStream, 'isTTY' | 'columns' | 'rows'>): boolean {
  return isTTY && columns > 1 && rows > 0 && process.env['TERM'] !== 'dumb';
}

interface View {
  /** Something that stays. */
  line(text: string): void;
  /** The state now: may be replaced or left out. */
  redraw(text: string): void;
  end(text: string): void;
  /** Ends without a trace of the last state. */
  clear(): void;
}

function createRedrawnLine(stream: NodeJS.WriteStream): View {
  const update = createLogUpdate(stream, { showCursor: true });
  let drawn = 0;
  return {
    line: (text) => update.persist(text),
    redraw(text) {
      if (performance.now() - drawn < REDRAW_EVERY_MS) return;
      drawn = performance.now();
      update(text.slice(0, (stream.columns ?? 80) - 1));
    },
    end(text) {
      update(text);
      update.done();
    },
    clear() {
      update.clear();
      update.done();
    },
  };
}

function createPlainLines(stream: NodeJS.WriteStream): View {
  let printed = performance.now();
  const print = (text: string): void => {
    printed = performance.now();
    stream.write(`${text}\n`);
  };
  return {
    line: print,
    redraw(text) {
      if (performance.now() - printed >= PLAIN_LINE_EVERY_MS) print(text);
    },
    end: print,
    clear: () => undefined,
  };
}
