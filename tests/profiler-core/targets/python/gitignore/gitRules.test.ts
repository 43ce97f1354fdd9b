import { execFileSync } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Budget } from '../../../../../profiler-core/targets/python/gitignore/budget.ts'
import { GitRules } from '../../../../../profiler-core/targets/python/gitRules.ts'
import { projectFiles } from '../../../../../profiler-core/targets/python/projectFiles.ts'
import { folderWith, temporaryFolder } from '../support.ts'

/** Paths that are not left out, by the rules, as a walk meets them: what lies in a folder that is left out is not met. */
function kept(root: string, folders: readonly string[], files: readonly string[]): string[] {
  const rules = new Map([['', GitRules.of(root, new Budget())]])
  const met: string[] = []
  for (const path of [...folders, ...files]) {
    const isFolder = folders.includes(path)
    const parent = path.slice(0, Math.max(0, path.lastIndexOf('/')))
    const around = rules.get(parent)
    if (around === undefined || around.leavesOut(join(root, path), isFolder)) continue
    if (isFolder) rules.set(path, around.below(join(root, path)))
    met.push(path)
  }
  return met
}

/** The same, as git says it. */
function keptByGit(root: string, paths: readonly string[]): string[] {
  let ignored: string[] = []
  try {
    const input = paths.join('\0')
    const out = execFileSync('git', ['check-ignore', '--no-index', '-z', '--stdin'], {
      cwd: root,
      input,
      encoding: 'utf8',
    })
    ignored = out.split('\0')
  } catch {
    // none is
  }
  return paths.filter((path) => !ignored.includes(path))
}

describe('rules', () => {
  test('leave out what git leaves out', { timeout: 240_000 }, async () => {
    const root = await temporaryFolder()
    const names = ['a', 'b', 'ab', 'a b', 'A', '-', ']', 'a.b', '!a', '\\']
    const folders = ['a', 'ab', 'b', 'a/a', 'a/b', 'ab/b', 'a/b/a', 'a/b/ab', 'a/b/ab/b', '!a']
    const files = ['', 'a/', 'ab/', 'a/b/', 'a/b/a/', 'a/b/ab/b/', '!a/']
      .flatMap((place) => [...names, 'f', 'abab', 'x]y', '[a]', '*', 'aXb'].map((name) => place + name))
      .filter((path) => !folders.includes(path))
    execFileSync('git', ['init', '-q', root])
    execFileSync('git', ['config', 'core.ignoreCase', 'false'], { cwd: root })
    for (const folder of folders) mkdirSync(join(root, folder))
    for (const file of files) writeFileSync(join(root, file), '')
    const piece = fc.constantFrom(
      ...'a b ab * ** *** ? / / \\ \\* [ ] [ab] [!a] [^b] [a-b]'.split(' '),
      ...'[]a] [a/b] [[:alpha:]] [[:upper:]b] [[:none:]] [[:] [\\]] [a-] [--a] . -'.split(' '),
      ' ',
    )
    const line = fc
      .tuple(
        fc.constantFrom('', '', '', '!', '/', '#', '\\!', '**/'),
        fc.array(piece, { minLength: 1, maxLength: 6 }),
      )
      .chain(([head, body]) =>
        fc.constantFrom('', '/', '/*', '/**', ' ', '\r').map((end) => head + body.join('') + end),
      )
    // Nobody escapes a slash, of which git makes something else behind two stars.
    const rules = fc.array(
      line.filter((text) => !text.includes('\\/')),
      { maxLength: 5 },
    )
    fc.assert(
      fc.property(rules, rules, (top, deep) => {
        writeFileSync(join(root, '.gitignore'), `${top.join('\n')}\n`)
        writeFileSync(join(root, 'a', '.gitignore'), deep.join('\n'))
        const paths = [...folders, ...files]
        expect(kept(root, folders, files)).toEqual(keptByGit(root, paths))
      }),
      { numRuns: 300 },
    )
    rmSync(join(root, '.git'), { recursive: true })
  })
})

describe('rules that would take for ever', () => {
  const deep = `${'a/'.repeat(40)}c`
  const many = Array.from({ length: 1000 }, (_, index) => `f${index}.py`)

  test.each([
    ['folders within folders', `${'a/**/'.repeat(12)}b\n`.repeat(10_000)],
    ['stars', `${'*a'.repeat(500)}-\n`.repeat(500)],
    ['stars and slashes', `${'**/*a*/'.repeat(100)}x\n`.repeat(1000)],
    ['sets', `${`[${'a-z'.repeat(100)}]*`.repeat(12)}-\n`.repeat(250)],
    ['a hundred thousand names', Array.from({ length: 125_000 }, (_, index) => `n${index}`).join('\n')],
    ['a hundred thousand endings', Array.from({ length: 100_000 }, (_, index) => `*.${index}`).join('\n')],
    ['a hundred thousand that almost match', 'f*q?\n'.repeat(100_000)],
  ])('are applied, or given up: %s', { timeout: 60_000 }, async (_, rules) => {
    const folder = await folderWith({
      '.gitignore': rules,
      [`${deep}/x.py`]: '',
      [`${'a'.repeat(200)}/y.py`]: '',
      ...Object.fromEntries(many.map((name) => [name, ''])),
    })
    const started = performance.now()
    const { files, notes } = await projectFiles(folder)
    // Seconds, not hours: that there is a bound is what is promised.
    expect(performance.now() - started).toBeLessThan(20_000)
    expect(files).toHaveLength(1002)
    for (const note of notes)
      expect(note).toBe(`${folder}/.gitignore takes too long to apply: nothing is left out by its rules.`)
  })

  test('are given up with a sentence where there is more of them than is looked at', async () => {
    const folder = await folderWith({
      'b/.gitignore': `x.py\n${'#'.repeat(2 ** 20)}`,
      'b/x.py': '',
      'a/x.py': '',
    })
    for (const name of ['1', '2', '3', '4', '5']) {
      mkdirSync(join(folder, name))
      writeFileSync(join(folder, name, '.gitignore'), `${'#'.repeat(2 ** 20 - 10)}\nx.py\n`)
      writeFileSync(join(folder, name, 'x.py'), '')
    }
    const { files, notes } = await projectFiles(folder)
    expect(notes[0]).toMatch(
      /^.*\.gitignore (is too large|comes after more rules than are looked at): nothing is/,
    )
    expect(notes).toHaveLength(2)
    expect(files).toHaveLength(3)
  })
})
