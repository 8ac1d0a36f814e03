import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { experimentSchema } from '@enkit/contracts';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { FLEET, renderSizingTable, sizeTableRun } from '../../infra/sizing.ts';
import { MEMORY_SHARE } from '../../packages/queue/src/queueSettings.ts';
import { catalogueFaults } from './support/catalogueCheck.ts';
import { renderChartWith } from './support/helm.ts';
import { schemaFaults } from './support/manifestSchemas.ts';

const root = new URL('../../', import.meta.url);
const guide = readFileSync(new URL('docs/kubernetes.md', root), 'utf8');

/** Text between `<<'YAML'` (or `<<YAML`) and `YAML` of the command that begins so. */
function hereDocument(command: string): string {
  const from = guide.indexOf(command);
  return guide
    .slice(guide.indexOf('\n', from) + 1, guide.indexOf('\nYAML\n', from))
    .replaceAll('$REGISTRY', 'registry.example.org/me');
}

describe('the Kubernetes guide', () => {
  test('that shows an experiment shows one that the schema accepts, of 5,000 members', () => {
    const experiment = experimentSchema.parse(parse(hereDocument('cat > experiment.yaml')));
    expect(experiment.ensemble.size).toBe(5000);
  });

  test('that shows values shows such as the chart accepts, with its install command', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'enkit-guide-'));
    writeFileSync(join(directory, 'values.yaml'), hereDocument('cat > values.yaml'));
    writeFileSync(join(directory, 'experiment.yaml'), hereDocument('cat > experiment.yaml'));
    const flags = [
      '--values',
      join(directory, 'values.yaml'),
      '--set-file',
      `experiment.files.experiment\\.yaml=${directory}/experiment.yaml`,
    ];
    expect(guide).toContain("--values values.yaml --set-file 'experiment.files.experiment\\.yaml=experiment.yaml'");
    const manifests = await renderChartWith(flags);
    rmSync(directory, { recursive: true });
    expect(schemaFaults(manifests)).toEqual([]);
    expect(manifests.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['ScaledObject', 'PodMonitor', 'Job']));
    expect(JSON.stringify(manifests)).toContain('size: 5000');
  });

  test('that shows a production Redis shows flags that the chart accepts', async () => {
    const flags = [...guide.matchAll(/--set (?:'([^']+)'|(\S+))/g)]
      .map(([, quoted, plain]) => quoted ?? plain ?? '')
      .filter((flag) => /^(redis|networkPolicy)\./.test(flag));
    expect(flags.length).toBe(5);
    expect(schemaFaults(await renderChartWith(flags.flatMap((flag) => ['--set', flag])))).toEqual([]);
  });

  test('that asks Prometheus asks for what is in the catalogue', () => {
    const queries = [...guide.matchAll(/query=([^']+)'/g)].map(([, query = '']) => query);
    expect(queries.flatMap((query) => catalogueFaults(query))).toEqual([]);
    expect(queries).toHaveLength(1);
  });

  test('that points to files points to those that exist', () => {
    const files = [...guide.matchAll(/\]\((\.\.\/)?([\w./-]+)(#[\w-]+)?\)/g)].map(([, up, file = '']) =>
      up ? file : `docs/${file}`,
    );
    expect(files.length).toBeGreaterThan(4);
    expect(files.filter((file) => !existsSync(new URL(file, root)))).toEqual([]);
  });
});

describe.each(['docs/kubernetes.md', 'docs/runbook.md'])('the page %s', (page) => {
  test('that names values of the chart names those that exist', () => {
    const values: unknown = parse(readFileSync(new URL('infra/helm/enkit/values.yaml', root), 'utf8'));
    const sections = /`((?:worker|coordinator|redis|monitoring|tracing|networkPolicy|run|image)\.[\w.]+)`/g;
    const named = [...readFileSync(new URL(page, root), 'utf8').matchAll(sections)].map(([, path = '']) => path);
    const valueAt = (path: string) =>
      path.split('.').reduce<unknown>((node, key) => (node as Record<string, unknown> | undefined)?.[key], values);
    expect(named.length).toBeGreaterThan(4);
    expect(named.filter((path) => valueAt(path) === undefined)).toEqual([]);
  });
});

describe('the sizing', () => {
  test('that the guide shows is the present one (node infra/sizing.ts)', () => {
    expect(guide).toContain(`\n${renderSizingTable()}\n`);
  });

  test('that the guide shows is of the fleet that it names', () => {
    expect(guide).toContain(`${FLEET.workers} workers of ${FLEET.threads} threads`);
  });

  test('that gives Redis its memory gives enough that the queue need not slow down', () => {
    const { redis } = sizeTableRun({ members: 5000, parameters: 50_000, observations: 2000 });
    expect(redis.payload / 2).toBeLessThan(MEMORY_SHARE * redis.total);
  });
});
