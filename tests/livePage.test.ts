import { startEnkit, type Program } from '@enkit/testing';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { temporaryFolder } from './support/enkit.ts';
import { SMALL, writeExperiment } from './support/smallExperiment.ts';

const PATIENCE = { timeout: 240_000 };
const TOKEN = 'a-token-of-20-letters';

interface ResultLine {
  readonly ensembleSha256: string;
  readonly directory: string;
}

function lastJson({ stdout }: { readonly stdout: string }): ResultLine {
  return JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '') as ResultLine;
}

/** A command that does not outlive its test. */
function begin(
  words: readonly string[],
  directory: string,
  environment: Record<string, string | undefined> = {},
): Program {
  const program = startEnkit(words, { directory, environment });
  onTestFinished(() => void program.end('SIGKILL'));
  return program;
}

async function addressOf(program: Program): Promise<string> {
  return (await program.shows(/live page: (\S+)/))[1];
}

/** Reads the stream until its goodbye. */
async function readToTheEnd(url: string): Promise<string> {
  return (await fetch(`${url}events`)).text();
}

it('that a run that is watched ends with the bits of one that is not', PATIENCE, async () => {
  const directory = temporaryFolder();
  const file = writeExperiment(directory);
  const alone = lastJson(await begin(['run', file, '--json'], directory).ended);
  const watched = begin(['run', file, '--json', '--ui', '0'], directory);
  const told = await readToTheEnd(await addressOf(watched));
  const result = lastJson(await watched.ended);
  expect(result.ensembleSha256).toBe(alone.ensembleSha256);
  expect(told).toMatch(/^event: beat\n/);
  expect(told).toContain('"type":"ended"');
  expect(told).toMatch(/event: bye\ndata: \n\n$/);
  const steps = (where: string): string[] =>
    readFileSync(join(where, 'metrics.jsonl'), 'utf8')
      .split('\n')
      .map((line) => line.replaceAll(/"(elapsedS|s)econds":[^,}]+|"(evaluate|assimilate|record)":[^,}]+/g, ''));
  expect(steps(result.directory)).toEqual(steps(alone.directory));
});

it('that a page for other machines needs a token, before anything is computed', PATIENCE, async () => {
  const directory = temporaryFolder();
  const file = writeExperiment(directory);
  const words = ['run', file, '--run-id', 'r', '--ui', '0', '--ui-host', '0.0.0.0'];
  const bare = await begin(words, directory, { ENKIT_UI_TOKEN: undefined }).ended;
  expect([bare.code, bare.stderr]).toEqual([64, expect.stringContaining('UI_TOKEN: expected a token of at least 16')]);
  const short = await begin(words, directory, { ENKIT_UI_TOKEN: 'short' }).ended;
  expect([short.code, short.stderr]).toEqual([64, expect.stringMatching(/UI_TOKEN.*got one of 5/)]);
  expect(existsSync(join(directory, 'runs'))).toBe(false);
});

it('that the page stays when asked to, opens by its token, and keeps that nowhere', PATIENCE, async () => {
  const directory = temporaryFolder();
  const words = ['run', writeExperiment(directory), '--json', '--ui', '0', '--ui-keep'];
  const run = begin([...words, '--ui-host', '127.0.0.1', '--ui-token', TOKEN], directory);
  const url = await addressOf(run);
  expect((await fetch(url)).status).toBe(401);
  expect((await fetch(url, { headers: { authorization: `Bearer ${TOKEN}` } })).status).toBe(200);
  await run.shows(/stays at/);
  const ended = await run.end('SIGINT');
  expect(ended.code).toBe(0);
  expect(`${ended.stdout}${ended.stderr}`).not.toContain(TOKEN);
  for (const name of ['report.html', 'manifest.json', 'problem.json'])
    expect(readFileSync(join(lastJson(ended).directory, name), 'utf8')).not.toContain(TOKEN);
});

it('that a taken port and a misplaced --ui say what to do', PATIENCE, async () => {
  const directory = temporaryFolder();
  const file = writeExperiment(directory);
  const first = begin(['run', file, '--json', '--ui', '0', '--ui-keep'], directory);
  const { port } = new URL(await addressOf(first));
  const second = await begin(['run', file, '--ui', port], directory).ended;
  expect([second.code, second.stderr]).toEqual([75, expect.stringMatching(/UI_LISTEN.*--ui <port>/)]);
  const misplaced = await begin(['run', '--ui', file], directory).ended;
  expect([misplaced.code, misplaced.stderr]).toEqual([64, expect.stringContaining('put --ui last')]);
  await first.shows(/stays at/);
  await first.end('SIGTERM');
});

it('that the page of a finished run is there until it is interrupted', PATIENCE, async () => {
  const directory = temporaryFolder();
  await begin(['run', writeExperiment(directory), '--run-id', 'r'], directory).ended;
  const viewer = begin(['ui', 'r', '--port', '0'], directory);
  const url = await addressOf(viewer);
  expect((await fetch(url)).status).toBe(200);
  const reading = readToTheEnd(url);
  await viewer.shows(/Ctrl-C/);
  await fetch(url);
  viewer.signal('SIGTERM');
  expect(await reading).toMatch(/"kind":"finished"/);
  expect((await viewer.ended).code).toBe(0);
  const unknown = await begin(['ui', 'q'], directory).ended;
  expect([unknown.code, unknown.stderr]).toEqual([66, expect.stringContaining('RUN_NOT_FOUND')]);
});

it('that a failed run is told to the page with its reason', PATIENCE, async () => {
  const directory = temporaryFolder();
  const text = SMALL.replace('size: 30', 'size: 30, failedMembers: { policy: fail }').replace(
    /model:.*/,
    'model: { type: module, file: broken.mjs, parameters: [{ name: a, sd: 1 }] }',
  );
  const file = writeExperiment(directory, text);
  writeExperiment(directory, 'export const forward = () => { throw new Error("no steam"); };\n', 'broken.mjs');
  const run = begin(['run', file, '--ui', '0'], directory);
  const told = await readToTheEnd(await addressOf(run));
  expect((await run.ended).code).toBe(76);
  expect(told).toMatch(/"kind":"failed","message":"[^"]*MEMBER_FAILED[^}]*no steam/);
});
