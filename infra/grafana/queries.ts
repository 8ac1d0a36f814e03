/** Pieces of PromQL that many panels share. */

function aggregate(operation: string, labels: readonly string[], expression: string): string {
  return labels.length > 0 ? `${operation} by (${labels.join(', ')}) (${expression})` : `${operation}(${expression})`;
}

/** Series of the chosen run's coordinator, found by the one series that names the run. */
export function ofRun(expression: string): string {
  return `${expression} * on (job, instance) group_left () enkit_run_info{run="$run"}`;
}

/** A gauge of the run; a coordinator that restarts on another node goes on in the same line. */
export function runGauge(metric: string, ...labels: readonly string[]): string {
  return aggregate('max', labels, ofRun(metric));
}

/** Rate of a counter of the run, per second. */
export function runRate(metric: string, ...labels: readonly string[]): string {
  return aggregate('sum', labels, ofRun(`rate(${metric}[$__rate_interval])`));
}

/** Events of a counter of the run in the last quarter of an hour. */
export function runIncrease(metric: string, ...labels: readonly string[]): string {
  return aggregate('sum', labels, ofRun(`increase(${metric}[15m])`));
}

/** Mean of a histogram's observations. */
export function runMean(metric: string, ...labels: readonly string[]): string {
  return `${runRate(`${metric}_sum`, ...labels)} / ${runRate(`${metric}_count`, ...labels)}`;
}

/** `metric` of the chosen scrape jobs; `matchers` are further ones, such as `state="busy"`. */
export function ofJobs(metric: string, ...matchers: readonly string[]): string {
  return `${metric}{${['job=~"$job"', ...matchers].join(', ')}}`;
}

/** Rate of a counter of the chosen scrape jobs, per second. */
export function jobsRate(metric: string, labels: readonly string[], ...matchers: readonly string[]): string {
  return aggregate('sum', labels, `rate(${ofJobs(metric, ...matchers)}[$__rate_interval])`);
}

/** Quantile of a histogram over all the chosen scrape jobs. */
export function jobsQuantile(quantile: number, metric: string, ...matchers: readonly string[]): string {
  return `histogram_quantile(${quantile}, ${jobsRate(`${metric}_bucket`, ['le'], ...matchers)})`;
}
