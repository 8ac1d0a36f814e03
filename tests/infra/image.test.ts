import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runPromtool } from '@enkit/testing';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { contract, contractFaults } from './support/contract.ts';
import { RULES_FILE } from './support/rules.ts';

const root = new URL('../../', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), 'utf8');
const dockerfile = read('infra/Dockerfile');
const { devDependencies } = JSON.parse(read('package.json')) as { devDependencies: Record<string, string> };

interface Service {
  readonly image: string;
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
  readonly security_opt?: readonly string[];
  readonly stop_grace_period?: string;
  readonly restart?: string;
}

const compose = parse(read('infra/compose.yaml'), { merge: true }) as {
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes: Readonly<Record<string, unknown>>;
};

function service(name: string): Service {
  const found = compose.services[name];
  if (!found) throw new Error(`no service ${name}`);
  return found;
}

/** What the runtime image has of the libraries that Node links against: those of libc6, libgcc-s1 and libstdc++6. */
const RUNTIME_LIBRARIES = [
  'libc.so.6',
  'libdl.so.2',
  'libm.so.6',
  'libpthread.so.0',
  'librt.so.1',
  'libgcc_s.so.1',
  'libstdc++.so.6',
];

const run = (program: string, ...words: readonly string[]): string =>
  execFileSync(program, words, { encoding: 'utf8' });

