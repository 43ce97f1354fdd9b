import { outputOf, useOutput } from '../../state/output.ts'
import { useView } from '../../state/view.ts'
import { Empty, Skeleton } from '../../ui/Empty.tsx'
import { InputRow } from './InputRow.tsx'
import { OutputPane } from './OutputPane.tsx'
import './output.css'

/** What the shown run's program printed, and, while it goes on, a way to answer it. */
export function OutputView() {
  const key = useView(({ shown }) => shown?.key ?? null)
  const isLive = useView(({ shown }) => shown?.kind === 'live')
  const output = useOutput((state) => outputOf(state, key))
  if (key === null) return <Empty>What a program prints appears here. No run is shown yet.</Empty>
  return (
    <div className="output">
      {output !== null && output.text.lineCount > 0 ? (
        <OutputPane key={key} output={output} />
      ) : isLive ? (
        <Empty>The program has printed nothing yet.</Empty>
      ) : output === null ? (
        <Skeleton rows={4} />
      ) : (
        <Empty>The program printed nothing.</Empty>
      )}
      {isLive && <InputRow key={`input ${key}`} run={key} />}
    </div>
  )
}
