/** The bearer token of the metrics server, which comes from a file so that no list of processes shows it. */
import { EnkitError } from '@enkit/contracts';
import { readFile } from 'node:fs/promises';

/** What the file holds, without blanks around it; undefined without a file. Throws METRICS_TOKEN_FILE. */
export async function readMetricsToken(file: string | undefined): Promise<string | undefined> {
  if (!file) return undefined;
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new EnkitError('METRICS_TOKEN_FILE', { expected: 'a file that can be read', got: file, cause });
  });
  const token = text.trim();
  if (token === '') throw new EnkitError('METRICS_TOKEN_FILE', { expected: 'a token', got: `${file}, which is empty` });
  return token;
}
