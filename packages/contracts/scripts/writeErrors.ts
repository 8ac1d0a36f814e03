/** Writes docs/errors.md from the error registry. */
import { writeFileSync } from 'node:fs';
import { errorTable } from '../src/errors/errorTable.ts';
import { ERRORS } from '../src/errors/registry.ts';

writeFileSync(new URL('../../../docs/errors.md', import.meta.url), errorTable(ERRORS));
