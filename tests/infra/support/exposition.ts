/** Reads the text that /metrics serves. */

export interface Sample {
  /** With the suffix of a histogram's series, such as _bucket. */
  readonly series: string;
  readonly labels: string;
  readonly value: number;
}

/** The samples in Prometheus' text format. */
export function parseExposition(text: string): Sample[] {
  return text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [, series = '', labels = '', value = ''] = /^(\w+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
      return { series, labels, value: Number(value) };
    });
}

/** Sum over the labels of a series. */
export function sumOfSeries(text: string, name: string): number {
  return parseExposition(text).reduce((sum, { series, value }) => (series === name ? sum + value : sum), 0);
}
