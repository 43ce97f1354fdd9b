import { formatSize, formatSmallSize } from './format.ts'

/** How the peak depends on the size of the data, as `analysis/growth.ts` has it. */
export interface GrowthFacts {
  /** Of `baseBytes + riseBytes * (size / largest) ** exponent`. */
  readonly exponent: number
  readonly baseBytes: number
  readonly riseBytes: number
  /** How many different sizes were measured. */
  readonly sizes: number
  readonly smallest: number
  readonly largest: number
}

/** What a size would take, and between what it plausibly lies. */
export interface PredictionFacts {
  readonly bytes: number
  readonly low: number
  readonly high: number
}

/** Fewer sizes than this cannot tell a straight line from a curve. */
const ENOUGH_SIZES = 4
/** So many times the largest measured size is far beyond it. */
const FAR = 10
/** A range that is wider than this part of what it is around is worth its words. */
const WORTH = 0.05

/**
 * How the peak grows, in a sentence or two: `Peak grows linearly with the data: about 1.2 KiB per row above 20.0 MiB.`
 * `unit`: of the sizes, such as `rows`; `null` where nobody named it.
 */
export function growthSentence(growth: GrowthFacts, unit: string | null): string {
  const { sizes, smallest, largest } = growth
  const range = `from ${amount(smallest, unit)} to ${amount(largest, unit)}`
  if (sizes >= ENOUGH_SIZES) return `${shape(growth, unit)} (${range}).`
  const few = sizes === 2 ? 'Two sizes' : 'Three sizes'
  return `${shape(growth, unit)} (${range}). ${few} cannot tell a line from a curve.`
}

function shape({ exponent, baseBytes, riseBytes, largest }: GrowthFacts, unit: string | null): string {
  if (exponent === 0) return `Peak does not depend on the data: about ${formatSize(baseBytes)}`
  if (riseBytes < 0) return 'Peak falls as the data grows'
  if (exponent === 1) {
    const above = baseBytes > 0 ? ` above ${formatSize(baseBytes)}` : ''
    return `Peak grows linearly with the data: about ${perUnit(riseBytes / largest, unit)}${above}`
  }
  const how = exponent < 1 ? 'more slowly than the data' : 'faster than the data'
  const times = (2 ** exponent).toFixed(1)
  return `Peak grows ${how}: to the power of ${exponent}, twice the data takes ${times} times as much`
}

/** What a size would take: `10,000,000 rows would take about 11.9 GiB (11.2 GiB to 12.6 GiB).` */
export function predictionSentence(
  growth: GrowthFacts,
  { bytes, low, high }: PredictionFacts,
  size: number,
  unit: string | null,
): string {
  const isTold = high - low > WORTH * bytes
  const range = isTold ? ` (plausibly ${formatSize(low)} to ${formatSize(high)})` : ''
  const data = unit === null ? `Data of ${amount(size, unit)}` : amount(size, unit)
  const what = `${data} would take about ${formatSize(bytes)}${range}`
  const times = size / growth.largest
  if (times < FAR) return `${what}.`
  return `${what}, if it goes on like this: that is ${number(Math.round(times))} times the largest data measured.`
}

/** `10,000,000 rows`, `1.5 GiB`, `size 12`. */
export function amount(size: number, unit: string | null): string {
  if (unit === 'bytes') return formatSmallSize(size)
  return unit === null ? `size ${number(size)}` : `${number(size)} ${unit}`
}

function perUnit(bytes: number, unit: string | null): string {
  if (unit === 'bytes') return `${bytes.toPrecision(2)} bytes per byte`
  const size = bytes < 10 ? `${Number(bytes.toPrecision(2))} bytes` : formatSmallSize(bytes)
  return `${size} per ${unit === null ? 'unit of size' : singular(unit)}`
}

/** Good enough for what sizes are counted in: rows, files, images, entries. */
function singular(unit: string): string {
  if (unit.endsWith('ies')) return `${unit.slice(0, -'ies'.length)}y`
  return /[^s]s$/.test(unit) ? unit.slice(0, -1) : unit
}

function number(value: number): string {
  return value.toLocaleString('en', { maximumSignificantDigits: value >= 1000 ? 15 : 4 })
}
