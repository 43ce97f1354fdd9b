import type { Dataset, RunSummary } from '../../contract/index.ts'
import { watchedWords } from '../../contract/requestWords.ts'
import { formatCount, formatDuration, formatSize, formatSmallSize } from '../format.ts'
import { commandWords } from '../runWords.ts'
import { html, type Markup, named, type Part, paragraphs } from './markup.ts'

/** A fact about a run; without words it is not told. */
export interface Fact {
  readonly name: string
  readonly words: Part
}

/** Whether Mebi measured the run: of others it does not know what ran them, and where. */
export function isOwn({ origin }: Pick<RunSummary, 'origin'>): boolean {
  return origin === null || origin.kind === 'mebi'
}

/** What is known of a run apart from what was measured. Of its environment only the names: values may be secrets. */
export function runFacts(run: RunSummary): Fact[] {
  const { request, interpreter, host, git, label, note, dataset, origin } = run
  const { target, cwd, env, timeoutNs, maxMemoryBytes } = request
  const call = target.kind === 'script' ? target.call : undefined
  const variables = [...Object.keys(env), ...(request.withheld ?? [])].sort()
  const facts: Fact[] = [
    { name: 'Label', words: label !== null && named(label) },
    { name: 'Note', words: note !== null && paragraphs(note) },
    { name: 'Command', words: isOwn(run) && mono(commandWords(run)) },
    { name: 'Then called', words: call !== undefined && mono(call) },
    { name: 'Folder', words: isOwn(run) && mono(cwd) },
    {
      name: 'Environment',
      words: variables.length > 0 && [mono(variables.join(', ')), ' (values left out)'],
    },
    { name: 'Watched', words: isOwn(run) && named(watchedWords(request)) },
    { name: 'Data', words: dataset !== null && dataWords(dataset) },
    { name: 'Time limit', words: timeoutNs !== undefined && formatDuration(timeoutNs) },
    { name: 'Memory limit', words: maxMemoryBytes !== undefined && formatSize(maxMemoryBytes) },
    {
      name: 'Interpreter',
      words: isOwn(run) && [
        `Python ${interpreter.version} (${interpreter.implementation}), `,
        mono(interpreter.path),
      ],
    },
    {
      name: 'Machine',
      words: isOwn(run) && [
        named(host.name),
        `, ${host.platform} ${host.arch}, ${host.cpus} ${host.cpus === 1 ? 'processor' : 'processors'}, ${formatSize(host.memoryBytes)}`,
      ],
    },
    { name: 'Git', words: git !== null && gitWords(git) },
    { name: 'Taken from', words: origin !== null && [named(origin.fileName), ` (${origin.kind})`] },
  ]
  return facts.filter(({ words }) => words !== null && words !== false)
}

export function factList(facts: readonly Fact[]): Markup {
  return html`<dl class="facts">${facts.map(({ name, words }) => html`<dt>${name}<dd>${words}`)}</dl>`
}

/** The moment a run began; a page that runs no script does not know the reader's time zone. */
export function startWords({ startedAt }: Pick<RunSummary, 'startedAt'>): string {
  return `${startedAt.slice(0, 10)} ${startedAt.slice(11, 16)} UTC`
}

function mono(text: string): Markup {
  return html`<bdi class="mono">${text}</bdi>`
}

export function dataWords({ label, size, unit, file, sha256 }: Dataset): Part {
  const words: Part[] = []
  if (label !== null) words.push(named(label))
  if (size !== null)
    words.push(
      unit === 'bytes' ? formatSmallSize(size) : `${formatCount(size)}${unit === null ? '' : ` ${unit}`}`,
    )
  if (file !== null) words.push(mono(file))
  if (sha256 !== null) words.push(html`SHA-256 <span class="mono">${sha256.slice(0, 16)}…</span>`)
  return words.map((each, index) => [index > 0 && ', ', each])
}

function gitWords({ commit, branch, dirty }: NonNullable<RunSummary['git']>): Part {
  return [
    mono(commit.slice(0, 12)),
    branch !== null && [' on ', named(branch)],
    dirty && ', with changes not committed',
  ]
}
