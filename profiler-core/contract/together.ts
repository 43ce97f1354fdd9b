import type { Timeline } from './story.ts'

/** What of a timeline tells how much memory there was, as arrays that may not change. */
export interface TimelineLevels {
  readonly bytes: readonly number[]
  readonly childrenBytes: readonly number[] | null
  readonly together: Timeline['together']
}

/** Sums of long timelines are made once, however often they are asked for. */
const sums = new WeakMap<readonly number[], readonly number[]>()

/** The memory of all processes of a run together at each point of its timeline, as far as it is known, bytes. */
export function togetherBytes({ bytes, childrenBytes, together }: TimelineLevels): readonly number[] {
  if (childrenBytes === null || !together) return bytes
  const known = sums.get(childrenBytes)
  if (known !== undefined && known.length === bytes.length) return known
  const sum = bytes.map((each, index) => each + (childrenBytes[index] ?? 0))
  sums.set(childrenBytes, sum)
  return sum
}
