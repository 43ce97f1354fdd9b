import { readFileSync } from 'node:fs'
import { z } from 'zod'
import type { Aside } from './suites.ts'

/** What became of each test of a suite. */
export interface Outcomes {
  /** By the name that pytest gives a test. */
  readonly tests: ReadonlyMap<string, Outcome>
  /** Of the session. */
  readonly seconds: number
  readonly exitStatus: number
}

interface Outcome {
  /** `passed`, `failed`, `error` (outside of the test's own code), `skipped`, `xfailed`, `xpassed`. */
  readonly outcome: string
  /** The end of what pytest shows of a failure. */
  readonly why: string
}

export interface Difference {
  readonly test: string
  readonly plain: string
  readonly mebi: string
  /** Why it failed where it did, with Mebi rather than without. */
  readonly why: string
}

const Entry = z.union([
  z.object({ test: z.string(), when: z.string(), outcome: z.string(), why: z.string() }),
  z.object({ seconds: z.number(), exitstatus: z.number() }),
])

/** What the plugin has written; `null` where pytest did not come to the end of its session. */
export function readOutcomes(path: string): Outcomes | null {
  const tests = new Map<string, Outcome>()
  let end: { seconds: number; exitStatus: number } | null = null
  for (const line of readFileSync(path, { encoding: 'utf8', flag: 'a+' }).split('\n')) {
    if (line === '') continue
    const entry = Entry.parse(JSON.parse(line))
    if ('seconds' in entry) {
      end = { seconds: entry.seconds, exitStatus: entry.exitstatus }
      continue
    }
    const { test, when, outcome, why } = entry
    const known = tests.get(test)
    const isError = outcome === 'failed' && when !== 'call'
    // What went wrong once is not mended by what comes later (tearing down, subtests).
    if (known === undefined || known.outcome === 'passed' || isError)
      tests.set(test, { outcome: isError ? 'error' : outcome, why })
  }
  return end === null ? null : { tests, ...end }
}

export function differences(plain: Outcomes, mebi: Outcomes): Difference[] {
  const names = new Set([...plain.tests.keys(), ...mebi.tests.keys()])
  const found = [...names].flatMap((test) => {
    const [one, other] = [plain.tests.get(test), mebi.tests.get(test)]
    if (one?.outcome === other?.outcome) return []
    const why = [other?.why, one?.why].find((each) => each !== undefined && each !== '') ?? ''
    return [{ test, plain: one?.outcome ?? 'missing', mebi: other?.outcome ?? 'missing', why }]
  })
  if (found.length > 0 || plain.exitStatus === mebi.exitStatus) return found
  return [
    {
      test: 'exit status of pytest',
      plain: String(plain.exitStatus),
      mebi: String(mebi.exitStatus),
      why: '',
    },
  ]
}

export function setAside(found: readonly Difference[], asides: readonly Aside[]): Difference[] {
  return found.filter(({ test }) => !asides.some(({ tests }) => tests.test(test)))
}

/** Whether a test ended alike in two runs. */
export function isSteady(test: string, first: Outcomes, second: Outcomes): boolean {
  return first.tests.get(test)?.outcome === second.tests.get(test)?.outcome
}
