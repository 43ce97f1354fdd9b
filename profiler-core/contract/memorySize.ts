const FACTORS = { '': 1, k: 2 ** 10, m: 2 ** 20, g: 2 ** 30, t: 2 ** 40 } as const

/**
 * An amount of memory as people write it: plain bytes, or a number of K, M, G or T, each 1024 of the one before, with or
 * without `B` or `iB` behind: `512M`, `4GiB`, `1.5 G`. Returns bytes, or what is wrong in a sentence.
 */
export function memorySize(text: string): number | { readonly problem: string } {
  const found = /^(\d+(?:[.,]\d+)?|[.,]\d+) ?(?:([kmgt])i?b?|b)?$/i.exec(text.trim())
  if (!found) return { problem: 'Write a size such as 512M, 4GiB, or a number of bytes.' }
  const unit = (found[2]?.toLowerCase() ?? '') as keyof typeof FACTORS
  const bytes = Math.round(Number(found[1]?.replace(',', '.')) * FACTORS[unit])
  if (bytes < 1) return { problem: 'The size must be above 0.' }
  if (bytes > Number.MAX_SAFE_INTEGER) return { problem: 'The size is more than any machine has.' }
  return bytes
}

/** Bytes as one would type them, without loss: `512M`, `1.5G`, `1000`. */
export function typedSize(bytes: number): string {
  for (const [unit, factor] of [
    ['T', FACTORS.t],
    ['G', FACTORS.g],
    ['M', FACTORS.m],
    ['K', FACTORS.k],
  ] as const) {
    const tenths = (bytes / factor) * 10
    // Near 2^53 a product may round to a whole number that it is not.
    const isExact = Number.isInteger(tenths) && Math.round((tenths / 10) * factor) === bytes
    if (bytes >= factor && isExact) return `${tenths / 10}${unit}`
  }
  return String(bytes)
}
