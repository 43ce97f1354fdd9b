import { Command as Item } from 'cmdk'
import { useEffect, useState } from 'react'
import type { FunctionHistory } from '../../../profiler-core/contract/index.ts'
import { pathInProject } from '../../../profiler-core/contract/paths.ts'
import { overlapMark } from '../../../profiler-core/report/overlap.ts'
import { openFunction, openSource } from '../../commands/actions.ts'
import { closeDialog } from '../../state/dialogs.ts'
import { useHistory } from '../../state/history.ts'
import { attempt, notifyError } from '../../state/notices.ts'
import { useOutlines } from '../../state/outlines.ts'
import { projectDir, useProject } from '../../state/project.ts'
import { search } from '../../state/search.ts'
import type { Findable, Found } from '../../state/searchIndex.ts'
import { focusSource } from '../../state/view.ts'
import { formatCount, formatDelta } from '../../ui/format.ts'
import { Matched } from '../../ui/Matched.tsx'

const LIMIT = 50

export interface ItemsProps {
  readonly query: string
  /** Told the value of the first of what was found. */
  readonly onFound: (value: string) => void
}

interface FunctionItemsProps extends ItemsProps {
  /** Called before one is opened. */
  readonly onGo: () => void
}

/** Functions and files by what is typed; before that, those that were profiled last. */
export function FunctionItems({ query, onFound, onGo }: FunctionItemsProps) {
  const found = useFound(query)
  const first = found?.[0]
  const firstKey = first === undefined ? '' : keyOf(first)
  useEffect(() => onFound(firstKey), [firstKey, onFound])
  const functions = useHistory((state) => state.functions)
  const done = useOutlines((state) => state.done)
  const total = useOutlines((state) => state.total)
  if (found === null) return null
  return (
    <>
      {found.map((each) => (
        <FunctionItem
          key={keyOf(each)}
          found={each}
          history={functions.get(`${each.file}:${each.name}`)}
          onGo={onGo}
        />
      ))}
      {found.length === 0 && done >= total && (
        <p className="palette-note quiet">
          {query === '' ? 'Type the name of a function or file.' : 'No function or file is called so.'}
        </p>
      )}
      {done < total && (
        <p className="palette-note quiet small">
          Still reading: {formatCount(done)} of {formatCount(total)} files.
        </p>
      )}
    </>
  )
}

interface FunctionItemProps {
  readonly found: Found
  readonly history: FunctionHistory | undefined
  readonly onGo: () => void
}

function FunctionItem({ found, history, onGo }: FunctionItemProps) {
  const { item, name, path, matched } = found
  const select = () => {
    onGo()
    choose(found)
  }
  return (
    <Item.Item className="palette-item" value={keyOf(found)} onSelect={select}>
      <span className={item === null ? 'palette-name' : 'palette-name code'} title={name}>
        <Matched text={name} at={matched} />
      </span>
      {item !== null && <span className="palette-path quiet small">{path}</span>}
      {history !== undefined && (
        <span className={`number small ${history.incrementBytes < 0 ? 'release' : 'growth'}`}>
          {formatDelta(history.incrementBytes)}
          {overlapMark(history.overlapped)} MiB
        </span>
      )}
    </Item.Item>
  )
}

function choose({ file, item }: Findable): void {
  closeDialog()
  focusSource()
  attempt(item === null ? openSource(file) : openFunction(file, item.name, item.defLine))
}

function keyOf({ file, item, name }: Findable): string {
  return `${file}:${item?.firstLine ?? 0}:${name}`
}

/** `null` before the first search has ended; what was found stays until the next. */
function useFound(query: string): readonly Found[] | null {
  const [found, setFound] = useState<readonly Found[] | null>(null)
  const done = useOutlines((state) => state.done)
  // biome-ignore lint/correctness/useExhaustiveDependencies: `done` stands for what can be found.
  useEffect(() => {
    if (query === '') {
      setFound(profiledLast())
      return
    }
    let wanted = true
    search(query, LIMIT, () => wanted)
      .then((result) => wanted && result !== null && setFound(result.found))
      .catch(notifyError)
    return () => {
      wanted = false
    }
  }, [query, done])
  return found
}

/** Functions of the latest runs, the largest of a run first, then files. */
function profiledLast(): readonly Found[] {
  const { byFile } = useOutlines.getState()
  const known = [...useHistory.getState().functions.values()]
    .sort((a, b) => b.runId - a.runId || Math.abs(b.incrementBytes) - Math.abs(a.incrementBytes))
    .slice(0, LIMIT)
  const functions = known.flatMap(({ file, name }) => {
    const item = byFile.get(file)?.items.find((each) => each.name === name)
    return item === undefined ? [] : [{ ...plain(file), item, name }]
  })
  const files = (useProject.getState().files ?? []).slice(0, LIMIT - functions.length)
  return [...functions, ...files.map(plain)]
}

function plain(file: string): Found {
  const path = pathInProject(file, projectDir())
  return { file, path, item: null, name: path, score: 0, matched: [] }
}
