/** The style sheet of both reports: light, dark, phone and paper. System fonts only: the file loads nothing. */
import { colourProperties } from './palette.ts';

const COLOURS = `
:root{color-scheme:light;${colourProperties('light')}}
@media screen and (prefers-color-scheme:dark){:root{color-scheme:dark;${colourProperties('dark')}}}
`;

const TEXT = `
:root{--serif:'Iowan Old Style',Charter,'Palatino Linotype',P052,'Noto Serif',Georgia,serif;
--sans:Inter,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif;
--mono:ui-monospace,'SF Mono',Menlo,Consolas,'DejaVu Sans Mono',monospace}
*{box-sizing:border-box}
html{background:var(--page);color:var(--ink);font:1.0625rem/1.55 var(--serif);-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{margin:0;overflow-wrap:break-word}
main{max-width:48rem;margin:0 auto;padding:3.5rem 1.25rem 4rem}
header{margin-bottom:2.25rem}
.kicker{margin:0 0 .6rem;font:600 .75rem/1.4 var(--sans);letter-spacing:.09em;text-transform:uppercase;color:var(--muted)}
h1{margin:0;font-weight:600;font-size:clamp(1.75rem,1.3rem + 2.2vw,2.5rem);line-height:1.15;letter-spacing:-.012em;text-wrap:balance}
.lead{margin:.75rem 0 0;font-size:1.125rem;color:var(--muted);text-wrap:pretty}
h2{margin:3.25rem 0 1rem;padding-top:.6rem;border-top:1px solid var(--rule);font-weight:600;font-size:1.375rem;line-height:1.25}
#summary{margin-top:0;padding-top:0;border-top:0}
h2+figure,.small+figure{margin-top:1.25rem}
h3{margin:2rem 0 .75rem;font-weight:600;font-size:1.0625rem;line-height:1.3}
p{margin:0 0 1rem;max-width:44rem;text-wrap:pretty}
a{color:var(--blue);text-underline-offset:.15em}
:focus-visible{outline:2px solid var(--blue);outline-offset:2px}
code,pre{font-family:var(--mono);font-size:.8125rem}
.row-title{margin:0 0 .75rem;font:500 .8125rem/1.35 var(--sans);color:var(--muted);max-width:none}
.small{font:.875rem/1.5 var(--sans);color:var(--muted)}
`;

const SUMMARY = `
.headline{display:grid;grid-template-columns:repeat(auto-fit,minmax(8rem,1fr));margin:1.75rem 0;border-block:1.5px solid var(--ink)}
.headline div{padding:.8rem 1rem .75rem 0}
.headline dt{font:500 .8125rem/1.35 var(--sans);color:var(--muted)}
.headline dd{margin:0}
.headline .value{display:block;margin:.15rem 0;font-size:1.5rem;line-height:1.2;font-variant-numeric:lining-nums;white-space:nowrap}
.headline .note{display:block;font:.8125rem/1.4 var(--sans);color:var(--muted)}
.findings{list-style:none;margin:1.5rem 0 0;padding:0}
.findings li:first-child{border-top:0}
.findings li{display:grid;grid-template-columns:1.5rem 1fr;padding:.6rem 0;border-top:1px solid var(--rule);font-size:1rem;line-height:1.5}
.findings li:last-child{border-bottom:1px solid var(--rule)}
.findings svg{width:1rem;height:1rem;margin-top:.25rem}
.findings strong{font-weight:600}
.finding-good svg{color:var(--good)}
.finding-note svg{color:var(--muted)}
.finding-caution svg,.finding-caution strong{color:var(--caution)}
.finding-warning svg,.finding-warning strong{color:var(--warning)}
.contents{margin:0 0 1rem;padding:0;list-style:none;display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;font:.9375rem/1.6 var(--sans)}
`;

