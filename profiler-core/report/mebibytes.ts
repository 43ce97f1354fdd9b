const BYTES_PER_MIB = 1n << 20n

/**
 * Bytes as MiB (2^20 bytes) in fixed point: what Python's `'{:.3f}'.format(bytes / 2**20)` prints, except that there is
 * no `-0.000`. `toFixed` will not do: it rounds ties up where Python rounds them to even, and page-sized increments
 * are full of ties (64 KiB are exactly 0.0625 MiB).
 */
export function formatMebibytes(bytes: number, precision: number): string {
  const scale = 10n ** BigInt(precision)
  const exact = BigInt(Math.round(Math.abs(bytes))) * scale
  const rounded = divideHalfEven(exact, BYTES_PER_MIB)
  const digits = rounded.toString().padStart(precision + 1, '0')
  const text =
    precision === 0 ? digits : `${digits.slice(0, -precision)}.${digits.slice(digits.length - precision)}`
  return bytes < 0 && rounded !== 0n ? `-${text}` : text
}

function divideHalfEven(dividend: bigint, divisor: bigint): bigint {
  const quotient = dividend / divisor
  const twice = (dividend % divisor) * 2n
  if (twice > divisor || (twice === divisor && quotient % 2n === 1n)) return quotient + 1n
  return quotient
}
