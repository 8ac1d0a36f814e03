/** Holds what an expression asks for against the metric catalogue. */
import { METRICS_BY_NAME, type MetricDefinition, seriesNames } from '@enkit/telemetry';
import { groupingLabels, type LabelMatcher, type Selector, selectors } from './promql.ts';

const DEFINITION_BY_SERIES: ReadonlyMap<string, MetricDefinition> = new Map(
  [...METRICS_BY_NAME.values()].flatMap((definition) => seriesNames(definition).map((name) => [name, definition])),
);

/** Labels that Prometheus or the operator adds to every series. */
const TARGET_LABELS = new Set(['instance', 'job', 'namespace', 'pod']);

/** Definition behind a series such as enkit_member_seconds_bucket. */
export function definitionOf(series: string): MetricDefinition | undefined {
  return DEFINITION_BY_SERIES.get(series);
}

/** Catalogue names that an expression uses. */
export function metricsUsed(expression: string): string[] {
  return selectors(expression).flatMap(({ metric }) => definitionOf(metric)?.name ?? []);
}

function matches(matcher: LabelMatcher, value: string): boolean {
  if (matcher.operator.includes('~')) return new RegExp(`^(?:${matcher.value})$`).test(value);
  return matcher.value === value;
}

function matcherFault(metric: string, matcher: LabelMatcher): string | undefined {
  if (TARGET_LABELS.has(matcher.label) || matcher.label === 'le') return undefined;
  const values = definitionOf(metric)?.labels[matcher.label];
  if (values === undefined) return `${metric} has no label ${matcher.label}`;
  if (values === 'free') return undefined;
  const alternatives = matcher.operator.includes('~') ? matcher.value.split('|') : [matcher.value];
  const unknown = alternatives.filter((value) => !values.some((known) => matches({ ...matcher, value }, known)));
  return unknown.length > 0 ? `${metric}.${matcher.label} is never ${unknown.join(', ')}` : undefined;
}

function selectorFaults({ metric, matchers }: Selector, otherNames: ReadonlySet<string>): string[] {
  if (otherNames.has(metric)) return [];
  if (!definitionOf(metric)) return [`${metric} is not in the catalogue`];
  return matchers.flatMap((matcher) => matcherFault(metric, matcher) ?? []);
}

/** Labels that none of the expression's metrics has. */
function groupingFaults(expression: string): string[] {
  const labels = new Set(
    selectors(expression).flatMap(({ metric }) => Object.keys(definitionOf(metric)?.labels ?? {})),
  );
  const unknown = groupingLabels(expression).filter((label) => !TARGET_LABELS.has(label) && !labels.has(label));
  return unknown.filter((label) => label !== 'le').map((label) => `no metric has the label ${label} grouped by`);
}

/** What an expression asks for and will never get: unknown metrics, labels and label values. */
export function catalogueFaults(expression: string, otherNames: ReadonlySet<string> = new Set()): string[] {
  const faults = selectors(expression).flatMap((selector) => selectorFaults(selector, otherNames));
  return [...faults, ...groupingFaults(expression)];
}
