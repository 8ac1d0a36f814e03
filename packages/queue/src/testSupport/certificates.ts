/** Certificates for tests, made by openssl in a temporary folder: an authority, a server, and an expired server. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface ServerCertificate {
  readonly certificate: string;
  readonly key: string;
  readonly authority: string;
}

export interface Certificates extends ServerCertificate {
  readonly expired: ServerCertificate;
  remove(): Promise<void>;
}

/** Certificates for the host name localhost, as files in PEM. */
export async function createCertificates(): Promise<Certificates> {
  const folder = await mkdtemp(join(tmpdir(), 'enkit-tls-'));
  const openssl = (...commandArguments: string[]) => run('openssl', commandArguments, { cwd: folder });
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  const selfSigned = ['-x509', '-days', '2', '-subj', '/CN=test authority'];
  await openssl('req', ...newKey, ...selfSigned, '-keyout', 'authority.key', '-out', 'authority.pem');
  await openssl('req', ...newKey, '-subj', '/CN=localhost', '-keyout', 'server.key', '-out', 'server.csr');
  await writeFile(join(folder, 'host.cnf'), 'subjectAltName=DNS:localhost');
  const sign = [
    'x509',
    '-req',
    '-in',
    'server.csr',
    '-CA',
    'authority.pem',
    '-CAkey',
    'authority.key',
    '-CAcreateserial',
  ];
  await openssl(...sign, '-extfile', 'host.cnf', '-days', '2', '-out', 'server.pem');
  const past = ['-not_before', '20200101000000Z', '-not_after', '20200102000000Z'];
  await openssl(...sign, '-extfile', 'host.cnf', ...past, '-out', 'expired.pem').catch(() =>
    // Before OpenSSL 3.4 a certificate cannot be backdated, but it may end before it begins to be looked at.
    openssl(...sign, '-extfile', 'host.cnf', '-days', '-1', '-out', 'expired.pem'),
  );
  const authority = join(folder, 'authority.pem');
  const key = join(folder, 'server.key');
  return {
    certificate: join(folder, 'server.pem'),
    key,
    authority,
    expired: { certificate: join(folder, 'expired.pem'), key, authority },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
