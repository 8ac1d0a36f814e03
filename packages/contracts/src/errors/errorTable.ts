/** docs/errors.md, made from the registry: one table for each exit code. */
import { type ErrorDefinition, type ErrorKind, EXIT_CODES } from './kinds.ts';

const KINDS: Readonly<Record<ErrorKind, string>> = {
  usage: 'The command line is wrong',
  data: 'The data cannot be used',
  noInput: 'A file to read is missing',
  model: 'The model cannot be used',
  internal: 'A fault of EnKit itself',
  output: 'Something cannot be written',
  infrastructure: 'Redis, the queue or another node fails',
  run: 'The run ended by itself',
  configuration: 'The experiment is wrong',
};

const HEADER = `# Errors

Every error that EnKit tells has a stable code, says what was expected and what was got, and what to do:

\`\`\`
experiment.yaml:12:9 ensemble.size: CFG_RANGE: expected a whole number of at least 2 and at most 10000000; got 1; choose a value within the bounds
\`\`\`

The exit code of the command follows from the kind of error. When an experiment has several errors, all are told, in the
order of the file; errors of \`--set\` come last and have \`--set\` in place of the file.

This page is generated from the registry (packages/contracts/src/errors) by \`node packages/contracts/scripts/writeErrors.ts\`.
`;

/** The page for these errors. */
export function errorTable(errors: Readonly<Record<string, ErrorDefinition>>): string {
  const kinds = (Object.keys(KINDS) as ErrorKind[]).toSorted((a, b) => EXIT_CODES[a] - EXIT_CODES[b]);
  const sections = kinds.map((kind) => section(kind, Object.entries(errors)));
  return `${HEADER}${sections.join('')}`;
}

function section(kind: ErrorKind, errors: readonly (readonly [string, ErrorDefinition])[]): string {
  const rows = errors
    .filter(([, definition]) => definition.kind === kind)
    .map(([code, { when, advice }]) => `| \`${code}\` | ${cell(when)} | ${cell(advice)} |\n`);
  if (rows.length === 0) return '';
  const title = `\n## ${KINDS[kind]} (${kind}, exit code ${EXIT_CODES[kind]})\n\n`;
  return `${title}| code | said when | what to do |\n|---|---|---|\n${rows.join('')}`;
}

function cell(text: string): string {
  return text.replaceAll('|', String.raw`\|`);
}
