/**
 * Panels as data: what is asked, in which unit, and what it means. Every panel has a description, a unit and the
 * templated data source; counters come as rates over `$__rate_interval`.
 */
import * as common from '@grafana/grafana-foundation-sdk/common';
import * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';
import { DataqueryBuilder, PromQueryFormat } from '@grafana/grafana-foundation-sdk/prometheus';
import * as stat from '@grafana/grafana-foundation-sdk/stat';
import * as stateTimeline from '@grafana/grafana-foundation-sdk/statetimeline';
import * as table from '@grafana/grafana-foundation-sdk/table';
import * as timeseries from '@grafana/grafana-foundation-sdk/timeseries';

export const DATA_SOURCE: common.DataSourceRef = { type: 'prometheus', uid: '$datasource' };

export interface Query {
  readonly expr: string;
  /** Legend, such as `{{set}}`. */
  readonly legend: string;
}

/** Colours from a value on; the first has no lower bound. */
export type Thresholds = readonly (readonly [from: number | null, color: string])[];

export interface PanelOptions {
  readonly title: string;
  /** What is shown and what is good. */
  readonly description: string;
  /** Grafana's name of the unit, such as `s`, `bytes`, `percentunit`, or `suffix: members/s`. */
  readonly unit: string;
  readonly queries: readonly Query[];
  /** Columns of 24. */
  readonly span?: number;
  readonly thresholds?: Thresholds;
}

export interface GraphOptions extends PanelOptions {
  readonly logarithmic?: boolean;
  readonly stacked?: boolean;
  readonly minimum?: number;
  readonly maximum?: number;
}

export interface StatOptions extends PanelOptions {
  /** Words for values, such as { 0: 'no', 1: 'yes' }. */
  readonly words?: Readonly<Record<string, string>>;
  /** Shows the legend in place of the value. */
  readonly showName?: boolean;
}

const GRAPH_HEIGHT = 8;
const STAT_HEIGHT = 4;

/** The builders' methods that every kind of panel shares. */
interface CommonBuilder {
  title(title: string): this;
  description(description: string): this;
  datasource(datasource: common.DataSourceRef): this;
  unit(unit: string): this;
  thresholds(thresholds: dashboard.ThresholdsConfigBuilder): this;
  height(height: number): this;
  span(columns: number): this;
  withTarget(target: DataqueryBuilder): this;
}

function thresholdsConfig(thresholds: Thresholds): dashboard.ThresholdsConfigBuilder {
  const steps = thresholds.map(([value, color]) => ({ value, color }));
  return new dashboard.ThresholdsConfigBuilder().mode(dashboard.ThresholdsMode.Absolute).steps(steps);
}

function query({ expr, legend }: Query, index: number): DataqueryBuilder {
  const refId = String.fromCharCode('A'.charCodeAt(0) + index);
  return new DataqueryBuilder().datasource(DATA_SOURCE).expr(expr).legendFormat(legend).refId(refId);
}

function describe<B extends CommonBuilder>(builder: B, options: PanelOptions, height: number, span: number): B {
  const { title, description, unit, thresholds = [[null, 'green']] } = options;
  builder.title(title).description(description).datasource(DATA_SOURCE).unit(unit);
  return builder
    .thresholds(thresholdsConfig(thresholds))
    .height(height)
    .span(options.span ?? span);
}

/** A time series; thresholds are drawn as lines. */
export function graph(options: GraphOptions): timeseries.PanelBuilder {
  const panel = describe(new timeseries.PanelBuilder(), options, GRAPH_HEIGHT, 8);
  options.queries.forEach((item, index) => panel.withTarget(query(item, index).range()));
  panel.legend(
    new common.VizLegendOptionsBuilder()
      .displayMode(common.LegendDisplayMode.List)
      .placement(common.LegendPlacement.Bottom)
      .showLegend(true),
  );
  panel.tooltip(
    new common.VizTooltipOptionsBuilder().mode(common.TooltipDisplayMode.Multi).sort(common.SortOrder.Descending),
  );
  // Values known once a step arrive seldom: a line through them, and a point where there is but one.
  panel.lineWidth(1).showPoints(common.VisibilityMode.Auto).spanNulls(3_600_000);
  return scale(panel, options);
}

function scale(panel: timeseries.PanelBuilder, options: GraphOptions): timeseries.PanelBuilder {
  const { logarithmic, stacked, minimum, maximum, thresholds } = options;
  if (minimum !== undefined) panel.min(minimum);
  if (maximum !== undefined) panel.max(maximum);
  if (logarithmic) {
    panel.scaleDistribution(new common.ScaleDistributionConfigBuilder().type(common.ScaleDistribution.Log).log(10));
  }
  if (stacked) {
    panel.fillOpacity(25).stacking(new common.StackingConfigBuilder().mode(common.StackingMode.Normal).group('A'));
  }
  if (thresholds) {
    panel.thresholdsStyle(new common.GraphThresholdsStyleConfigBuilder().mode(common.GraphThresholdsStyleMode.Dashed));
  }
  return panel;
}

function wordMapping(words: Readonly<Record<string, string>>): dashboard.ValueMapping {
  const entries = Object.entries(words).map(([value, text], index) => [value, { text, index }]);
  return { type: dashboard.MappingType.ValueToText, options: Object.fromEntries(entries) };
}

/** One number, as it is now. */
export function singleStat(options: StatOptions): stat.PanelBuilder {
  const panel = describe(new stat.PanelBuilder(), options, STAT_HEIGHT, 3);
  options.queries.forEach((item, index) => panel.withTarget(query(item, index).instant()));
  panel.graphMode(common.BigValueGraphMode.None).colorMode(common.BigValueColorMode.Value);
  panel.reduceOptions(new common.ReduceDataOptionsBuilder().calcs(['lastNotNull']).values(false).fields(''));
  panel.textMode(options.showName ? common.BigValueTextMode.Name : common.BigValueTextMode.Auto);
  if (options.words) panel.mappings([wordMapping(options.words)]);
  return panel;
}

/** States over time, one band a series; `words` name the values. */
export function timeline(options: StatOptions): stateTimeline.PanelBuilder {
  const panel = describe(new stateTimeline.PanelBuilder(), options, GRAPH_HEIGHT, 8);
  options.queries.forEach((item, index) => panel.withTarget(query(item, index).range()));
  panel.showValue(common.VisibilityMode.Never).mergeValues(true);
  if (options.words) panel.mappings([wordMapping(options.words)]);
  return panel;
}

/** One row a series, with its labels as columns. */
export function labelTable(options: PanelOptions): table.PanelBuilder {
  const panel = describe(new table.PanelBuilder(), options, GRAPH_HEIGHT, 8);
  options.queries.forEach((item, index) =>
    panel.withTarget(query(item, index).instant().format(PromQueryFormat.Table)),
  );
  return panel.withTransformation({
    id: 'organize',
    options: { excludeByName: { Time: true, Value: true, __name__: true } },
  });
}

export function row(title: string): dashboard.RowBuilder {
  return new dashboard.RowBuilder(title);
}
