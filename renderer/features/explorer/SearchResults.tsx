import { useEffect, useMemo, useState } from 'react'
import { useExplorer } from '../../state/explorer.ts'
import { notifyError } from '../../state/notices.ts'
import { useOutlines } from '../../state/outlines.ts'
import { search } from '../../state/search.ts'
import type { Found } from '../../state/searchIndex.ts'
import { formatCount } from '../../ui/format.ts'
import { fileName } from '../../ui/paths.ts'
import { RowList } from './RowList.tsx'
import { itemId, type Row } from './tree.ts'

const LIMIT = 200

/** What the search box found, best first. */
export function SearchResults() {
  const query = useExplorer((state) => state.query)
  const [result, setResult] = useState<Awaited<ReturnType<typeof search>>>(null)
  // How many files are known: while they arrive, the search is made again.
  const done = useOutlines((state) => state.done)
  const total = useOutlines((state) => state.total)
  // biome-ignore lint/correctness/useExhaustiveDependencies: `done` stands for what can be found.
  useEffect(() => {
    let wanted = true
    search(query, LIMIT, () => wanted)
      .then((found) => wanted && found !== null && setResult(found))
      .catch(notifyError)
    return () => {
      wanted = false
    }
  }, [query, done])
  const rows = useMemo(() => (result?.found ?? []).map(rowOf), [result])
  const reading = done < total
  return (
    <>
      {result !== null && rows.length === 0 && !reading && (
        <p className="explorer-note quiet">No function or file is called “{query.trim()}”.</p>
      )}
      {rows.length > 0 && <RowList rows={rows} label="Found" isFlat />}
      {reading && (
        <p className="explorer-note quiet small">
          Still reading: {formatCount(done)} of {formatCount(total)} files.
        </p>
      )}
      {result?.more === true && <p className="explorer-note quiet small">The best {LIMIT} are shown.</p>}
    </>
  )
}

function rowOf({ file, path, item, name, matched }: Found, index: number, all: readonly Found[]): Row {
  const shift = item === null ? name.length - fileName(name).length : 0
  return {
    id: item === null ? file : itemId(file, item),
    kind: item === null ? 'file' : 'function',
    label: name.slice(shift),
    level: 1,
    path: file,
    item,
    isOpen: null,
    position: index + 1,
    siblings: all.length,
    problem: null,
    names: [`${file}:${item?.name ?? '*'}`],
    place: item === null ? path.slice(0, Math.max(0, shift - 1)) : path,
    matched: matched.map((at) => at - shift).filter((at) => at >= 0),
  }
}
