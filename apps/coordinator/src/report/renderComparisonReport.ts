/** The report of a comparison of methods as one HTML file. */
import { comparisonFindings } from './comparison/comparisonFindings.ts';
import { costFigure } from './comparison/costFigure.ts';
import type { MethodStyles } from './comparison/methodLabel.ts';
import { agreementsFigure, fitsFigure } from './comparison/fitsFigure.ts';
import { learningFigure } from './comparison/learningFigure.ts';
import { costTable, overviewTable, scoreTable } from './comparison/methodTable.ts';
import type { ComparisonReport, ProblemComparison } from './comparisonReport.ts';
import { renderPage } from './page/document.ts';
import { renderFigure, type Figure } from './page/figure.ts';
import { html, type Html } from './page/html.ts';
import { formatPlural } from './page/numberFormat.ts';
import { methodStyles } from './page/palette.ts';
import { renderFindings } from './summary/finding.ts';
import { renderComparisonProvenance } from './tables/provenanceSection.ts';

function problemId(index: number): string {
  return `problem-${String(index + 1)}`;
}

interface ProblemPart {
  readonly problem: ProblemComparison;
  readonly cost: Figure;
  /** Those for which there are data. */
  readonly others: readonly Figure[];
}

function partOf(problem: ProblemComparison, styles: MethodStyles): ProblemPart {
  const others = [fitsFigure(problem, styles), agreementsFigure(problem, styles), learningFigure(problem, styles)];
  return { problem, cost: costFigure(problem, styles), others: others.filter((figure) => figure !== undefined) };
}

function renderProblem(
  { problem, cost, others }: ProblemPart,
  index: number,
  styles: MethodStyles,
  firstFigure: number,
): Html {
  const description = problem.description === undefined ? undefined : html`<p>${problem.description}</p>`;
  return html`<section aria-labelledby="${problemId(index)}">
<h2 id="${problemId(index)}">${problem.name}</h2>
${description}
${renderFigure(cost, firstFigure)}
${scoreTable(problem, styles)}
${costTable(problem, styles)}
${others.map((figure, k) => renderFigure(figure, firstFigure + 1 + k))}
</section>
`;
}

/** Problems one after the other, their figures counted through. */
function renderProblems(problems: readonly ProblemComparison[], styles: MethodStyles): Html[] {
  let figures = 0;
  return problems.map((problem, index) => {
    const part = partOf(problem, styles);
    const section = renderProblem(part, index, styles, figures + 1);
    figures += 1 + part.others.length;
    return section;
  });
}

function renderContents(problems: readonly ProblemComparison[]): Html | undefined {
  if (problems.length < 2) return undefined;
  const links = problems.map(({ name }, index) => html`<li><a href="#${problemId(index)}">${name}</a></li>`);
  return html`<nav aria-label="Problems"><ul class="contents">${links}</ul></nav>`;
}

function leadOf({ problems }: ComparisonReport): string {
  const methods = new Set(problems.flatMap((problem) => problem.methods.map(({ method }) => method)));
  const seeds = new Set(
    problems.flatMap((problem) => problem.methods.flatMap((method) => method.seeds.map(({ seed }) => seed))),
  );
  return `${formatPlural(methods.size, 'method')} on ${formatPlural(problems.length, 'problem')}, ${formatPlural(seeds.size, 'seed')}.`;
}

function experimentsOf({ problems }: ComparisonReport): (readonly [string, string])[] {
  return problems.flatMap(({ name, experimentText }) =>
    experimentText === undefined ? [] : [[name, experimentText] as const],
  );
}

/**
 * Writes the report of a comparison: one HTML document that loads nothing. The same comparison gives the same bytes.
 * Missing scores are shown as '–', and a seed without one counts as the worst of its method.
 */
export function renderComparisonReport(comparison: ComparisonReport): string {
  const { title, problems, provenance } = comparison;
  const styles = methodStyles(problems.flatMap((problem) => problem.methods.map(({ method }) => method)));
  const body = html`<header>
<p class="kicker">EnKit comparison</p>
<h1>${title}</h1>
<p class="lead">${leadOf(comparison)}</p>
</header>
<section aria-labelledby="summary">
<h2 id="summary">Summary</h2>
${renderContents(problems)}
${overviewTable(comparison, styles)}
${renderFindings(comparisonFindings(problems))}
</section>
${renderProblems(problems, styles)}
${renderComparisonProvenance(provenance, experimentsOf(comparison))}
<footer><p class="small">${title}, ${provenance.createdAt}.</p></footer>`;
  return renderPage({ title: `${title}: EnKit comparison`, body });
}