const FIGURES = `
figure{margin:2rem 0 2.5rem;container-type:inline-size}
figcaption{margin-top:.85rem;font:.875rem/1.5 var(--sans);color:var(--muted);max-width:46rem}
fig.caption{position:sticky;left:0;width:100cqw;max-width:46rem}
caption b{font-weight:600;color:var(--ink)}
.panels+.panels{margin-top:1.75rem}
.panels+.row-title{margin-top:1.75rem}
.panels{display:grid;gap:1.25rem 1.5rem;align-items:end}
.panels.pair{grid-template-columns:repeat(2,minmax(0,1fr))}
.panels.grid{grid-template-columns:repeat(3,minmax(0,1fr))}
.panel-title{margin:0 0 .35rem;font:600 .8125rem/1.35 var(--sans);max-width:none}
.panel{min-width:0}
.plot{display:block;width:100%;height:auto;overflow:visible;fill:currentColor;font:12px var(--sans);font-variant-numeric:tabular-nums;text-anchor:middle}
.plot text{white-space:pre}
.plot .tick{fill:var(--muted)}
.plot image{image-rendering:pixelated}
.narrow{display:none}
.empty{display:grid;place-items:center;min-height:6rem;margin:0;padding:1rem;max-width:none;background:var(--panel);font:.875rem/1.5 var(--sans);color:var(--muted);text-align:center}
.legend{display:flex;flex-wrap:wrap;gap:.2rem 1.1rem;margin:0 0 .75rem;padding:0;list-style:none;font:.8125rem/1.5 var(--sans)}
.legend li{display:flex;align-items:center;gap:.45rem}
.legend svg{flex:none}
@container (max-width:32rem){.wide{display:none}.narrow{display:block}.panels.stack{grid-template-columns:minmax(0,1fr)}
.panels.grid{grid-template-columns:repeat(2,minmax(0,1fr));gap:1rem .75rem}}
`;

const TABLES = `
.scroll{overflow-x:auto;margin:1.25rem 0;container-type:inline-size}
table{width:100%;border-collapse:collapse;border-block:1.5px solid var(--ink);font:.875rem/1.4 var(--sans);font-variant-numeric:tabular-nums lining-nums}
caption{padding:0 0 .5rem;caption-side:top;text-align:left;color:var(--muted)}
.caption{position:sticky;left:0;width:100cqw;max-width:46rem}
caption b{font-weight:600;color:var(--ink)}
th,td{padding:.4rem .6rem;text-align:right;vertical-align:baseline;white-space:nowrap}
th:first-child,td:first-child{padding-left:0;text-align:left}
th:last-child,td:last-child{padding-right:0}
thead th{font-weight:500;color:var(--muted);vertical-align:bottom}
thead tr:last-child th{border-bottom:1px solid var(--ink)}
thead th[colspan]{text-align:center;border-bottom:1px solid var(--rule)}
tbody th{font-weight:500}
@media screen{.scroll th:first-child{position:sticky;left:0;background:var(--page)}}
tbody tr+tr>*{border-top:1px solid var(--grid)}
td.text,th.text{text-align:left;white-space:normal}
td .worst{color:var(--muted)}
table.facts th{width:13rem;vertical-align:top}
table.facts td{text-align:left;white-space:normal;overflow-wrap:anywhere}
.method{display:inline-flex;align-items:center;gap:.45rem}
details{margin:1rem 0;border-bottom:1px solid var(--rule);padding-bottom:.75rem}
summary{cursor:pointer;font:500 .9375rem/1.5 var(--sans)}
details>pre{overflow-x:auto;margin:.75rem 0 0;padding:1rem;background:var(--panel);line-height:1.5}
footer{margin-top:3rem;padding-top:.75rem;border-top:1px solid var(--rule)}
footer p{max-width:none}
@media (max-width:34rem){main{padding-top:2rem}table.facts th{width:auto;white-space:normal}th,td{padding-inline:.5rem}}
`;

const PAPER = `
@media print{@page{margin:18mm 16mm}
html{font-size:10pt;background:none}main{max-width:none;padding:0}
figure{max-width:150mm}figure,.headline,.findings li,tr{break-inside:avoid}h2,h3,.panel-title{break-after:avoid}
.scroll{overflow:visible}details>pre{white-space:pre-wrap;overflow:visible}
.plot,.legend svg,.findings svg{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
@media (prefers-contrast:more){:root{--muted:var(--ink);--rule:var(--ink)}}
`;

export const STYLESHEET = [COLOURS, TEXT, SUMMARY, FIGURES, TABLES, PAPER].join('').replaceAll(/\n/g, '');
