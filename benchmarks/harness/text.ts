/** Results as tables: aligned for a terminal, or as Markdown to be pasted into the documents. */
import type { CaseResult, TimingTable } from './comparison.ts';
import type { Machine } from './machine.ts';
import { type Figure, spreadOf, type Unit, verdictOf } from './target.ts';

export type Format = 'plain' | 'markdown';

type Rows = readonly (readonly string[])[];

export function table(head: readonly string[], rows: Rows, format: Format): string {
  if (format === 'markdown')
    return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
  const widths = head.map((_, k) => Math.max(...[head, ...rows].map((cells) => cells[k].length)));
  const line = (cells: readonly string[]): string => cells.map((cell, k) => cell.padEnd(widths[k])).join('  ');
  return [head, ...rows].map((cells) => `  ${line(cells).trimEnd()}`).join('\n');
}

export function duration(seconds: number): string {
  if (seconds < 1e-3) return `${(1e6 * seconds).toPrecision(3)} us`;
  return seconds < 1 ? `${(1e3 * seconds).toPrecision(3)} ms` : `${seconds.toPrecision(3)} s`;
}

export function quantity(value: number, unit: Unit): string {
  if (unit === 's') return duration(value);
  if (unit === '%') return `${value.toFixed(1)} %`;
  return unit === 'x' ? `${value.toFixed(2)} x` : value.toFixed(2);
}

const LONGEST_DETAIL = 64;

/** The whole of it is in the JSON. */
function shortened(detail: string): string {
  return detail.length > LONGEST_DETAIL ? `${detail.slice(0, LONGEST_DETAIL)}...` : detail;
}

function timingRows({ timings, flops }: TimingTable): Rows {
  return timings.map(({ name, seconds, detail }) => {
    const { median, lower, upper } = spreadOf(seconds);
    const rate = flops === undefined ? [] : [`${(flops / median / 1e9).toFixed(1)} GF/s`];
    return [name, duration(median), `${duration(lower)} to ${duration(upper)}`, ...rate, shortened(detail)];
  });
}

export function timingTable(timing: TimingTable, format: Format): string {
  const rate = timing.flops === undefined ? [] : ['rate'];
  const head = ['contender', `median, ${timing.unit}`, 'quartiles', ...rate, 'how'];
  return table(head, timingRows(timing), format);
}

function figureRow(figure: Figure): readonly string[] {
  const { what, against, sense, bound, stretch, unit, values, missing } = figure;
  const limit = `${sense} ${quantity(bound, unit)}${stretch === undefined ? '' : ` (stretch ${quantity(stretch, unit)})`}`;
  if (values.length === 0) return [what, against, '-', '', limit, `not measured: ${missing ?? 'no value'}`];
  const { median, lower, upper } = spreadOf(values);
  const spread = values.length > 1 ? `${quantity(lower, unit)} to ${quantity(upper, unit)}` : '';
  const verdict = verdictOf(figure);
  // Where two digits would show the bound itself, the third tells why it is not reached.
  const shown = verdict === 'not reached' ? `${verdict} (${median.toPrecision(3)})` : verdict;
  return [what, against, quantity(median, unit), spread, limit, shown];
}

export function figureTable(figures: readonly Figure[], format: Format): string {
  const head = ['figure', 'against', 'median', 'quartiles', 'to reach', 'verdict'];
  return table(head, figures.map(figureRow), format);
}

export function describeResult({ tables, figures, notes }: CaseResult, format: Format): string {
  const title = (text: string): string => (format === 'markdown' ? `**${text}**\n` : text);
  const timings = tables.map((item) => `${title(item.title)}\n${timingTable(item, format)}`);
  const remarks = notes.map((note) => (format === 'markdown' ? `- ${note}` : `  ${note}`)).join('\n');
  return [...timings, figureTable(figures, format), ...(remarks ? [remarks] : [])].join('\n\n');
}

export function machineText(machine: Machine, format: Format): string {
  const { processor, cores, memory, system, node, v8, wasm, openblas, load, at } = machine;
  return [
    `${processor}, ${cores} cores, ${memory}, ${system}; Node ${node}, V8 ${v8}`,
    `wasm: ${wasm}`,
    `openblas: ${openblas}`,
    `load at the start ${load.toFixed(2)}, ${at}`,
  ]
    .map((line) => (format === 'markdown' ? `- ${line}` : line))
    .join('\n');
}
