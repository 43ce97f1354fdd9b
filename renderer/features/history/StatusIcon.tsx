import { Check, CircleStop, CircleX, Hourglass, type LucideIcon, OctagonX, Unplug } from 'lucide-react'
import type { RunStatus } from '../../../profiler-core/contract/index.ts'
import { statusTone } from '../../../profiler-core/report/runWords.ts'

const icons: Record<RunStatus, LucideIcon> = {
  finished: Check,
  failed: CircleX,
  killed: OctagonX,
  stopped: CircleStop,
  limit: Hourglass,
  interrupted: Unplug,
}

/** How a run ended, as a sign beside the word for it. */
export function StatusIcon({ status }: { readonly status: RunStatus }) {
  const Icon = icons[status]
  return <Icon className={`status-icon ${statusTone(status)}`} size={15} strokeWidth={1.75} aria-hidden />
}
