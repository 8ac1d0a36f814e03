/** Reads one YAML 1.2 document (hence JSON too) into a source tree, and says all that is wrong with its syntax. */
import {
  Composer,
  type CST,
  type ErrorCode as YamlErrorCode,
  LineCounter,
  type YAMLParseError,
  type YAMLWarning,
} from 'yaml';
import { EnkitError, type SourceLocation } from '../errors/enkitError.ts';
import { type KeyPath, printable } from './keyPath.ts';
import type { SourceValue } from './sourceTree.ts';
import { TreeBuilder } from './treeBuilder.ts';
import { DEEPEST, MOST_LEXEMES, tokenise } from './yamlTokens.ts';

export interface YamlDocument {
  /** Undefined when the errors leave nothing to go on with. */
  readonly root?: SourceValue | undefined;
  readonly errors: readonly EnkitError[];
}

type Place = (offset: number) => SourceLocation;

/** The yaml package's own texts are written for authors of parsers; these are for authors of experiments. */
const EXPLANATIONS: Partial<Record<YamlErrorCode, { readonly expected: string; readonly got: string }>> = {
  TAB_AS_INDENT: { expected: 'spaces for indentation', got: 'a tab' },
  BLOCK_AS_IMPLICIT_KEY: {
    expected: 'one "key: value" on a line',
    got: 'a second ": " or a deeper line (quote the text, or correct the indentation)',
  },
  MULTILINE_IMPLICIT_KEY: { expected: '"key: value" on one line', got: 'a line without ": "' },
  BAD_INDENT: {
    expected: 'a closing bracket, or deeper indentation',
    got: 'the end, or a line that belongs to neither',
  },
  MISSING_CHAR: { expected: 'a closing quote, comma or colon', got: 'none' },
  TAG_RESOLVE_FAILED: { expected: 'a value without a tag', got: 'a tag (!)' },
  BAD_SCALAR_START: { expected: 'text that begins with @, ` or % in quotes', got: 'such text without them' },
};

/** The document in `text`; `file` names it in errors. */
export function readYaml(text: string, file: string): YamlDocument {
  const lines = new LineCounter();
  const place = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return { file, line, column: col };
  };
  return readTokens(text, lines, place);
}

/** The value of the key at `path` in a fragment of YAML that has one place as a whole, such as an argument of --set. */
export function readYamlFragment(text: string, path: KeyPath, location: SourceLocation): YamlDocument {
  return readTokens(text, new LineCounter(), () => location, path);
}

function readTokens(text: string, lines: LineCounter, place: Place, base: KeyPath = []): YamlDocument {
  const result = tokenise(text, lines);
  if (result.status !== 'complete') return { errors: [givenUp(result.status, place(result.offset))] };
  const { tokens } = result;
  const streamErrors = [...directives(tokens, place), ...furtherDocuments(tokens, place)];
  if (streamErrors.length > 0) return { errors: streamErrors };
  return compose(tokens, text.length, new TreeBuilder(place, base), place);
}

function givenUp(reason: 'too deep' | 'too long', location: SourceLocation): EnkitError {
  return reason === 'too deep'
    ? new EnkitError('CFG_DEPTH', { expected: `at most ${DEEPEST} levels`, got: 'more', location })
    : new EnkitError('CFG_TOO_LARGE', { expected: `at most ${MOST_LEXEMES} words and signs`, got: 'more', location });
}

function compose(tokens: readonly CST.Token[], end: number, builder: TreeBuilder, place: Place): YamlDocument {
  const composer = new Composer({ uniqueKeys: false, prettyErrors: false, version: '1.2', schema: 'core' });
  const [document] = composer.compose(tokens, true, end);
  const problems = [...document.errors, ...document.warnings];
  if (problems.length > 0) return { errors: syntaxErrors(problems, place) };
  const root = builder.build(document.contents);
  return { root, errors: builder.errors };
}

/** One error a line: what follows on the same line is usually the same mistake seen again. */
function syntaxErrors(problems: readonly (YAMLParseError | YAMLWarning)[], place: Place): EnkitError[] {
  const byLine = new Map<number | undefined, EnkitError>();
  for (const problem of problems) {
    const location = place(problem.pos[0]);
    if (!byLine.has(location.line)) byLine.set(location.line, syntaxError(problem, location));
  }
  return [...byLine.values()];
}

function syntaxError(problem: YAMLParseError | YAMLWarning, location: SourceLocation): EnkitError {
  const { expected, got } = EXPLANATIONS[problem.code] ?? { expected: 'YAML 1.2', got: printable(problem.message) };
  return new EnkitError('CFG_SYNTAX', { expected, got, location, cause: problem });
}

function directives(tokens: readonly CST.Token[], place: Place): EnkitError[] {
  return tokens
    .filter((token) => token.type === 'directive')
    .map((token) => refuse('a document without directives', 'a line that begins with %', place(token.offset)));
}

function furtherDocuments(tokens: readonly CST.Token[], place: Place): EnkitError[] {
  const [, second] = tokens.filter((token) => token.type === 'document');
  return second ? [refuse('one document', 'a second one (---)', place(second.offset))] : [];
}

function refuse(expected: string, got: string, location: SourceLocation): EnkitError {
  return new EnkitError('CFG_SYNTAX', { expected, got, location });
}
