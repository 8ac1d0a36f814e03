import { expect, it } from 'vitest';
import { createIsolationGate } from './isolationGate.ts';

const never = new AbortController().signal;
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

it('that ordinary batches run together, a lone one alone, and later ones wait for it', async () => {
  const gate = createIsolationGate();
  const inside: string[] = [];
  const leave: Record<string, () => void> = {};
  const enter = (name: string, alone: boolean): void => {
    void gate.enter(alone, never).then((leaveGate) => {
      inside.push(name);
      leave[name] = () => {
        inside.splice(inside.indexOf(name), 1);
        leaveGate();
      };
    });
  };
  enter('a', false);
  enter('b', false);
  enter('lone', true);
  enter('c', false);
  await turn();
  expect(inside).toEqual(['a', 'b']);
  leave['a']();
  await turn();
  expect(inside).toEqual(['b']);
  leave['b']();
  await turn();
  expect(inside).toEqual(['lone']);
  leave['lone']();
  await turn();
  expect(inside).toEqual(['c']);
});

it('that a batch which is aborted while it waits lets the next one pass', async () => {
  const gate = createIsolationGate();
  const leave = await gate.enter(false, never);
  const abort = new AbortController();
  const lone = gate.enter(true, abort.signal);
  const next = gate.enter(false, never);
  abort.abort(new Error('handed back'));
  await expect(lone).rejects.toThrow('handed back');
  await expect(next).resolves.toBeTypeOf('function');
  leave();
  await expect(gate.enter(true, abort.signal)).rejects.toThrow('handed back');
});
