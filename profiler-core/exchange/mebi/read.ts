import { StoredRun } from '../../contract/index.ts'
import { implausible } from '../plausible.ts'
import { type GivenFile, invalid, unusable } from '../problem.ts'
import { firstMisfit, misfitWords } from './firstMisfit.ts'
import { FORMAT, Head, HeadOfThisVersion, VERSION } from './format.ts'
import { EXPANSION, type ExpansionLimits, type JsonLine, jsonLines } from './jsonLines.ts'

/** So much text cannot have so much wrong with it that listing it would matter. */
const FEW_BYTES = 100_000

/**
 * The runs of a file, one at a time, as they were written. Whatever the file holds, this throws nothing but `MebiError`,
 * and takes no more memory than one run. That the file is good is known when the last run has come.
 */
export async function* readMebi(
  file: GivenFile,
  limits: ExpansionLimits = EXPANSION,
): AsyncGenerator<StoredRun, void, undefined> {
  let expected: number | null = null
  let found = 0
  for await (const line of jsonLines(file, limits)) {
    if (expected === null) {
      expected = runsOfHead(file.name, line.value)
      continue
    }
    found += 1
    if (found > expected) break
    yield parseStored(file.name, found, line)
  }
  if (expected === null) throw noFileOfRuns(file.name)
  if (found === expected) return
  const many = found > expected ? 'more' : `${found}`
  throw invalid(file.name, `says that it has ${runs(expected)}, but there are ${many}.`)
}

function runsOfHead(name: string, line: unknown): number {
  const head = Head.safeParse(line)
  if (!head.success) throw noFileOfRuns(name)
  const { version } = head.data
  if (version > VERSION) {
    const what = `was written by a newer Mebi: version ${version}; this one reads up to ${VERSION}.`
    throw unusable('import-newer', name, what, 'Update Mebi, or export it with this version.')
  }
  const whole = HeadOfThisVersion.safeParse(line)
  if (!whole.success) throw invalid(name, `does not say how many runs it has (${misfitWords(whole.error)}).`)
  return whole.data.runs
}

function parseStored(name: string, number: number, { value, bytes }: JsonLine): StoredRun {
  const misfit = (what: string) => invalid(name, `has a run that does not fit, number ${number}: ${what}.`)
  const wrongElement = bytes > FEW_BYTES ? firstMisfit(StoredRun, value) : null
  if (wrongElement !== null) throw misfit(wrongElement)
  const { data: run, error } = StoredRun.safeParse(value)
  if (error) throw misfit(misfitWords(error))
  const wrong = implausible(run)
  if (wrong !== null) throw misfit(wrong)
  return run
}

function noFileOfRuns(name: string): Error {
  return unusable(
    'import-unknown',
    name,
    `is compressed, but no file of runs: its first line does not say ${FORMAT}.`,
    'mebi export writes such files.',
  )
}

function runs(count: number): string {
  return count === 1 ? '1 run' : `${count} runs`
}
