import { type Timeline, togetherBytes } from '../contract/index.ts'

/** What the history shows of a run's memory is so many numbers at most. */
export const SPARKLINE_STEPS = 32

/**
 * The highest memory of all processes together, in whole bytes, of each of 32 equal steps of a timeline. Between two points memory is taken to
 * have gone straight, for a timeline leaves out what is flat. Empty for an empty timeline, one number for a moment.
 */
export function sparkline(
  timeline: Pick<Timeline, 'timesNs' | 'bytes'> & Partial<Pick<Timeline, 'childrenBytes' | 'together'>>,
): number[] {
  const { timesNs } = timeline
  const bytes = togetherBytes({ childrenBytes: null, together: false, ...timeline })
  const first = timesNs[0]
  const last = timesNs.at(-1)
  if (first === undefined || last === undefined) return []
  if (!(last > first)) return [Math.round(bytes.reduce((highest, each) => Math.max(highest, each), 0))]
  const steps = Array.from({ length: SPARKLINE_STEPS }, () => 0)
  const raise = (step: number, level: number) => {
    const index = Math.min(Math.max(step, 0), SPARKLINE_STEPS - 1)
    steps[index] = Math.max(steps[index] ?? 0, level)
  }
  const place = (timeNs: number) => ((timeNs - first) / (last - first)) * SPARKLINE_STEPS
  let before = 0
  let levelBefore = bytes[0] ?? 0
  for (const [index, timeNs] of timesNs.entries()) {
    const here = place(timeNs)
    const level = bytes[index] ?? 0
    // The borders of steps that this stretch crosses count for the steps on both sides.
    for (let border = Math.floor(before) + 1; border < here && border < SPARKLINE_STEPS; border += 1) {
      const between = levelBefore + (level - levelBefore) * ((border - before) / (here - before))
      raise(border - 1, between)
      raise(border, between)
    }
    raise(Math.floor(here), level)
    before = Math.max(before, here)
    levelBefore = level
  }
  return steps.map(Math.round)
}
