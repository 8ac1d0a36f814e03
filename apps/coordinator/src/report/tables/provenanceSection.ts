/** Where the numbers come from: the configuration as written, the run's facts, versions and seeds. */
import { html, type Html, type HtmlPart } from '../page/html.ts';
import { formatCount, formatNumber, formatSeconds } from '../page/numberFormat.ts';
import type { Provenance, RunReport } from '../runReport.ts';
import { methodName } from '../summary/subject.ts';
import { renderFacts } from './table.ts';

type Fact = readonly [string, HtmlPart];

function pairs(record: Readonly<Record<string, string | number>>): string {
  const entries = Object.entries(record).map(([name, value]) => `${name} ${String(value)}`);
  return entries.length > 0 ? entries.join(', ') : '–';
}

function provenanceFacts({ command, createdAt, versions, gitRevision, backend, seeds }: Provenance): Fact[] {
  return [
    ['Command', html`<code>${command}</code>`],
    ['Created', html`<time datetime="${createdAt}">${createdAt}</time>`],
    ['Versions', pairs(versions)],
    ['Git revision', gitRevision === undefined ? '–' : html`<code>${gitRevision}</code>`],
    ['Backend', backend],
    ['Seeds', pairs(seeds)],
  ];
}

function runFacts({ result }: RunReport): Fact[] {
  return [
    ['Run', html`<code>${result.run}</code>`],
    ['Directory', html`<code>${result.directory}</code>`],
    ['Method', methodName(result.method)],
    ['Members', formatCount(result.members)],
    ['Steps', formatCount(result.steps)],
    ['Sum of 1/α', formatNumber(result.inverseAlphaSum)],
    ['Stopped by', result.stoppedBy],
    ['Forward passes', `${formatCount(result.passes)} (network evaluations per training point)`],
    ['Time', `${formatSeconds(result.seconds)}; CPU ${formatSeconds(result.cpuSeconds)}`],
    ['Queue', `${result.queue}, ${formatCount(result.threads)} threads`],
    ['Final ensemble, sha256', html`<code>${result.ensembleSha256}</code>`],
  ];
}

function foldedText(title: string, text: string): Html {
  return html`<details><summary>${title}</summary><pre><code>${text}</code></pre></details>
`;
}

/** Configuration and provenance of a run. */
export function renderRunProvenance(report: RunReport): Html {
  return html`<section aria-labelledby="provenance">
<h2 id="provenance">Configuration and provenance</h2>
<p>The same experiment with the same seeds and backend gives the same final ensemble to the last bit; its digest is below.</p>
${renderFacts('Run', runFacts(report))}
${renderFacts('Provenance', provenanceFacts(report.provenance))}
${foldedText('Experiment file', report.experimentText)}
</section>
`;
}

/** Provenance of a comparison and its experiment files. */
export function renderComparisonProvenance(
  provenance: Provenance,
  experiments: readonly (readonly [string, string])[],
): Html {
  return html`<section aria-labelledby="provenance">
<h2 id="provenance">Configuration and provenance</h2>
${renderFacts('Provenance', provenanceFacts(provenance))}
${experiments.map(([name, text]) => foldedText(`Experiment file of ${name}`, text))}
</section>
`;
}
