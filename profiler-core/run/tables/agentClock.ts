import type { RunLog } from './logReader.ts'

/** Turns the times that an agent tells into nanoseconds since the start of the run, and back. */
export interface AgentClock {
  toRunNs: (atNs: number) => number
  toAgentNs: (runNs: number) => number
}

/** @param startedNs `process.hrtime` at the start of the run; `null` where that is not known any more */
export function agentClock({ start }: RunLog, startedNs: number | null): AgentClock {
  const clockNs = start?.clockNs ?? null
  const offset = clockNs === null || startedNs === null ? 0 : clockNs - startedNs
  // An agent does not begin before its run: the clocks are not the same after all.
  const offsetNs = offset >= 0 && Number.isFinite(offset) ? offset : 0
  return {
    toRunNs: (atNs) => Math.max(0, atNs + offsetNs),
    toAgentNs: (runNs) => Math.max(0, runNs - offsetNs),
  }
}
