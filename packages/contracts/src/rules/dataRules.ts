/** Rules about the data and what it is for. */
import type { FileDataSettings } from '../experiment/data.ts';
import type { Fault } from '../reading/fault.ts';
import { type KeyPath, printable } from '../reading/keyPath.ts';
import { at, conflict, type Rule, withoutEffect } from './rule.ts';

const SOURCE = at('data.source');
const INPUTS = at('data.inputs');
const OUTPUTS = at('data.outputs');
const PARAMETERS = at('model.parameters');

/** Position of the first word that occurs a second time, -1 when there is none. */
function firstRepetition(words: readonly string[]): number {
  const seen = new Set<string>();
  return words.findIndex((word) => seen.size === seen.add(word).size);
}

function repeated(what: string, words: readonly string[], pathOf: (position: number) => KeyPath): Fault[] {
  const k = firstRepetition(words);
  return k < 0
    ? []
    : [conflict(pathOf(k), `each ${what} once`, `"${printable(words[k])}" again`, 'remove one of the two')];
}

/** Columns of the inputs with their encodings. */
function inputColumns({ inputs }: FileDataSettings): { readonly column: string; readonly encode: string }[] {
  return inputs.map((input) => (typeof input === 'string' ? { column: input, encode: 'number' } : input));
}

function repeatedInputs(data: FileDataSettings): Fault[] {
  const words = inputColumns(data).map(({ column, encode }) => `${column}, encode: ${encode}`);
  return repeated('input with its encoding', words, (k) => [...INPUTS, k]);
}

/** An output among the inputs gives a perfect score and a useless model. */
function leaks(data: FileDataSettings): Fault[] {
  const outputs = new Set(data.outputs);
  const columns = inputColumns(data).map(({ column }) => column);
  const k = columns.findIndex((column) => outputs.has(column));
  if (k < 0) return [];
  const advice = 'remove it from one: the model would see what it is to predict';
  return [conflict([...INPUTS, k], 'inputs that are no outputs', `"${printable(columns[k])}" in both`, advice)];
}

export const DATA_RULES: readonly Rule[] = [
  {
    reads: [SOURCE, INPUTS],
    check: ({ sections: { data } }) => (data?.source === 'file' ? repeatedInputs(data) : []),
  },
  {
    reads: [SOURCE, OUTPUTS],
    check: ({ sections: { data } }) =>
      data?.source === 'file' ? repeated('output', data.outputs, (k) => [...OUTPUTS, k]) : [],
  },
  {
    reads: [SOURCE, INPUTS, OUTPUTS],
    check: ({ sections: { data } }) => (data?.source === 'file' ? leaks(data) : []),
  },
  {
    reads: [SOURCE, at('data.values'), at('data.file'), at('data.column')],
    check({ sections: { data }, isGiven }) {
      if (data?.source !== 'observations') return [];
      const { values, file } = data;
      if (values && file !== undefined)
        return [conflict(at('data.file'), 'either values or a file', 'both', 'remove one of the two')];
      if (values) return isGiven(at('data.column')) ? [withoutEffect(at('data.column'), 'with data.file')] : [];
      if (file !== undefined) return [];
      const expected = 'a list (the observations), or data.file instead';
      return [{ code: 'CFG_MISSING_KEY', path: at('data.values'), at: 'key', expected, got: 'neither' }];
    },
  },
  {
    reads: [at('data.source'), at('model.type')],
    check({ sections: { data, model } }) {
      if (data?.source !== 'observations' || model?.type !== 'mlp') return [];
      const advice = 'give inputs (source: file), or a model of type module';
      return [conflict(at('model.type'), 'module, for observations without inputs', 'mlp', advice)];
    },
  },
  {
    reads: [PARAMETERS],
    check({ sections: { model } }) {
      if (model?.type !== 'module') return [];
      const names = model.parameters.map(({ name }) => name);
      return repeated('parameter', names, (k) => [...PARAMETERS, k, 'name']);
    },
  },
  {
    reads: [at('expected')],
    check: ({ sections: { expected } }) => (expected ?? []).flatMap(expectationFaults),
  },
];

function expectationFaults(
  { atMost, atLeast }: { atMost?: number | undefined; atLeast?: number | undefined },
  k: number,
) {
  const key: KeyPath = ['expected', k];
  if (atMost === undefined && atLeast === undefined) {
    const fault: Fault = {
      code: 'CFG_MISSING_KEY',
      path: [...key, 'atMost'],
      at: 'key',
      expected: 'atMost or atLeast',
      got: 'neither',
    };
    return [fault];
  }
  if (atMost === undefined || atLeast === undefined || atLeast <= atMost) return [];
  return [
    conflict(
      [...key, 'atLeast'],
      `at most atMost, ${atMost}`,
      `${atLeast}`,
      'no score could pass: correct one of the two',
    ),
  ];
}
