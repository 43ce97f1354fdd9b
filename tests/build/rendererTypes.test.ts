import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

const root = join(import.meta.dirname, '..', '..')

describe('the two halves of the sources', () => {
  let tree: string

  beforeEach(() => {
    tree = mkdtempSync(join(tmpdir(), 'mebi-types-'))
    for (const name of ['package.json', 'tsconfig.json', 'tsconfig.core.json', 'tsconfig.renderer.json']) {
      cpSync(join(root, name), join(tree, name))
    }
    // With Node's types within reach, as in the project.
    symlinkSync(join(root, 'node_modules'), join(tree, 'node_modules'), 'junction')
  })

  afterEach(() => rmSync(tree, { recursive: true, force: true }))

  const usesNode = "import { readFileSync } from 'node:fs'\nexport const text = readFileSync('x', 'utf8')\n"
  const usesGlobal = 'export const home = process.env\n'
  const usesDom = 'export const title = document.title\n'

  it.each([
    ['renderer/state/file.ts', usesNode, 'node:fs'],
    ['renderer/state/file.ts', usesGlobal, 'process'],
    ['profiler-core/contract/file.ts', usesNode, 'node:fs'],
    ['profiler-core/analysis/file.ts', usesNode, 'node:fs'],
    ['profiler-core/report/file.ts', usesNode, 'node:fs'],
  ])('Node does not compile in the renderer and what it imports: %s', async (file, source, name) => {
    write(file, source)
    const errors = await compile('tsconfig.renderer.json')
    expect(errors).toMatch(new RegExp(`^${file}\\(1,.*error TS\\d+: Cannot find .*'${name}'`, 'm'))
  })

  it('Node compiles in the core', async () => {
    write('profiler-core/store/file.ts', usesNode)
    write('main/cli/file.ts', usesGlobal)
    expect(await compile('tsconfig.core.json')).toBe('')
  })

  it('the DOM compiles in the renderer, and not in the core', async () => {
    write('renderer/ui/file.ts', usesDom)
    expect(await compile('tsconfig.renderer.json')).toBe('')
    write('main/cli/file.ts', usesDom)
    expect(await compile('tsconfig.core.json')).toContain("Cannot find name 'document'")
  })

  function write(file: string, source: string): void {
    mkdirSync(dirname(join(tree, file)), { recursive: true })
    writeFileSync(join(tree, file), source)
  }

  /** What tsc says; nothing where all is well. */
  async function compile(project: string): Promise<string> {
    const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc')
    return await new Promise((resolve) => {
      execFile(
        process.execPath,
        [tsc, '-p', project, '--pretty', 'false'],
        { cwd: tree },
        (_error, stdout, stderr) => resolve(stdout + stderr),
      )
    })
  }
})
