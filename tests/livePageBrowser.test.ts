/** The live page as a person sees it, in a real browser. */
import { startEnkit, startEnkitWorker, startRedisServer, WORKER_READY, type Program } from '@enkit/testing';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { openBrowser, openPage } from './support/browser.ts';

const PATIENCE = 240_000;
const SOON = { timeout: 60_000 };

/** A model that takes its time without taking the processor, and of which one member fails. */
const MODEL = `export async function forward([a, b], { inputs, member }) {
  await new Promise((resolve) => setTimeout(resolve, 6));
  if (member === 5) throw new RangeError('the pump ran dry');
  return Array.from({ length: inputs.rows }, (_, i) => a * Math.sin(b * inputs.data[i]));
}
`;
const EXPERIMENT = `name: slow-wave
data: { source: sine, count: 30, noise: 0.1, testPoints: 40 }
model: { type: module, file: wave.mjs, parameters: [{ name: a, mean: 1, sd: 0.5 }, { name: b, mean: 1, sd: 0.3 }] }
method: { type: es-mda, steps: STEPS, observationError: { sd: 0.1 } }
ensemble: { size: 24, seed: 2, failedMembers: { policy: drop } }
outputs: { report: false }
`;

const HAT = `name: hat
data: { source: mexican-hat, dimension: 2, count: 60, testPoints: 12 }
model: { type: mlp, hidden: [4] }
method: { type: es-mda, steps: 3 }
ensemble: { size: 20, seed: 2 }
outputs: { report: false }
`;

