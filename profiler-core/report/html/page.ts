import { html, Markup, type Part } from './markup.ts'
import { pageStyle } from './style.ts'

/** SHA-256 of a text in UTF-8, in base64. Given by the caller: nothing here may ask the system for it. */
export type Sha256 = (text: string) => string

const ICON = `data:image/svg+xml,${encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><rect width="16" height="16" rx="3" fill="#1f2329"/><path d="M3 4.5h7M3 11.5h8" stroke="#6b7480" stroke-width="1.5"/><path d="M4 8h9" stroke="#f4772e" stroke-width="2"/></svg>',
)}`

/**
 * A page that needs nothing else and runs no script. Its own policy allows its one style and pictures within the page; what
 * a program text might smuggle in would be refused by the browser, were it not text already.
 */
export function page(
  { title, kind, body }: { readonly title: string; readonly kind: 'run' | 'comparison'; readonly body: Part },
  sha256: Sha256,
): string {
  const style = pageStyle()
  const policy = `default-src 'none'; style-src 'sha256-${sha256(style)}'; img-src data:; base-uri 'none'; form-action 'none'`
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${new Markup(policy)}">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<meta name="generator" content="Mebi">
<title>${title}</title>
<link rel="icon" href="${ICON}">
<style>${new Markup(style)}</style>
</head>
<body class="${kind}">
${body}
<footer>Made by Mebi, the line-level memory profiler. 1 MiB = 2<sup>20</sup> bytes. <span class="wide-only">This page is complete in itself: it runs no script and loads nothing.</span></footer>
</body>
</html>
`.text
}
