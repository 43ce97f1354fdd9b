import type { OutlineItem } from '../../../../profiler-core/contract/index.ts'
import { languages, Range } from './monaco.ts'

/** Tells the editor what encloses a line, for the lines that stick to its upper edge. Returns what ends it. */
export function provideOutline(outline: readonly OutlineItem[]): () => void {
  const registration = languages.registerDocumentSymbolProvider('python', {
    provideDocumentSymbols: (model) => {
      const last = model.getLineCount()
      return nested(outline.filter(({ lastLine }) => lastLine <= last))
    },
  })
  return () => registration.dispose()
}

/** Items come in the order of the source, each after the one that encloses it. */
function nested(items: readonly OutlineItem[]): languages.DocumentSymbol[] {
  const roots: languages.DocumentSymbol[] = []
  const open: languages.DocumentSymbol[] = []
  for (const item of items) {
    while ((open.at(-1)?.range.endLineNumber ?? Number.POSITIVE_INFINITY) < item.defLine) open.pop()
    const children: languages.DocumentSymbol[] = []
    const made: languages.DocumentSymbol = {
      name: item.name,
      detail: '',
      kind: item.kind === 'class' ? languages.SymbolKind.Class : languages.SymbolKind.Function,
      tags: [],
      range: new Range(item.defLine, 1, item.lastLine, 1),
      selectionRange: new Range(item.defLine, 1, item.defLine, 1),
      children,
    }
    ;(open.at(-1)?.children ?? roots).push(made)
    open.push(made)
  }
  return roots
}
