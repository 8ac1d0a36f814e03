/**
 * For tests: a process that fills the small disk given as its argument in the course of a run, makes room and goes on.
 * It writes what happened as one line of JSON.
 */
import { readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createRun } from '../run/createRun.ts';
import { openRun } from '../run/findRuns.ts';
import { rejectionOf } from './codes.ts';
import { DESCRIPTION, ensembleAfter, stepRecord } from './exampleRun.ts';

const MOST_STEPS = 100;
const root = process.argv[2];
const filler = join(root, 'filler');

const run = await createRun({ root, name: 'sine', manifest: DESCRIPTION });
await run.writeCheckpoint({ step: 1, state: {}, arrays: { parameters: ensembleAfter(1, 2, 3) } });
const large = { parameters: ensembleAfter(2, 500, 500) };
const checkpoint = await rejectionOf(run.writeCheckpoint({ step: 2, state: {}, arrays: large }));
const checkpoints = await readdir(join(run.path, 'checkpoints'));

let steps = 1;
await run.appendStep(stepRecord(steps));
await writeFile(filler, Buffer.alloc(1 << 22)).catch(() => undefined);
let append = 'no error';
while (append === 'no error' && steps < MOST_STEPS) append = await rejectionOf(run.appendStep(stepRecord(++steps)));
const manifest = await rejectionOf(run.update({ status: 'finished' }));

await rm(filler);
await run.appendStep(stepRecord(steps));
const reader = await openRun(run.path, root);
const logged = (await reader.readSteps()).map(({ step }) => step);
const latest = (await reader.latestCheckpoint())?.step;
const { status } = reader.manifest;
process.stdout.write(JSON.stringify({ checkpoint, checkpoints, append, manifest, steps, logged, latest, status }));
