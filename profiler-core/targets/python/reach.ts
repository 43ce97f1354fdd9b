import { readFile } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import { toFsPath } from './fsPath.ts'

/**
 * Whether a program may come to import one of `wanted`: whether the name of that module stands anywhere in the
 * program's files, or in project files whose names stand there, and so on. Errs towards yes; imports by a computed
 * name are missed.
 */
export async function mayImport(
  program: readonly string[],
  wanted: readonly string[],
  project: readonly string[],
): Promise<boolean> {
  const targets = new Set(wanted)
  const byName = new Map<string, string[]>()
  for (const file of new Set([...project, ...wanted])) {
    const name = moduleName(file)
    byName.set(name, [...(byName.get(name) ?? []), file])
  }
  const seen = new Set(program)
  const pending = [...program]
  for (let file = pending.pop(); file !== undefined; file = pending.pop()) {
    if (targets.has(file)) return true
    for (const word of await wordsOf(file)) {
      for (const next of byName.get(word) ?? []) {
        if (!seen.has(next)) pending.push(next)
        seen.add(next)
      }
    }
  }
  return false
}

function moduleName(file: string): string {
  const name = basename(file).replace(/\.\w+$/, '')
  return name === '__init__' || name === '__main__' ? basename(dirname(file)) : name
}

async function wordsOf(file: string): Promise<Set<string>> {
  const text = await readFile(toFsPath(file), 'utf8').catch(() => '')
  return new Set(text.match(/[\p{L}_][\p{L}\p{N}_]*/gu))
}
