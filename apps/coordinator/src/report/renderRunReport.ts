/** The report of one run as one HTML file. */
import { agreementFigure } from './figures/agreementFigure.ts';
import { curveFigure } from './figures/curveFigure.ts';
import { estimateFigure } from './figures/estimateFigure.ts';
import { parameterFigure } from './figures/parameterFigure.ts';
import { scheduleFigure } from './figures/scheduleFigure.ts';
import { seriesFigure } from './figures/seriesFigure.ts';
import { surfaceFigure } from './figures/surfaceFigure.ts';
import { trainingFigure } from './figures/trainingFigure.ts';
import type { FitData } from './fitData.ts';
import { renderPage } from './page/document.ts';
import { renderFigure, type Figure } from './page/figure.ts';
import { html, type Html } from './page/html.ts';
import type { RunReport } from './runReport.ts';
import { renderRunSummary, runLead } from './summary/runSummary.ts';
import { scoreUnit } from './summary/subject.ts';
import { renderRunProvenance } from './tables/provenanceSection.ts';
import { ensembleTable, failuresTable, scoresTable, stepsTable } from './tables/runTables.ts';

/** Outputs of which the fit is drawn; the scores are over all. */
const OUTPUT_LIMIT = 6;

function fitFigure(fit: FitData): Figure | undefined {
  if (fit.kind === 'curve') return curveFigure(fit);
  if (fit.kind === 'surface') return surfaceFigure(fit);
  return fit.kind === 'series' ? seriesFigure(fit) : undefined;
}

function isFigure(figure: Figure | undefined): figure is Figure {
  return figure !== undefined;
}

interface Part {
  readonly id: string;
  readonly title: string;
  readonly figures: readonly Figure[];
  readonly note?: string;
  readonly after?: readonly (Html | undefined)[];
}

function partsOf(report: RunReport): Part[] {
  const { fits, steps, estimates = [] } = report;
  const drawn = fits.slice(0, OUTPUT_LIMIT);
  const unit = scoreUnit(fits);
  const output = { name: fits[0]?.output.name ?? 'output', ...(unit === undefined ? {} : { unit }) };
  const more =
    fits.length > OUTPUT_LIMIT ? `The first ${String(OUTPUT_LIMIT)} of ${String(fits.length)} outputs are drawn.` : '';
  return [
    {
      id: 'fit',
      title: 'Fit',
      note: more,
      figures: drawn.flatMap((fit) => [fitFigure(fit), agreementFigure(fit)]).filter(isFigure),
    },
    { id: 'scores', title: 'Scores', figures: [], after: [scoresTable(report), ensembleTable(report)] },
    {
      id: 'training',
      title: 'Training',
      figures: [trainingFigure(steps, output), scheduleFigure(steps)].filter(isFigure),
      after: [failuresTable(steps), stepsTable(steps)],
    },
    {
      id: 'parameters',
      title: 'Parameters',
      figures: [estimateFigure(estimates), parameterFigure(steps)].filter(isFigure),
    },
  ];
}

function renderParts(parts: readonly Part[]): Html[] {
  let figures = 0;
  return parts.map(({ id, title, figures: own, note, after }) => {
    const drawn = own.map((figure) => renderFigure(figure, ++figures));
    const remark = note === undefined || note === '' ? undefined : html`<p class="small">${note}</p>`;
    return html`<section aria-labelledby="${id}">
<h2 id="${id}">${title}</h2>
${remark}${drawn}${after}</section>
`;
  });
}

/**
 * Writes the report of a run: one HTML document that loads nothing. The same report gives the same bytes. Missing
 * values (NaN or null) are shown as '–' and left out of drawings.
 */
export function renderRunReport(report: RunReport): string {
  const { result, provenance } = report;
  const body = html`<header>
<p class="kicker">EnKit run report</p>
<h1>${result.name}</h1>
<p class="lead">${runLead(report)}</p>
</header>
${renderRunSummary(report)}
${renderParts(partsOf(report))}
${renderRunProvenance(report)}
<footer><p class="small">Run ${result.run}, ${provenance.createdAt}.</p></footer>`;
  return renderPage({ title: `${result.name}: EnKit run report`, body });
}
