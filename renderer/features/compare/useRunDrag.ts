import { type DragEvent, type DragEventHandler, useState } from 'react'
import { compare } from '../../state/comparison.ts'
import { attempt } from '../../state/notices.ts'

/** What a dragged run is to others than this page. */
const TYPE = 'application/x-mebi-run'

interface RunDrag {
  /** Words for the row that a run is held over, by its place; `undefined` for all others. */
  readonly dropWords: (index: number) => string | undefined
  /** For the list, which hears of its rows. */
  readonly handlers: Readonly<
    Record<'onDragStart' | 'onDragOver' | 'onDragLeave' | 'onDrop' | 'onDragEnd', DragEventHandler>
  >
}

/**
 * Compares a run with the one that it is dropped on. `indexAt` tells the row of an event, `idOf` the number of its run;
 * `null` for rows that are no run.
 */
export function useRunDrag(
  indexAt: (event: DragEvent) => number | null,
  idOf: (index: number) => number | null,
): RunDrag {
  // A page may not look at what is dragged before it is dropped: it has to remember.
  const [dragged, setDragged] = useState<number | null>(null)
  const [over, setOver] = useState<number | null>(null)
  const runAt = (event: DragEvent) => {
    const index = indexAt(event)
    const id = index === null ? null : idOf(index)
    return index === null || id === null ? null : { index, id }
  }
  const end = () => {
    setDragged(null)
    setOver(null)
  }
  return {
    dropWords: (index) =>
      dragged !== null && over === index ? `Compare run ${dragged} with run ${idOf(index)}` : undefined,
    handlers: {
      onDragStart: (event) => {
        const run = runAt(event)
        if (run === null) return
        event.dataTransfer.setData(TYPE, String(run.id))
        event.dataTransfer.effectAllowed = 'link'
        setDragged(run.id)
      },
      onDragOver: (event) => {
        if (dragged === null) return
        const run = runAt(event)
        const isTarget = run !== null && run.id !== dragged
        if (isTarget) {
          event.preventDefault()
          event.dataTransfer.dropEffect = 'link'
        }
        setOver(isTarget ? run.index : null)
      },
      onDragLeave: ({ currentTarget, relatedTarget }) => {
        if (!(relatedTarget instanceof Node && currentTarget.contains(relatedTarget))) setOver(null)
      },
      onDrop: (event) => {
        const run = runAt(event)
        if (dragged === null || run === null || run.id === dragged) return
        event.preventDefault()
        end()
        attempt(compare({ base: dragged, now: run.id, order: 'time' }))
      },
      onDragEnd: end,
    },
  }
}
