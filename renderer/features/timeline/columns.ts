import { togetherBytes } from '../../../profiler-core/contract/together.ts'
import type { Points } from '../../state/timelines.ts'

/** A line of the plot. */
export interface PlotColumn {
  readonly name: string
  readonly bytes: readonly number[]
}

type Levels = Pick<Points, 'bytes' | 'childrenBytes' | 'together' | 'residentBytes'>

/** The lines of the plot. The first is what the run comes to: all processes together, where more than one is known. */
export function columnsOf(points: Levels): PlotColumn[] {
  const { bytes, childrenBytes, together, residentBytes } = points
  const own = residentBytes === null ? 'Process' : 'Measured'
  const columns: PlotColumn[] =
    childrenBytes === null
      ? [{ name: own, bytes }]
      : together
        ? [
            { name: 'All processes', bytes: togetherBytes(points) },
            { name: 'First process', bytes },
          ]
        : [
            { name: own, bytes },
            { name: 'Child processes', bytes: childrenBytes },
          ]
  return residentBytes === null
    ? columns
    : [
        ...columns,
        {
          name: childrenBytes !== null && together ? 'First process, resident' : 'Resident',
          bytes: residentBytes,
        },
      ]
}
