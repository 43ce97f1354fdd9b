import type { Dataset, RunDifference, RunSummary } from '../../contract/index.ts'
import { targetWords, watchedWords } from '../../contract/requestWords.ts'
import { masked } from '../../contract/secrets.ts'

type Kind = RunDifference['kind']

const MIB = 2 ** 20
const GIB = 2 ** 30

/** What differs between two runs other than their code, one sentence each: their numbers may differ for that. */
export function differencesOf(base: RunSummary, now: RunSummary): RunDifference[] {
  const found: RunDifference[] = []
  const compare = (kind: Kind, what: string, words: (run: RunSummary) => string | null) => {
    const [before, after] = [words(base), words(now)].map((known) => known ?? 'not known')
    if (before !== after) found.push({ kind, message: `${what}: ${before} in the base, ${after} now.` })
  }
  const [data, other] = [base.dataset, now.dataset]
  if (
    data !== null &&
    other !== null &&
    dataWords(data) === dataWords(other) &&
    data.sha256 !== other.sha256
  ) {
    const message = `${dataWords(data)} has another content now than in the base.`
    if (data.sha256 !== null && other.sha256 !== null) found.push({ kind: 'data', message })
  }
  compare('data', 'The data differ', ({ dataset }) => dataWords(dataset))
  compare('target', 'The programs differ', ({ request }) => targetWords(request))
  compare('arguments', 'The arguments differ', ({ request }) => listed(masked(request.args)))
  compare('arguments', "The interpreter's options differ", ({ request }) => listed(request.pythonFlags))
  const names = differingNames(base.request.env, now.request.env)
  if (names.length > 0) {
    found.push({ kind: 'arguments', message: `The environment differs in ${names.join(', ')}.` })
  }
  compare('interpreter', 'The interpreters differ', interpreterWords)
  compare('backend', 'What counts as memory differs', memoryWords)
  compare('machine', 'The machines differ', machineWords)
  // Names beyond the first few are not in the words.
  if (JSON.stringify(base.request.watch) !== JSON.stringify(now.request.watch)) {
    const [before, after] = [watchedWords(base.request), watchedWords(now.request)]
    const message =
      before === after
        ? 'The watched functions differ.'
        : `The watched functions differ: ${before} in the base, ${after} now.`
    found.push({ kind: 'watched', message })
  }
  compare('watched', 'Child processes', ({ request, origin }) =>
    origin !== null && origin.kind !== 'mebi' ? null : request.watchChildren ? 'watched' : 'not watched',
  )
  compare('detail', 'What is measured differs', detailWords)
  compare('ending', 'The runs ended differently', endingWords)
  return found
}

function dataWords(dataset: Dataset | null): string {
  if (dataset === null) return 'not said'
  const { label, size, unit, file } = dataset
  const name =
    label ?? (file === null ? null : file.slice(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1))
  const amount = size === null ? null : `${size.toLocaleString('en-US')} ${unit ?? ''}`.trim()
  if (name === null) return amount ?? 'not said'
  return amount === null ? name : `${name} (${amount})`
}

function listed(words: readonly string[]): string {
  return words.length === 0
    ? 'none'
    : words.map((word) => (/^[\w./:=,@%+-]+$/.test(word) ? word : JSON.stringify(word))).join(' ')
}

/** Values may be secrets. */
function differingNames(base: Record<string, string>, now: Record<string, string>): string[] {
  return [...new Set([...Object.keys(base), ...Object.keys(now)])]
    .filter((name) => base[name] !== now[name])
    .sort()
}

function memoryWords({ backend, request }: RunSummary): string {
  return request.includeChildren ? `${backend} with child processes` : backend
}

/** What a run of another program does not know of itself. */
const UNKNOWN = 'unknown'

function interpreterWords({ interpreter: { implementation, version } }: RunSummary): string | null {
  return implementation === UNKNOWN ? null : `${implementation} ${version}`
}

function machineWords({ host: { name, platform, arch, cpus, memoryBytes } }: RunSummary): string | null {
  if (platform === UNKNOWN) return null
  const memory =
    memoryBytes < GIB ? `${(memoryBytes / MIB).toFixed(0)} MiB` : `${(memoryBytes / GIB).toFixed(1)} GiB`
  return `${name} (${platform} ${arch}, ${cpus} ${cpus === 1 ? 'processor' : 'processors'}, ${memory})`
}

function detailWords({ request: { detail, exact } }: RunSummary): string {
  const what = detail === 'lines' ? 'lines' : 'whole functions'
  return exact ? `${what}, at every line` : what
}

function endingWords({ status, exitCode, signal }: RunSummary): string {
  switch (status) {
    case 'finished':
      return 'finished'
    case 'failed':
      return exitCode === null ? 'failed' : `failed with exit code ${exitCode}`
    case 'killed':
      return signal === null ? 'killed' : `killed by ${signal}`
    case 'stopped':
      return 'stopped by the person'
    case 'limit':
      return 'stopped at a limit'
    case 'interrupted':
      return 'interrupted with Mebi'
  }
}
