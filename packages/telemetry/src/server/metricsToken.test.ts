import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { readMetricsToken } from './metricsToken.ts';

function fileWith(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'enkit-token-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'token');
  writeFileSync(file, text);
  return file;
}

describe('the token of the metrics server', () => {
  it('that a file holds is read without the end of its line', async () => {
    expect(await readMetricsToken(fileWith('s3cret\n'))).toBe('s3cret');
  });

  it('that no file is named for is none', async () => {
    expect(await readMetricsToken(undefined)).toBeUndefined();
  });

  it('that would be empty, or whose file is not there, is refused: anybody could guess it', async () => {
    const coded = (text: string) => ({ code: 'METRICS_TOKEN_FILE', message: expect.stringContaining(text) });
    await expect(readMetricsToken(fileWith(' \n'))).rejects.toMatchObject(coded('empty'));
    await expect(readMetricsToken('/no/such/file')).rejects.toMatchObject(coded('/no/such/file'));
  });
});
