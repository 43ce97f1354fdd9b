import type { FunctionResult, Hint, SourceFile } from '../../contract/index.ts'
import { excerptOf } from './excerpt.ts'
import { type MeasuredRun, Numbers } from './numbers.ts'
import { Module } from './python/module.ts'
import { Scope } from './python/scope.ts'
import type { Context, Finding } from './rule.ts'
import { rules } from './rules/index.ts'

/** Longer sources are not parsed, in characters. */
const LONGEST_SOURCE = 2 ** 20

/** All sources of a run are parsed within this time, or not at all: programs take a hundredth of it. */
const MOST_TIME_MS = 3000

/** What a rule found in a run. */
export interface RuleFinding extends Finding {
  readonly rule: string
  readonly module: Module
  readonly owner: FunctionResult
  readonly line: number
}

/**
 * What to try, most at stake first. Every hint stands where the run measured the memory that it speaks of; of a line at
 * which several rules found something, each has its own. Sources are those of the run; lines of files that are not among
 * them, that are very long, or that cannot be read, have no hints.
 */
export function findHints(run: MeasuredRun, sources: readonly SourceFile[]): Hint[] {
  return findAll(run, sources).map((finding) => ({
    rule: finding.rule,
    file: finding.module.file,
    name: finding.owner.name,
    line: finding.line,
    title: finding.title,
    explanation: finding.explanation,
    stakeBytes: Math.round(finding.stakeBytes),
    ...excerptOf(finding.module, finding),
    dismissed: false,
  }))
}

/** As `findHints`, with the changes of the text themselves. */
export function findAll(run: MeasuredRun, sources: readonly SourceFile[]): RuleFinding[] {
  const texts = new Map(sources.map(({ file, text }) => [file, text]))
  const words = new Map(sources.map(({ file, text }) => [file, wordsOf(text)]))
  const modules = new Map<string, Module | null>()
  const found: RuleFinding[] = []
  const until = performance.now() + MOST_TIME_MS
  for (const owner of run.functions) {
    const numbers = new Numbers(run, owner)
    if (!numbers.isWorthReading()) continue
    const text = texts.get(owner.file)
    if (text === undefined || text.length > LONGEST_SOURCE) continue
    if (!modules.has(owner.file)) modules.set(owner.file, Module.read(owner.file, text, until))
    const module = modules.get(owner.file) ?? null
    const node = module === null ? undefined : nodeOf(module, owner)
    if (module === null || node === undefined || module.isBroken(node)) continue
    const scope = new Scope(module, node, mentionedElsewhere(owner.file, words))
    found.push(...applyRules({ module, scope, numbers }))
  }
  return found.sort((a, b) => b.stakeBytes - a.stakeBytes)
}

function wordsOf(text: string): ReadonlySet<string> {
  return new Set(text.match(/[\p{L}_][\p{L}\p{N}_]*/gu))
}

function nodeOf(module: Module, owner: FunctionResult) {
  const named = module.functions.filter(({ name }) => name === owner.name)
  if (owner.name === '<module>') return named[0]?.node
  return named.find(({ firstLine }) => firstLine === owner.firstLine)?.node
}

function applyRules(context: Context): RuleFinding[] {
  const { module, numbers } = context
  const found: RuleFinding[] = []
  const taken = new Set<string>()
  for (const rule of rules) {
    for (const finding of rule.find(context)) {
      const line = numbers.lineOf(finding.at)
      const says = (id: string) => taken.has(`${id} ${line}`)
      if (!numbers.supports(finding.stakeBytes) || says(rule.id) || rule.yieldsTo?.some(says)) continue
      taken.add(`${rule.id} ${line}`)
      found.push({ ...finding, rule: rule.id, module, owner: numbers.owner, line })
    }
  }
  return found
}

/** Tells of a name whether a file other than this one mentions it: what a module binds may be used there. */
function mentionedElsewhere(file: string, words: ReadonlyMap<string, ReadonlySet<string>>) {
  return (id: string): boolean => {
    for (const [other, all] of words) if (other !== file && all.has(id)) return true
    return false
  }
}
