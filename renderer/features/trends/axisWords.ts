import type { TrendMeasure } from '../../state/trends.ts'
import { formatDelta, formatDuration, formatSmallSize } from '../../ui/format.ts'
import type { AxisWords } from './runsPlotOptions.ts'

const MIB = 2 ** 20
const DAY = 86_400
/** 0.1 MiB, 0.2, 0.5, 1 and so on. */
const MIB_STEPS = steps(-1, 8).map((step) => step * MIB)
/** From a microsecond. */
const TIME_STEPS = [...steps(3, 9), 5e9, 1e10, 3e10, 6e10, 3e11, 6e11, 1.8e12, 3.6e12, 7.2e12, 3.6e13, 3.6e14]

/** How values are written beside a plot. */
export function valueAxis(measure: TrendMeasure): Pick<AxisWords, 'yLabels' | 'yIncrements'> {
  if (measure === 'time') return { yLabels: (values) => values.map(formatDuration), yIncrements: TIME_STEPS }
  return {
    yIncrements: MIB_STEPS,
    yLabels: (values) => {
      const step = Math.abs((values[1] ?? 0) - (values[0] ?? 0)) / MIB
      const decimals = step > 0 && step < 1 ? 1 : 0
      return values.map((value) =>
        measure === 'growth'
          ? `${formatDelta(value, decimals)} MiB`
          : `${(value / MIB).toFixed(decimals)} MiB`,
      )
    },
  }
}

/** Moments, in seconds since 1970: `14:05`, `3 Mar`, `Mar 2026`, as their distance asks for. */
export function dateLabels(seconds: readonly number[]): string[] {
  const step = (seconds[1] ?? 0) - (seconds[0] ?? 0)
  return seconds.map((at) => {
    const date = new Date(at * 1000)
    if (step >= 28 * DAY) return date.toLocaleDateString([], { month: 'short', year: 'numeric' })
    const isMidnight = date.getHours() === 0 && date.getMinutes() === 0
    if (step >= DAY || isMidnight) return date.toLocaleDateString([], { day: 'numeric', month: 'short' })
    return date.toLocaleTimeString([], {
      hour: '2-digit',
      minute: '2-digit',
      ...(step < 60 ? { second: '2-digit' } : {}),
    })
  })
}

/** Sizes of data, short: `0`, `500K`, `1.5M`; of bytes as such. */
export function sizeLabels(sizes: readonly number[], unit: string | null): string[] {
  if (unit === 'bytes') return sizes.map((size) => (size === 0 ? '0' : formatSmallSize(size)))
  const format = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 2 })
  return sizes.map((size) => format.format(size))
}

/** 1, 2 and 5 times each power of ten. */
function steps(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, index) => 10 ** (from + index)).flatMap((power) => [
    power,
    2 * power,
    5 * power,
  ])
}
