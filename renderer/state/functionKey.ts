import type { ComparedFunction, FunctionComparison } from '../../profiler-core/contract/index.ts'

/** Names a function of a comparison, whichever of its runs is the base. */
export function functionKey({ base, now }: Pick<FunctionComparison, 'base' | 'now'>): string {
  return [placeKey(base), placeKey(now)].sort().join('\n')
}

function placeKey(place: ComparedFunction | null): string {
  return place === null ? '' : `${place.file}:${place.firstLine}:${place.name}`
}
