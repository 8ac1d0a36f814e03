/**
 * From an experiment file to an experiment, or to everything that is wrong with it in one go: text, syntax, keys and
 * values, rules between keys, each fault with its place. A later stage goes on with what the earlier ones left sound.
 */
import { EnkitError } from './errors/enkitError.ts';
import { type Experiment, experimentSchema } from './experiment/experiment.ts';
import { byPlace, locate, placeOf } from './reading/fault.ts';
import { dotted } from './reading/keyPath.ts';
import { applyOverrides, parseOverrides } from './reading/overrides.ts';
import { describeValue, plainValue, type SourceMapping, type SourceValue } from './reading/sourceTree.ts';
import { decodeText } from './reading/text.ts';
import { validate } from './reading/validate.ts';
import { readYaml } from './reading/yamlDocument.ts';
import { checkRules } from './rules/draft.ts';
import { machineMemory } from './rules/memoryRule.ts';
import { allRules } from './rules/rules.ts';
import { type Warning, warningsOf } from './rules/warnings.ts';

export interface ParseOptions {
  /** Names the file in errors. */
  readonly file: string;
  /** What --set changes: "section.key=value", the value in YAML; the last one wins. */
  readonly overrides?: readonly string[];
  /** Bytes that the run may need; default those of this machine or its container. */
  readonly memory?: number;
}

export interface ValidExperiment {
  readonly status: 'valid';
  readonly experiment: Experiment;
  /** One line each: allowed, but seldom meant. */
  readonly warnings: readonly string[];
}

export interface InvalidExperiment {
  readonly status: 'invalid';
  /** In the order of the file, at most 100; those of the command line last. Never empty. */
  readonly errors: readonly [EnkitError, ...EnkitError[]];
}

export type ParsedExperiment = ValidExperiment | InvalidExperiment;

/** Nobody mends more at once. */
const MOST_ERRORS = 100;

/** Reads an experiment from YAML (or JSON) text. Never throws for what the text or the overrides hold. */
export function parseExperiment(text: string | Uint8Array, options: ParseOptions): ParsedExperiment {
  const { overrides, errors: malformed } = parseOverrides(options.overrides ?? []);
  const source = readRoot(text, options.file);
  if (!source.root) return invalid([...source.errors, ...malformed]);
  const { root, errors: misplaced } = applyOverrides(source.root, overrides);
  return conclude(root, [...source.errors, ...malformed, ...misplaced], options.memory ?? machineMemory());
}

/** The same, for a caller who wants an experiment or nothing. Throws the first of the errors. */
export function validateExperiment(text: string | Uint8Array, options: ParseOptions): ValidExperiment {
  const parsed = parseExperiment(text, options);
  if (parsed.status === 'invalid') throw parsed.errors[0];
  return parsed;
}

function conclude(root: SourceMapping, earlier: readonly EnkitError[], memory: number): ParsedExperiment {
  const validation = validate(root);
  const faults = validation.status === 'invalid' ? validation.faults : [];
  const broken = checkRules(allRules(memory), plainValue(root), faults);
  const errors = [...earlier, ...[...faults, ...broken].map((fault) => locate(fault, root))];
  if (validation.status === 'invalid' || errors.length > 0) return invalid(errors);
  const { experiment } = validation;
  return { status: 'valid', experiment, warnings: warningsOf(experiment).map((warning) => tell(warning, root)) };
}

function tell({ path, text }: Warning, root: SourceMapping): string {
  const { file, line, column } = placeOf(path, 'value', root);
  const position = [file, line, column].filter((part) => part !== undefined).join(':');
  return `${position} ${dotted(path)}: ${text}`;
}

function invalid(errors: readonly EnkitError[]): InvalidExperiment {
  const [first, ...rest] = errors.toSorted(byPlace).slice(0, MOST_ERRORS);
  return { status: 'invalid', errors: [first, ...rest] };
}

interface Root {
  readonly root?: SourceMapping;
  readonly errors: readonly EnkitError[];
}

function readRoot(input: string | Uint8Array, file: string): Root {
  const text = decodeText(input, file);
  if (text instanceof EnkitError) return { errors: [text] };
  const { root, errors } = readYaml(text, file);
  if (root?.kind === 'mapping') return { root, errors };
  return { errors: root && errors.length === 0 ? [notAMapping(root)] : errors };
}

function notAMapping(root: SourceValue): EnkitError {
  const required = Object.entries(experimentSchema.shape).flatMap(([key, schema]) =>
    schema.safeParse(undefined).success ? [] : [key],
  );
  const expected = `a mapping with the keys ${required.join(', ')}`;
  const isEmpty = root.kind === 'scalar' && root.value === null && root.text === '';
  if (isEmpty)
    return new EnkitError('CFG_EMPTY', { expected, got: 'nothing', location: { ...root.place, line: 1, column: 1 } });
  return new EnkitError('CFG_TYPE', { expected, got: describeValue(root), location: root.place });
}
