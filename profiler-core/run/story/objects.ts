import type { ObjectGrowth } from '../../contract/index.ts'
import type { RunLog } from '../tables/logReader.ts'

const MOST_TYPES = 200

/** The types of which there were more objects at the end than before, most grown first; `null` where they were not counted. */
export function objectGrowth({ objects }: RunLog): ObjectGrowth[] | null {
  const { first, last } = objects
  if (first === null || last === null) return null
  return Object.entries(last)
    .map(([type, after]) => ({ type, before: Object.hasOwn(first, type) ? (first[type] ?? 0) : 0, after }))
    .filter(({ before, after }) => after > before)
    .sort((a, b) => b.after - b.before - (a.after - a.before) || (a.type < b.type ? -1 : 1))
    .slice(0, MOST_TYPES)
}
