/** One statement of the summary, and how much it should worry. */
import { html, trustedHtml, type Html, type HtmlPart } from '../page/html.ts';

export type FindingLevel = 'good' | 'note' | 'caution' | 'warning';

export interface Finding {
  readonly level: FindingLevel;
  readonly title: string;
  readonly text: HtmlPart;
}

const LEVEL_NAMES: Readonly<Record<FindingLevel, string>> = {
  good: 'Good',
  note: 'Note',
  caution: 'Caution',
  warning: 'Warning',
};

const STROKE = 'fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round"';
/** A tick, an i, a triangle and a crossed circle: told apart by shape as well as by colour. */
const ICONS: Readonly<Record<FindingLevel, string>> = {
  good: `<path d="M2.5,8.5L6.2,12.2L13.5,4" ${STROKE}/>`,
  note: `<circle cx="8" cy="8" r="6.4" ${STROKE}/><path d="M8,7.4V11.2M8,4.8V4.9" ${STROKE}/>`,
  caution: `<path d="M8,2L14.5,13.6H1.5Z M8,6.4V9.6M8,11.5V11.6" ${STROKE}/>`,
  warning: `<circle cx="8" cy="8" r="6.4" ${STROKE}/><path d="M5.6,5.6L10.4,10.4M10.4,5.6L5.6,10.4" ${STROKE}/>`,
};

function renderFinding({ level, title, text }: Finding): Html {
  const icon = html`<svg viewBox="0 0 16 16" role="img" aria-label="${LEVEL_NAMES[level]}">${trustedHtml(ICONS[level])}</svg>`;
  return html`<li class="finding-${level}">${icon}<span><strong>${title}.</strong> ${text}</span></li>
`;
}

export function renderFindings(findings: readonly Finding[]): Html {
  return html`<ul class="findings">
${findings.map(renderFinding)}</ul>`;
}
