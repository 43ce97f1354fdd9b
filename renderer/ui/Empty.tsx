import type { ReactNode } from 'react'

/** In place of what is not there: a sentence, what to do, and a way to do it. */
export function Empty({ children, action }: { readonly children: ReactNode; readonly action?: ReactNode }) {
  return (
    <div className="empty">
      <p>{children}</p>
      {action}
    </div>
  )
}

/** In place of what is on its way. */
export function Skeleton({ rows = 6 }: { readonly rows?: number }) {
  const widths = ['62%', '48%', '71%', '55%', '66%', '40%']
  return (
    <div className="empty skeletons" role="status" aria-busy="true" aria-label="Loading">
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows without content have nothing else.
        <span key={row} className="skeleton" style={{ width: widths[row % widths.length] }} />
      ))}
    </div>
  )
}
