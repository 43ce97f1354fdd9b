/** Draws that a seed repeats. */
export interface Random {
  /** A whole number from 0 to below `count`. */
  below(count: number): number
  of<T>(choices: readonly T[]): T
}

/** Mulberry32, by Tommy Ettinger, in the public domain. */
export function seeded(seed: number): Random {
  let state = seed >>> 0
  const below = (count: number): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * count)
  }
  return { below, of: (choices) => choices[below(choices.length)] as (typeof choices)[number] }
}
