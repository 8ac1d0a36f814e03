/** The command of the benchmarks: `npm run bench`, or single ones as `npm run bench -- forward analysis`. */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { CASES } from './cases/index.ts';
import type { BenchmarkCase } from './harness/benchmarkCase.ts';
import type { CaseResult } from './harness/comparison.ts';
import { describeMachine, type Machine } from './harness/machine.ts';
import { partsOf } from './harness/partsOf.ts';
import { createSession, type Session } from './harness/session.ts';
import { describeResult, type Format, machineText } from './harness/text.ts';
import { spreadOf, verdictOf } from './harness/target.ts';

const HELP = `npm run bench -- [CASE...] [options]

Measures EnKit against its peers, contenders in turn in every round; prints medians, quartiles, ratios and whether each
target is reached. Ratios mean something on another machine, seconds do not. Leave the machine alone meanwhile.

  --list         the cases
  --rounds N     rounds of each comparison, instead of each one's own number
  --json FILE    writes everything that was measured, each round included
  --markdown     prints the tables as Markdown
  --help

ENKIT_BENCH_PYTHON   a Python that has benchmarks/peers/requirements.txt installed; otherwise it is installed to .cache/peers
`;

const OPTIONS = {
  list: { type: 'boolean', default: false },
  rounds: { type: 'string' },
  json: { type: 'string' },
  markdown: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

const BUSY = 0.3;

function refuse(message: string): never {
  console.error(`${message}; see npm run bench -- --help`);
  process.exit(2);
}

function readWords(): ReturnType<typeof parse> {
  try {
    return parse();
  } catch (error) {
    return refuse(error instanceof Error ? error.message.split('.')[0] : String(error));
  }
}

const parse = () => parseArgs({ options: OPTIONS, allowPositionals: true });

function chosen(names: readonly string[]): readonly BenchmarkCase[] {
  const known = CASES.map(({ name }) => name);
  for (const name of names)
    if (!known.includes(name)) refuse(`unknown benchmark "${name}", expected some of ${known.join(', ')}`);
  return names.length === 0 ? CASES : CASES.filter(({ name }) => names.includes(name));
}

function roundsOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  return /^[1-9]\d*$/.test(text) ? Number(text) : refuse(`--rounds: expected a positive integer, got "${text}"`);
}

/** Figures with their median, quartiles and verdict, so that a reader of the file need not compute them. */
function summarised({ figures, ...rest }: CaseResult): object {
  const summary = figures.map((figure) => ({
    ...figure,
    ...(figure.values.length > 0 && spreadOf(figure.values)),
    verdict: verdictOf(figure),
  }));
  return { ...rest, figures: summary };
}

/** Prints each part as it comes. A benchmark that breaks lets the next go on; the command then ends with 1. */
async function runCase(item: BenchmarkCase, session: Session): Promise<object> {
  const { name, about } = item;
  console.log(`\n${format === 'markdown' ? '### ' : ''}${name}: ${about}`);
  const parts: object[] = [];
  for await (const part of partsOf(item, session)) {
    console.log(`\n${describeResult(part, format)}`);
    parts.push(summarised(part));
    if (part.broken) process.exitCode = 1;
  }
  return { name, about, parts };
}

async function runAll(machine: Machine): Promise<object[]> {
  const session = createSession(rounds, (text) => console.error(`  ... ${text}`));
  if (machine.load > BUSY)
    console.error(`the machine is busy (load ${machine.load.toFixed(2)}): take care with these figures`);
  const results: object[] = [];
  for (const item of cases) results.push(await runCase(item, session));
  return results;
}

const { values, positionals } = readWords();
const cases = chosen(positionals);
const rounds = roundsOf(values.rounds);
const format: Format = values.markdown ? 'markdown' : 'plain';
if (values.help) console.log(HELP);
else if (values.list) for (const { name, about } of CASES) console.log(`${name.padEnd(16)}${about}`);
else {
  const machine = describeMachine();
  console.log(machineText(machine, format));
  const results = await runAll(machine);
  if (values.json) writeFileSync(values.json, `${JSON.stringify({ machine, cases: results }, undefined, 2)}\n`);
}
