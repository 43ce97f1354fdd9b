/** When a run was, as short as a list needs it: `just now`, `2 min ago`, `14:05`, `yesterday`, `3 Mar`, `3 Mar 2025`. */
export function whenWords(iso: string, now: Date): string {
  const at = new Date(iso)
  const seconds = (now.getTime() - at.getTime()) / 1000
  if (seconds < 45) return 'just now'
  if (seconds < 3600) return `${Math.max(1, Math.round(seconds / 60))} min ago`
  const midnight = new Date(now.getFullYear(), now.getMonth(), now.getDate())
  if (at >= midnight) return at.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' })
  if (at >= new Date(now.getFullYear(), now.getMonth(), now.getDate() - 1)) return 'yesterday'
  const year = at.getFullYear() === now.getFullYear() ? {} : { year: 'numeric' as const }
  return at.toLocaleDateString([], { day: 'numeric', month: 'short', ...year })
}