/** The libraries that a file links against. */
const librariesOf = (file: string): string[] =>
  [...run('ldd', file).matchAll(/(\S+) => \//g)].map(([, name = '']) => name);

/** Values of one instruction, in order. */
function instructions(name: string): string[] {
  return [...dockerfile.matchAll(new RegExp(`^${name} (.*)$`, 'gm'))].map(([, value = '']) => value);
}

describe('the image', () => {
  test('that runs members has the Node that the workspace pins, and is pruned by its turbo', () => {
    expect(dockerfile).toContain(`ARG NODE_IMAGE=node:${devDependencies['node']}-bookworm-slim\n`);
    expect(dockerfile).toContain(`npx --yes turbo@${devDependencies['turbo']} prune enkit @enkit/worker --docker`);
  });

  test('that is started runs as the contract’s user, in its folder, in exec form, on its port', () => {
    const { user, workingDirectory, metrics, coordinator } = contract;
    expect(instructions('USER')).toEqual([`${user}:${user}`]);
    expect(instructions('WORKDIR').at(-1)).toBe(workingDirectory);
    expect(instructions('EXPOSE')).toEqual([String(metrics.port)]);
    for (const form of [...instructions('ENTRYPOINT'), ...instructions('CMD')]) {
      expect(JSON.parse(form)).toEqual(expect.arrayContaining([expect.any(String)]));
    }
    expect(JSON.parse(instructions('CMD')[0] ?? '')[0]).toBe(coordinator.program);
  });

  test('that has no library of Node in its base copies it to where the loader looks', () => {
    const names = librariesOf(process.execPath);
    expect(names).toContain('libc.so.6');
    const missing = names.filter((name) => !RUNTIME_LIBRARIES.includes(name)).map((name) => name.split('.')[0]);
    const [, copied] = /cp -L "\$\(ldd \/usr\/local\/bin\/node \| awk '\/(\w+)\/ .*\/native\/$/m.exec(dockerfile) ?? [];
    expect(missing).toEqual([copied]);
    expect(instructions('COPY')).toContain('--from=install /native/ /usr/lib/');
  });

  test('that has OpenBLAS installs it where it is copied from, with what of Fortran it links against', () => {
    const [, copied] =
      /apt-get install .*libopenblas0-pthread\n.*libopenblas\[\.\]so\[\.\]0.* awk '\/([\w|]+)\/ .*\/native\/$/m.exec(
        instructions('RUN').join('\n'),
      ) ?? [];
    expect(copied).toBeDefined();
    // Only where this machine has it.
    const [, library] = /libopenblas\.so\.0 .*=> (\S+)/.exec(run('/sbin/ldconfig', '-p')) ?? [];
    const linked = library === undefined ? [] : librariesOf(library);
    const missing = linked.filter((name) => !RUNTIME_LIBRARIES.includes(name));
    expect(missing.filter((name) => !new RegExp(`^(${copied})[.]`).test(name))).toEqual([]);
  });

  test('that is published says what it is', () => {
    for (const label of ['title', 'description', 'licenses', 'version', 'revision']) {
      expect(dockerfile).toContain(`org.opencontainers.image.${label}=`);
    }
  });

  test('that mounts a fresh volume for runs lets its user write there', () => {
    expect(dockerfile).toContain(
      `COPY --from=install --chown=${contract.user}:${contract.user} /runs ${contract.paths.runs}`,
    );
  });

  test.each(['coordinator', 'worker'] as const)('that starts the %s finds its program', (component) => {
    expect(existsSync(new URL(contract[component].program, root))).toBe(true);
  });
});

describe('the laptop’s cluster', () => {
  test.each(['coordinator', 'worker'] as const)('that starts the %s keeps to the contract', (component) => {
    const { command = [], environment = {}, stop_grace_period: grace = '' } = service(component);
    expect(command[0]).toBe(contract[component].program);
    expect(contractFaults(contract[component], command, Object.keys(environment))).toEqual([]);
    expect(command).toContain(`--metrics-port=${contract.metrics.port}`);
    expect(Number.parseInt(grace, 10)).toBeGreaterThan(contract.graceSeconds);
  });

  test.each(['coordinator', 'worker'] as const)(
    'that starts the %s gives it no more rights than it needs',
    (component) => {
      expect(service(component)).toMatchObject({
        read_only: true,
        cap_drop: ['ALL'],
        security_opt: ['no-new-privileges:true'],
      });
    },
  );

  test('that publishes ports does so on the loopback, and fixes the version of every image', () => {
    for (const { ports = [], image } of Object.values(compose.services)) {
      for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:/);
      expect(image).toMatch(/:(?!latest$)[\w.-]+$/);
    }
  });

  test('that loses a service to a crash or a restart of the machine starts it again', () => {
    const restarts = Object.entries(compose.services).map(([name, { restart }]) => [name, restart]);
    // The coordinator comes to an end; the others serve until they are told to stop.
    const expected = Object.keys(compose.services).map((name) => [
      name,
      name === 'coordinator' ? 'on-failure:20' : 'unless-stopped',
    ]);
    expect(restarts).toEqual(expected);
  });

  test('that mounts files mounts those that exist', () => {
    const mounts = Object.values(compose.services).flatMap(({ volumes = [] }) =>
      volumes.map((volume) => volume.split(/:(?=\/)/)[0] ?? ''),
    );
    const files = mounts.filter((source) => source.startsWith('.'));
    expect(files.length).toBeGreaterThan(4);
    expect(files.filter((file) => !existsSync(new URL(`infra/${file}`, root)))).toEqual([]);
    const named = mounts.filter((source) => /^\w/.test(source));
    expect(named.filter((name) => !(name in compose.volumes))).toEqual([]);
  });

  test('that runs an experiment unless told runs one that is there', () => {
    const file = /\$\{ENKIT_EXPERIMENT:-(.+?)\}/.exec(service('coordinator').command?.join(' ') ?? '')?.[1];
    expect(existsSync(new URL(`experiments/${file}`, root))).toBe(true);
  });

  test('that is scraped has a configuration that Prometheus accepts, of all its processes', async () => {
    const text = read('infra/compose/prometheus.yaml').replace(
      '/etc/prometheus/enkit.rules.yaml',
      fileURLToPath(RULES_FILE),
    );
    const directory = mkdtempSync(join(tmpdir(), 'enkit-compose-'));
    writeFileSync(join(directory, 'prometheus.yaml'), text);
    const { exitCode, output } = await runPromtool(['check', 'config', join(directory, 'prometheus.yaml')]);
    rmSync(directory, { recursive: true });
    expect(output).toContain('1 rule files found');
    expect(exitCode).toBe(0);
    for (const name of ['coordinator', 'worker']) expect(text).toMatch(new RegExp(`${name}:9464|names: \\[${name}\\]`));
  });

  test('that evicts nothing in Redis is the one that a run needs', () => {
    expect(service('redis').command?.join(' ')).toMatch(/--maxmemory-policy noeviction .*--appendonly yes/);
  });

  test('that has a Grafana shows it the dashboards and the Prometheus beside it', () => {
    const { volumes = [] } = service('grafana');
    const { providers } = parse(read('infra/compose/grafana/dashboards.yaml')) as {
      providers: { options: { path: string } }[];
    };
    expect(volumes).toContain(`./grafana/dashboards:${providers[0]?.options.path}:ro`);
    const { datasources } = parse(read('infra/compose/grafana/datasource.yaml')) as { datasources: object[] };
    expect(datasources).toMatchObject([{ type: 'prometheus', url: 'http://prometheus:9090', isDefault: true }]);
  });
});
