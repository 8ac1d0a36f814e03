import { writeFileSync } from 'node:fs';
import { renderMetricsDocument } from '../src/metricsDocument.ts';

writeFileSync(new URL('../../../docs/metrics.md', import.meta.url), renderMetricsDocument());
