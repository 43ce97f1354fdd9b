const WIDTH = 44
const HEIGHT = 16

/** Memory over a run in small, from 0 to its own highest: a shape, not a scale. */
export function Sparkline({ levels }: { readonly levels: readonly number[] }) {
  const highest = Math.max(...levels)
  if (levels.length < 2 || highest <= 0) return <span className="sparkline" />
  const step = WIDTH / (levels.length - 1)
  const points = levels.map((level, index) => {
    const y = 1 + (HEIGHT - 1.5) * (1 - level / highest)
    return `${(index * step).toFixed(1)} ${y.toFixed(1)}`
  })
  return (
    <svg className="sparkline" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} width={WIDTH} height={HEIGHT} aria-hidden>
      <path className="sparkline-area" d={`M0 ${HEIGHT}L${points.join('L')}L${WIDTH} ${HEIGHT}Z`} />
      <path className="sparkline-line" d={`M${points.join('L')}`} />
    </svg>
  )
}