let browser: Browser;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'enkit-browser-'));
  writeFileSync(join(folder, 'wave.mjs'), MODEL);
  for (const steps of [20, 400])
    writeFileSync(join(folder, `wave-${steps}.yaml`), EXPERIMENT.replace('STEPS', String(steps)));
  browser = await openBrowser();
}, PATIENCE);
afterAll(async () => {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A run that does not outlive its test. */
function begin(words: readonly string[]): Program {
  const run = startEnkit(['run', ...words], { directory: folder });
  onTestFinished(() => void run.end('SIGKILL'));
  return run;
}

async function addressOf(program: Program): Promise<string> {
  return (await program.shows(/live page: (\S+)/))[1];
}

/** The number of steps done that the page shows. */
async function stepShown(page: Page): Promise<number> {
  const text = await page.locator('.headline > div').first().locator('.value').textContent();
  return Number(/^(\d+) of/.exec(text ?? '')?.[1] ?? Number.NaN);
}

/** Pixels of the picture in a section that are not transparent. */
function paintedPixels(page: Page, section: string): Promise<number> {
  return page.evaluate<number>(`(() => {
    const canvas = document.querySelector('.area-${section} canvas');
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    return data.filter((value, k) => k % 4 === 3 && value > 0).length;
  })()`);
}

it('that a run is seen to begin, to go on and to end, with nothing amiss in the browser', {
  timeout: PATIENCE,
}, async () => {
  const run = begin(['wave-20.yaml', '--ui', '0', '--ui-keep', '--threads', '2']);
  const { page, complaints } = await openPage(browser, await addressOf(run));
  await page.getByRole('heading', { level: 1, name: 'slow-wave' }).waitFor();
  await expect.poll(() => stepShown(page), SOON).toBeGreaterThan(0);
  const first = await stepShown(page);
  await expect.poll(() => stepShown(page), SOON).toBeGreaterThan(first);
  for (const section of ['fit', 'errors', 'agreement'])
    expect([section, (await paintedPixels(page, section)) > 500]).toEqual([section, true]);
  await page.getByText('the pump ran dry').first().waitFor();
  await page.getByText(/1 member evaluation failed: 1 × MEMBER_THREW/).waitFor();
  await page.locator('.phase', { hasText: 'Finished' }).waitFor(SOON);
  expect(await stepShown(page)).toBe(20);

  // By the keyboard alone.
  await page.getByRole('button', { name: 'Replay' }).press('Enter');
  await page
    .getByText(/^step \d+$/)
    .first()
    .waitFor();
  await page.locator('.area-errors summary').press('Enter');
  const rows = page.getByRole('table', { name: 'Error and spread by step' }).getByRole('row');
  await expect.poll(() => rows.count(), SOON).toBe(21);

  for (const name of ['y over x', 'Error and spread', 'Predicted against observed', 'Nodes', 'Failed members', 'Log'])
    expect([name, await page.getByRole('region', { name, exact: true }).count()]).toEqual([name, 1]);
  expect(await page.getByRole('main').count()).toBe(1);
  expect(await page.getByRole('status').textContent()).toMatch(/slow-wave: step 20 of 20/);

  await run.end('SIGINT');
  await page.getByText('the coordinator has left').waitFor(SOON);
  expect(complaints).toEqual([]);
});

it('that a finished run of two dimensions is opened from its directory, on light paper', {
  timeout: PATIENCE,
}, async () => {
  writeFileSync(join(folder, 'hat.yaml'), HAT);
  expect((await begin(['hat.yaml', '--run-id', 'hat']).ended).code).toBe(0);
  const viewer = startEnkit(['ui', 'hat', '--port', '0'], { directory: folder });
  onTestFinished(() => void viewer.end('SIGKILL'));
  const { page, complaints } = await openPage(browser, await addressOf(viewer), { colorScheme: 'light' });
  await page.locator('.phase', { hasText: 'Finished' }).waitFor(SOON);
  await page.locator('.area-fit canvas').first().waitFor(SOON);
  await expect.poll(() => paintedPixels(page, 'fit'), SOON).toBeGreaterThan(500);
  const background = await page.evaluate<string>('getComputedStyle(document.documentElement).backgroundColor');
  expect(background).toBe('rgb(255, 254, 252)');
  expect(complaints).toEqual([]);
});

it('that it fits a phone, and is dark where the reader wants it dark', { timeout: PATIENCE }, async () => {
  const run = begin(['wave-20.yaml', '--ui', '0', '--ui-keep', '--ui-token', 'a-token-of-20-letters']);
  const url = await addressOf(run);
  const phone = { viewport: { width: 360, height: 740 }, colorScheme: 'dark', reducedMotion: 'reduce' } as const;
  const { page, complaints } = await openPage(browser, `${url}?token=a-token-of-20-letters`, phone);
  expect(page.url()).toBe(url);
  await page.locator('.area-fit canvas').first().waitFor(SOON);
  const width = await page.evaluate<number>('document.documentElement.scrollWidth');
  const background = await page.evaluate<string>('getComputedStyle(document.documentElement).backgroundColor');
  expect(width).toBeLessThanOrEqual(360);
  expect(background).toBe('rgb(21, 24, 29)');
  expect(complaints).toEqual([]);
});

it('that a worker which is killed is shown as such, and the run goes on', { timeout: PATIENCE }, async () => {
  const redis = await startRedisServer();
  const worker = (): Program =>
    startEnkitWorker(['--redis', redis.url, '--threads', '1', '--models', folder, '--lock', '3']);
  const [victim, survivor] = [worker(), worker()];
  const words = ['wave-400.yaml', '--redis', redis.url, '--ui', '0', '--set', 'evaluation.batch=4'];
  const run = begin(words);
  try {
    await Promise.all([victim, survivor].map((each) => each.shows(WORKER_READY)));
    const { page, complaints } = await openPage(browser, await addressOf(run));
    const rows = page.locator('.nodes tbody tr');
    await expect.poll(() => rows.count(), SOON).toBe(2);
    await expect.poll(() => stepShown(page), SOON).toBeGreaterThan(1);
    await victim.end('SIGKILL');
    await expect.poll(() => page.locator('.node-silent, .node-gone').count(), SOON).toBe(1);
    await expect(page.locator('.node-silent th, .node-gone th').textContent()).resolves.toContain(`:${victim.pid}`);
    expect(await page.locator('.notices').textContent()).toMatch(/Nothing came from|has left; 1 node is there/);
    const then = await stepShown(page);
    await expect.poll(() => stepShown(page), SOON).toBeGreaterThan(then);
    expect(complaints).toEqual([]);
  } finally {
    await Promise.all([run, victim, survivor].map((each) => each.end('SIGKILL')));
    await redis.stop();
  }
});
