/**
 * The log: one line an event, with the run, the step and the code where there are any. JSON for machines, a plain line
 * on a terminal. It goes to standard error, so that standard output stays the program's result.
 */
import { type DestinationStream, destination as fileDestination, type Logger as PinoLogger, pino } from 'pino';
import { prettyFactory } from 'pino-pretty';
import { REDACTED, REDACTED_PATHS, redactUrls } from './redaction.ts';

export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Fields that events carry; others may be added. */
export interface LogFields {
  readonly run?: string;
  readonly step?: number;
  /** Stable code of the error registry or of a member's failure. */
  readonly code?: string;
  readonly [field: string]: unknown;
}

export interface Logger {
  trace(fields: LogFields, message: string): void;
  debug(fields: LogFields, message: string): void;
  info(fields: LogFields, message: string): void;
  warn(fields: LogFields, message: string): void;
  error(fields: LogFields, message: string): void;
  fatal(fields: LogFields, message: string): void;
  /** A logger whose lines all have these fields. */
  child(fields: LogFields): Logger;
}

export interface LoggerOptions {
  /** Default info. */
  readonly level?: LogLevel;
  /** Human-readable lines; default when standard error is a terminal. */
  readonly pretty?: boolean;
  /** Where lines are written; default standard error, synchronously, so that the last line before an exit is there. */
  readonly destination?: DestinationStream;
  /** Colours in pretty lines; default when standard error is a terminal and NO_COLOR is not set. */
  readonly colour?: boolean;
  /** Fields of every line, such as the role of the process. */
  readonly fields?: LogFields;
}

const STANDARD_ERROR = 2;

/** Formats on the calling thread: a line is out before the next statement runs. */
function createPrettyStream(destination: DestinationStream, colour: boolean): DestinationStream {
  const format = prettyFactory({
    colorize: colour,
    translateTime: 'SYS:HH:MM:ss',
    messageKey: 'message',
    timestampKey: 'time',
    singleLine: true,
    messageFormat: ({ run, step, code, message }) =>
      [run, typeof step === 'number' && `step ${step}`, code, message].filter(Boolean).join(' '),
    ignore: 'role,run,step,code,pid',
  });
  return { write: (line) => destination.write(format(line)) };
}

function createPino(options: LoggerOptions, stream: DestinationStream): PinoLogger {
  return pino(
    {
      level: options.level ?? 'info',
      messageKey: 'message',
      base: { pid: process.pid, ...options.fields },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: [...REDACTED_PATHS], censor: REDACTED },
      hooks: { streamWrite: redactUrls },
    },
    stream,
  );
}

/** Only the functions of `Logger`, so that callers cannot depend on pino. */
export function createLogger(options: LoggerOptions = {}): Logger {
  const isTerminal = process.stderr.isTTY;
  const destination = options.destination ?? fileDestination({ fd: STANDARD_ERROR, sync: true });
  const colour = options.colour ?? (isTerminal && !process.env['NO_COLOR']);
  const stream = (options.pretty ?? isTerminal) ? createPrettyStream(destination, colour) : destination;
  return createPino(options, stream);
}
