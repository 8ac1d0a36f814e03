/**
 * What the catalogue knows of a metric, and the prom-client instrument made of it. Labels have a fixed set of values,
 * so that the number of series is known in advance; only `_info` metrics, of one series a process, have free ones.
 */
import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

export type MetricType = 'gauge' | 'counter' | 'histogram';

/** The values that a label takes, or 'free' in an `_info` metric. */
export type LabelValues = readonly string[] | 'free';
export type Labels = Readonly<Record<string, LabelValues>>;

export interface MetricDefinition<T extends MetricType = MetricType, L extends Labels = Labels> {
  readonly name: string;
  readonly type: T;
  /** One sentence with the unit. */
  readonly help: string;
  readonly labels: L;
  /** Upper bounds of a histogram's buckets. */
  readonly buckets?: readonly number[];
}

export type MetricDefinitions = Readonly<Record<string, MetricDefinition>>;

const NO_LABELS = {} as const;
type NoLabels = typeof NO_LABELS;

export function gauge(name: string, help: string): MetricDefinition<'gauge', NoLabels>;
export function gauge<const L extends Labels>(name: string, help: string, labels: L): MetricDefinition<'gauge', L>;
export function gauge(name: string, help: string, labels: Labels = NO_LABELS): MetricDefinition<'gauge'> {
  return { name, type: 'gauge', help, labels };
}

export function counter(name: string, help: string): MetricDefinition<'counter', NoLabels>;
export function counter<const L extends Labels>(name: string, help: string, labels: L): MetricDefinition<'counter', L>;
export function counter(name: string, help: string, labels: Labels = NO_LABELS): MetricDefinition<'counter'> {
  return { name, type: 'counter', help, labels };
}

export function histogram<const L extends Labels>(
  name: string,
  help: string,
  buckets: readonly number[],
  labels: L,
): MetricDefinition<'histogram', L> {
  return { name, type: 'histogram', help, labels, buckets };
}

type LabelNames<D extends MetricDefinition> = Extract<keyof D['labels'], string>;

export type Instrument<D extends MetricDefinition> = D['type'] extends 'gauge'
  ? Gauge<LabelNames<D>>
  : D['type'] extends 'counter'
    ? Counter<LabelNames<D>>
    : Histogram<LabelNames<D>>;

export type Instruments<D extends MetricDefinitions> = { readonly [K in keyof D]: Instrument<D[K]> };

/** Every combination of the label values; none when a label is free. */
export function labelCombinations(labels: Labels): Record<string, string>[] {
  let combinations: Record<string, string>[] = [{}];
  for (const [name, values] of Object.entries(labels)) {
    if (values === 'free') return [];
    combinations = combinations.flatMap((known) => values.map((value) => Object.assign({}, known, { [name]: value })));
  }
  return combinations;
}

/** A gauge says nothing until its value is known: an RMSE of 0 before the first step would be a lie. */
function createGauge(definition: MetricDefinition, registry: Registry): Gauge {
  const { name, help, labels } = definition;
  const instrument = new Gauge({ name, help, labelNames: Object.keys(labels), registers: [registry] });
  if (Object.keys(labels).length === 0) instrument.remove();
  return instrument;
}

/** A counter starts at 0 in all its series: a rate over a series that appears with its first event misses that event. */
function createCounter(definition: MetricDefinition, registry: Registry): Counter {
  const { name, help, labels } = definition;
  const instrument = new Counter({ name, help, labelNames: Object.keys(labels), registers: [registry] });
  for (const combination of labelCombinations(labels)) instrument.inc(combination, 0);
  return instrument;
}

function createHistogram(definition: MetricDefinition, registry: Registry): Histogram {
  const { name, help, labels } = definition;
  const labelNames = Object.keys(labels);
  const buckets = [...(definition.buckets ?? [])];
  const instrument = new Histogram({ name, help, labelNames, buckets, registers: [registry] });
  for (const combination of labelCombinations(labels)) instrument.zero(combination);
  return instrument;
}

const CREATORS = { gauge: createGauge, counter: createCounter, histogram: createHistogram };

/** Registers one instrument for each definition; the keys stay. */
export function createInstruments<const D extends MetricDefinitions>(
  definitions: D,
  registry: Registry,
): Instruments<D> {
  const entries = Object.entries(definitions).map(([key, definition]) => [
    key,
    CREATORS[definition.type](definition, registry),
  ]);
  return Object.fromEntries(entries) as Instruments<D>;
}

/** An instrument without labels whose value is read when Prometheus asks. */
export function createReadInstrument(definition: MetricDefinition, registry: Registry, read: () => number): void {
  const { name, help, type } = definition;
  const options = { name, help, registers: [registry] };
  if (type === 'gauge') {
    const instrument: Gauge = new Gauge({ ...options, collect: () => instrument.set(read()) });
    return;
  }
  const instrument: Counter = new Counter({
    ...options,
    collect() {
      instrument.reset();
      instrument.inc(read());
    },
  });
}

/** `value` if the label knows it, else 'other', which every label of open origin has. */
export function boundedValue<const V extends readonly string[]>(values: V, value: string): V[number] {
  return values.includes(value) ? value : 'other';
}

/** Sets 1 for the current state and 0 for the others, one series a state. */
export function setState<L extends string>(
  instrument: Gauge<L>,
  label: L,
  states: readonly string[],
  now: string,
): void {
  for (const state of states) {
    instrument.set({ [label]: state } as Record<L, string>, state === now ? 1 : 0);
  }
}
