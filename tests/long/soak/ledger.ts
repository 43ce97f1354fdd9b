/** What is known of a run that was started, and what the history must therefore hold. */

export interface Started {
  /** Argument and label of its program; no two are alike. */
  readonly tag: string
  /** Whether the disk had no room for a run when it was started: then it may be recorded aside, and die with its host. */
  readonly wasFull: boolean
  /** Whether its program has begun. */
  began: boolean
  hostKilled: boolean
  /** Of the host; `null` while it lives, or where a signal ended it. */
  code: number | null
  stderr: string
}

/** A run as `mebi list --json` tells it. */
export interface Kept {
  readonly id: number
  readonly label: string | null
  readonly status: string
  readonly exitCode: number | null
  readonly signal: string | null
}

/** What is wrong with what the history holds of a run, in a sentence; `null` where nothing is. */
export function fault(started: Started, kept: readonly Kept[]): string | null {
  const { tag, hostKilled, code, stderr } = started
  const own = kept.filter(({ label }) => label === tag)
  const told = own.map(
    ({ id, status, exitCode, signal }) => `run ${id} ${status} ${exitCode ?? signal ?? ''}`,
  )
  const wrong = (what: string) =>
    `${tag}: ${what}; the history has ${told.join(', ') || 'nothing'}; its host (${hostKilled ? 'killed' : code}) said: ${stderr.trim()}`
  if (own.length > 1) return wrong('is there more than once')
  const [run] = own
  const saved = /^mebi: run (\d+) (?:finished|failed|stopped|was )/m.exec(stderr)?.[1]
  if (saved !== undefined) {
    if (run?.id !== Number(saved)) return wrong(`was kept as run ${saved}`)
    return agrees(run, code) ? null : wrong('ended otherwise')
  }
  if (/will be taken in at the next start/.test(stderr)) {
    if (run === undefined) return wrong('was to be taken in later')
    return agrees(run, code) ? null : wrong('ended otherwise')
  }
  if (hostKilled) return run === undefined && started.began && !started.wasFull ? wrong('is lost') : null
  // Interrupted before there was anything to keep, or even to say so.
  if (!started.began && (code === null || code === 130)) return null
  // The rest says why there is nothing.
  if (/not saved|cannot be recorded|disk is full|No space|database/i.test(stderr)) return null
  return wrong('ended without a word')
}

/** The host ends as its program does; 128 and more: by a signal, or with such a code. */
function agrees({ status, exitCode, signal }: Kept, code: number | null): boolean {
  if (status === 'interrupted') return false
  if (exitCode !== null) return exitCode === code
  return signal !== null && code !== null && code > 128
}
