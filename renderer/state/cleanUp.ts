import { create } from 'zustand'
import { persist } from 'zustand/middleware'
import type { CleanUp, HistoryUsage, RetentionRules } from '../../profiler-core/contract/index.ts'
import { api } from '../api/index.ts'
import { loadHistory } from './history.ts'
import { projectDir } from './project.ts'

/** What clean-ups keep, from one to the next. */
export const useRetention = create<RetentionRules>()(
  persist((): RetentionRules => ({ keepLast: 50, keepOneADay: true }), {
    name: 'mebi.retention',
    version: 1,
  }),
)

export function keep(rules: Partial<RetentionRules>): void {
  useRetention.setState(rules)
}

export function historyUsage(): Promise<HistoryUsage> {
  return api.call('history.usage', { projectDir: projectDir() })
}

/** What a clean-up would remove. */
export function cleanUpPlan(rules: RetentionRules): Promise<CleanUp> {
  return api.call('history.cleanUp', { projectDir: projectDir(), rules: { ...rules }, dryRun: true })
}

/** Removes what the rules do not keep, for good. */
export async function cleanUp(rules: RetentionRules): Promise<CleanUp> {
  try {
    return await api.call('history.cleanUp', {
      projectDir: projectDir(),
      rules: { ...rules },
      dryRun: false,
    })
  } finally {
    await loadHistory()
  }
}
