/** Errors of an experiment file and of what the command line changes in it (--set). */
import type { ErrorDefinition } from './kinds.ts';

export const CONFIGURATION_ERRORS = {
  CFG_NOT_FOUND: {
    kind: 'noInput',
    when: 'the experiment file does not exist',
    advice: 'check the path; `enkit init` writes a first experiment',
  },
  CFG_UNREADABLE: {
    kind: 'noInput',
    when: 'the experiment file is a folder or a device, or may not be read',
    advice: 'give the path of a YAML file that this user may read',
  },
  CFG_TOO_LARGE: {
    kind: 'configuration',
    when: 'the experiment file is larger than 1 MiB, or holds more than 65,536 values',
    advice: 'keep data in a file of its own and name it in data.file',
  },
  CFG_ENCODING: {
    kind: 'configuration',
    when: 'the experiment file is not UTF-8 text: invalid bytes, NUL, UTF-16',
    advice: 'save the file as UTF-8 text',
  },
  CFG_EMPTY: {
    kind: 'configuration',
    when: 'the experiment file holds nothing, or only comments',
    advice: '`enkit init` writes a first experiment',
  },
  CFG_SYNTAX: {
    kind: 'configuration',
    when: 'the file is not YAML 1.2, is indented by tabs, or holds several documents, tags or directives',
    advice: 'mend the YAML at this place; indent with spaces',
  },
  CFG_DUPLICATE_KEY: {
    kind: 'configuration',
    when: 'a mapping holds the same key twice',
    advice: 'keep one of the two',
  },
  CFG_ALIAS: {
    kind: 'configuration',
    when: 'anchors and aliases are too many, expand to too much, refer to themselves or to nothing',
    advice: 'write the values out',
  },
  CFG_DEPTH: {
    kind: 'configuration',
    when: 'the file is nested more than 32 levels deep',
    advice: 'an experiment needs fewer than ten levels: look for unclosed brackets',
  },
  CFG_FORBIDDEN_KEY: {
    kind: 'configuration',
    when: 'a key is named __proto__, constructor or prototype',
    advice: 'remove the key',
  },
  CFG_UNKNOWN_KEY: {
    kind: 'configuration',
    when: 'a key is not one of those known at its place',
    advice: 'remove the key or correct its spelling',
  },
  CFG_MISSING_KEY: {
    kind: 'configuration',
    when: 'a key without a default is missing',
    advice: 'add the key',
  },
  CFG_TYPE: {
    kind: 'configuration',
    when: 'a value is of another type: text for a number, a list for a mapping, not finite, not whole',
    advice: 'write a value of the expected type',
  },
  CFG_RANGE: {
    kind: 'configuration',
    when: 'a number is outside its bounds, or a list or text has too few or too many entries',
    advice: 'choose a value within the bounds',
  },
  CFG_CHOICE: {
    kind: 'configuration',
    when: 'a value is not one of the words known at its place',
    advice: 'choose one of the expected words',
  },
  CFG_FORMAT: {
    kind: 'configuration',
    when: 'a text does not have the form that its key needs, such as a name or a Redis address',
    advice: 'write it in the expected form',
  },
  CFG_SEED: {
    kind: 'configuration',
    when: 'a seed is not a whole number from 0 to 2^53 - 1',
    advice: 'choose a whole number such as 0, 1 or 42',
  },
  CFG_ALPHA: {
    kind: 'configuration',
    when: 'a list of alphas does not satisfy sum 1/alpha = 1 within 1e-9',
    advice: 'use the normalised list, or alpha: constant',
  },
  CFG_OBS_SD: {
    kind: 'configuration',
    when: 'a standard deviation of the observation error is not positive',
    advice: 'give method.observationError.sd a positive number in the units of the outputs',
  },
  CFG_COV_NOT_SPD: {
    kind: 'configuration',
    when: 'the observation-error covariance is not square, not symmetric or not positive definite',
    advice: 'correct the entry, or give standard deviations (sd) instead',
  },
  CFG_SHAPE: {
    kind: 'configuration',
    when: 'a list has another length than the data it belongs to',
    advice: 'give one entry per observation',
  },
  CFG_CONFLICT: {
    kind: 'configuration',
    when: 'two keys contradict each other, or a key has no effect beside another',
    advice: 'change or remove one of the two',
  },
  CFG_MEMORY: {
    kind: 'configuration',
    when: 'the run would need more memory than the machine has',
    advice:
      'lower ensemble.size, the number of parameters, the observations of a step (method.batch) or data.testPoints',
  },
  CFG_OVERRIDE: {
    kind: 'configuration',
    when: 'a --set on the command line is not of the form section.key=value, or its place does not exist',
    advice: "write it as --set section.key=value, the value in YAML, such as --set 'method.alpha=[2, 2]'",
  },
} as const satisfies Record<string, ErrorDefinition>;
