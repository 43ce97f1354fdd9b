/** Steps of the time axis, seconds. */
export const TIME_STEPS = [
  0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800,
  3600, 7200, 10_800, 21_600, 43_200, 86_400, 172_800, 604_800,
]

/** Moments at the time axis, in the unit that their distance asks for: `1.25 s`, `12:30`, `3 h`, `2 d 06 h`. */
export function timeLabels(seconds: readonly number[]): string[] {
  const [first = 0, second = first + 1] = seconds
  const step = second - first
  const last = seconds.at(-1) ?? 0
  return seconds.map((at) => {
    if (last < 120) return `${at.toFixed(decimalsOf(step))} s`
    if (last < 7200) return `${Math.floor(at / 60)}:${pad((at % 60).toFixed(decimalsOf(step)))}`
    const hours = Math.floor(at / 3600)
    const minutes = Math.round((at % 3600) / 60)
    if (last < 172_800) return step < 3600 ? `${hours} h ${pad(String(minutes))}` : `${hours} h`
    const days = Math.floor(hours / 24)
    return step < 86_400 ? `${days} d ${pad(String(hours % 24))} h` : `${days} d`
  })
}

function decimalsOf(step: number): number {
  if (step >= 1) return 0
  return Math.min(3, Math.max(1, Math.ceil(-Math.log10(step) - 1e-9)))
}

function pad(text: string): string {
  return text.split('.')[0]?.length === 1 ? `0${text}` : text
}
