/** The port through which a program says what it does for how long, so that work can be followed through processes. */

/** Bounded facts about the work: never parameters or predictions. */
export type SpanAttributes = Readonly<Record<string, string | number | boolean>>;

export interface Span {
  /** Adds what is known only later. */
  set(attributes: SpanAttributes): void;
}

export interface Tracer {
  /**
   * Does `work` in a span of this name, a child of the span in which the call is made. What `work` rejects with ends the
   * span as failed and is passed on.
   */
  span<Value>(name: string, attributes: SpanAttributes, work: (span: Span) => Promise<Value>): Promise<Value>;
}

/** The root of a trace: one session of a run. */
export const RUN_SPAN = 'run';

/** Does the work and says nothing. */
export const NO_TRACER: Tracer = { span: (_name, _attributes, work) => work({ set: () => undefined }) };
