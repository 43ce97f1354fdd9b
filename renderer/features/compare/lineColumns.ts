import type { Metric } from '../../state/comparison.ts'
import type { Quantity } from './changeWords.ts'

export interface MetricColumn {
  readonly id: Metric
  readonly title: string
  readonly unit: string
  readonly quantity: Quantity
  readonly meaning: string
  /** Of each of its three numbers, in pixels. */
  readonly width: number
}

export const metricColumns: readonly MetricColumn[] = [
  {
    id: 'increment',
    title: 'Increment',
    unit: 'MiB',
    quantity: 'growth',
    meaning: 'Memory on leaving the line less memory on entering it, over all executions',
    width: 74,
  },
  {
    id: 'peak',
    title: 'Peak',
    unit: 'MiB',
    quantity: 'level',
    meaning: 'The highest memory seen at any moment while the line was executing',
    width: 74,
  },
  {
    id: 'time',
    title: 'Time',
    unit: '',
    quantity: 'time',
    meaning: 'On the clock, calls included',
    width: 84,
  },
]

/** Two texts of code side by side are read from this width on, their numbers included; in pixels. */
const TEXTS_WIDTH = 400

/** What is shown in so many pixels: what a person chose, else as much as leaves room for the code, at least the increment. */
export function shownMetrics(chosen: readonly Metric[] | null, width: number): readonly MetricColumn[] {
  if (chosen !== null) return metricColumns.filter(({ id }) => chosen.includes(id))
  let room = width - TEXTS_WIDTH
  return metricColumns.filter((column, index) => {
    room -= 3 * column.width
    return index === 0 || room >= 0
  })
}

/** The metrics after one was switched on or off; one stays. */
export function toggledMetrics(shown: readonly Metric[], metric: Metric): readonly Metric[] {
  const next = metricColumns.map(({ id }) => id).filter((each) => shown.includes(each) !== (each === metric))
  return next.length === 0 ? shown : next
}
