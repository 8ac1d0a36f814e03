/** The page around a report: one file that may load nothing, as its own content security policy states. */
import { createHash } from 'node:crypto';
import { html, trustedHtml, type Html } from './html.ts';
import { STYLESHEET } from './stylesheet.ts';

/** Folded sections are printed unfolded. Without scripts the page lacks nothing else. */
const SCRIPT = `addEventListener('beforeprint',()=>document.querySelectorAll('details').forEach((d)=>{d.open=true}))`;

const SCRIPT_HASH = createHash('sha256').update(SCRIPT).digest('base64');
const POLICY = `default-src 'none'; style-src 'unsafe-inline'; img-src data:; script-src 'sha256-${SCRIPT_HASH}'; base-uri 'none'; form-action 'none'`;

export interface Page {
  /** Of the browser window. */
  readonly title: string;
  readonly body: Html;
}

/** A whole HTML document. */
export function renderPage({ title, body }: Page): string {
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<style>${trustedHtml(STYLESHEET)}</style>
</head>
<body>
<main>
${body}
</main>
<script>${trustedHtml(SCRIPT)}</script>
</body>
</html>
`;
  return page.text;
}
