import { UNSEEN } from '../../../profiler-core/report/visible.ts'

/** Tabs, ends of lines and pages are layout; the mark of byte order, which may begin a file, is none of its text. */
const HIDDEN = new RegExp(`(?!^\\ufeff|[\\t\\n\\r\\f])(?:${UNSEEN.source})`, 'u')

/** The first line of a program in which something cannot be seen; `null` where all can. */
export function unseenLine(text: string): number | null {
  const at = text.search(HIDDEN)
  return at < 0 ? null : text.slice(0, at).split(/\r\n|\r|\n/).length
}
