import { useEffect, useMemo, useRef, useState } from 'react'
import type { FunctionComparison, RunComparison } from '../../../profiler-core/contract/index.ts'
import type { SourceTexts } from '../../state/comparison.ts'
import { errorText } from '../../state/notices.ts'
import { Empty, Skeleton } from '../../ui/Empty.tsx'
import { fileName } from '../../ui/paths.ts'
import '../source/heatStyles.ts'
import type { DiffEditor, DiffTexts } from './editor/diffEditor.ts'
import { sideLines } from './sideLines.ts'

interface Props {
  readonly comparison: RunComparison
  readonly chosen: FunctionComparison
  readonly sources: { readonly base: SourceTexts; readonly now: SourceTexts }
}

/** The file of a function as both runs saw it, side by side, with the heat and the increments of each. */
export function SourceDiff({ comparison, chosen, sources }: Props) {
  const texts = useMemo(() => diffTexts(comparison, chosen, sources), [comparison, chosen, sources])
  if (texts.base.text === null && texts.now.text === null) {
    return (
      <Empty>
        Neither of the runs kept the source of {fileName(texts.now.file)}; its numbers stand under Lines.
      </Empty>
    )
  }
  const missing = texts.base.text === null ? comparison.base : texts.now.text === null ? comparison.now : null
  return (
    <div className="source-diff">
      {missing !== null && (
        <p className="comparison-strip small quiet">
          Run {missing.run.id} has no source of{' '}
          {fileName(texts.now.text === null ? texts.now.file : texts.base.file)}.
        </p>
      )}
      <Editor texts={texts} />
    </div>
  )
}

function Editor({ texts }: { readonly texts: DiffTexts }) {
  const container = useRef<HTMLDivElement>(null)
  const [diff, setDiff] = useState<DiffEditor | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  useEffect(() => {
    let made: DiffEditor | null = null
    let isGone = false
    const load = async () => {
      const { DiffEditor } = await import('./editor/diffEditor.ts')
      if (isGone || container.current === null) return
      made = new DiffEditor(container.current)
      setDiff(made)
    }
    load().catch((error: unknown) => setProblem(errorText(error)))
    return () => {
      isGone = true
      made?.dispose()
    }
  }, [])
  useEffect(() => diff?.show(texts), [diff, texts])
  if (problem !== null) return <Empty>The editor could not be loaded: {problem}</Empty>
  return (
    <div className="code-view">
      {diff === null && <Skeleton rows={8} />}
      <div className="code-container monaco-component" ref={container} />
    </div>
  )
}

function diffTexts(
  { functions }: RunComparison,
  { base, now }: FunctionComparison,
  sources: Props['sources'],
): DiffTexts {
  // A function that one run lacks is looked for in the same file of that run.
  const baseFile = base?.file ?? now?.file ?? ''
  const nowFile = now?.file ?? base?.file ?? ''
  return {
    base: {
      file: baseFile,
      text: sources.base.get(baseFile) ?? null,
      lines: sideLines(functions, 'base', baseFile),
      firstLine: base?.firstLine ?? null,
    },
    now: {
      file: nowFile,
      text: sources.now.get(nowFile) ?? null,
      lines: sideLines(functions, 'now', nowFile),
      firstLine: now?.firstLine ?? null,
    },
  }
}
