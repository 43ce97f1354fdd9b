import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { oneOfEachVersion } from '../../profiler-core/targets/python/support.ts'
import { type Sandbox, sandboxes } from './mebi.ts'

const sandbox = sandboxes()

const versions = await oneOfEachVersion()
/** The oldest, 3.11 or what is nearest below, and the newest. */
const pythons = [
  ...new Set([
    versions[0]!,
    versions.findLast(({ version }) => Number(version.split('.')[1]) <= 11) ?? versions[0]!,
    versions.at(-1)!,
  ]),
]

const MAIN = `import sys
import inside

print(sys.argv[1:], inside.build(9), __file__)
`
const INSIDE = `def build(size):
    block = b"\\1" * (size << 20)
    return len(block)
`

/** An environment in the project with a command whose stub is pip's. */
function environmentWithTool(here: Sandbox, python: string): void {
  execFileSync(python, ['-m', 'venv', '--without-pip', join(here.project, '.venv')])
  const own = execFileSync(join(here.project, '.venv/bin/python'), [
    '-c',
    'import site; print(site.getsitepackages()[0])',
  ])
  const packages = own.toString().trim()
  here.write(
    join(packages.slice(here.project.length + 1), 'tool.py'),
    `import runpy, sys
def main():
    print("tool", sys.argv[1:], flush=True)
    sys.path.insert(0, "")
    return runpy.run_path(sys.argv[-1])["work"]() and 3
`,
  )
  const path = here.write(
    '.venv/bin/tool',
    `#!${join(here.project, '.venv/bin/python')}
# -*- coding: utf-8 -*-
import re
import sys
from tool import main
if __name__ == '__main__':
    sys.argv[0] = re.sub(r'(-script\\.pyw|\\.exe)?$', '', sys.argv[0])
    sys.exit(main())
`,
  )
  chmodSync(path, 0o755)
  here.write('shop.py', `def work():\n    block = b"\\1" * (9 << 20)\n    return len(block)\n`)
}

describe.each(pythons)('what Python $version runs', ({ path: python }) => {
  test('a folder and an archive: what lies in them is watched, and shown with its text', async () => {
    const here = sandbox()
    here.write('app/__main__.py', MAIN)
    here.write('app/inside.py', INSIDE)
    execFileSync(python, ['-m', 'zipapp', 'app', '-o', 'app.pyz', '-p', '/usr/bin/env python3'], {
      cwd: here.project,
    })
    for (const [program, file] of [
      ['app', 'app'],
      ['app.pyz', 'app.pyz'],
    ] as const) {
      const { code, stdout, stderr } = await here.mebi(['run', '--python', python, program, '-q', 'x'])
      expect(stdout, stderr).toMatch(/^\['-q', 'x'\] 9437184 .*__main__\.py\n/)
      expect(stdout).toContain(`Filename: ${join(here.project, file, 'inside.py')}\n`)
      expect(stdout).toMatch(/ 2 +\d+\.\d+ MiB +9\.\d+ MiB +1 {7}block = b"\\1" \* \(size << 20\)\n/)
      expect(code).toBe(0)
    }
  })

  test('compiled code: by the text that it was made from, or by the numbers of its lines', async () => {
    const here = sandbox()
    here.write('inside.py', `${INSIDE}print(build(7))\n`)
    const compile = (cwd: string) =>
      execFileSync(python, ['-c', 'import py_compile; py_compile.compile("inside.py", "../c.pyc")'], { cwd })
    here.write('elsewhere/inside.py', `${INSIDE}print(build(7))\n`)
    compile(join(here.project, 'elsewhere'))
    const known = await here.mebi(['run', '--python', python, 'c.pyc'])
    expect(known.stdout, known.stderr).toMatch(
      / 2 +\d+\.\d+ MiB +7\.\d+ MiB +1 {7}block = b"\\1" \* \(size << 20\)\n/,
    )
    here.write('inside.py', 'x = 1\n')
    const unknown = await here.mebi(['run', '--python', python, 'c.pyc'])
    expect(unknown.stdout, unknown.stderr).toMatch(/ 2 +\d+\.\d+ MiB +7\.\d+ MiB +1 *\n/)
    expect(unknown.stderr).toMatch(
      /c\.pyc was compiled from another text than that of .*: its lines are shown by number\./,
    )
    expect(unknown.code).toBe(0)
  })

  test('an installed command, by name and by path, under run and check: the project is watched', async () => {
    const here = sandbox()
    environmentWithTool(here, python)
    for (const words of [
      ['run', 'tool', '-q', 'shop.py'],
      ['run', '.venv/bin/tool', '-q', 'shop.py'],
    ]) {
      const { code, stdout, stderr } = await here.mebi(words)
      expect(stdout, stderr).toMatch(/^tool \['-q', 'shop\.py'\]\n/)
      expect(stdout).toMatch(/ 2 +\d+\.\d+ MiB +9\.\d+ MiB +1 {7}block = b"\\1" \* \(9 << 20\)\n/)
      expect(stdout).not.toContain('sys.exit(main())')
      expect(code).toBe(3)
    }
    const { stderr } = await here.mebi(['check', '--max-peak', '200M', 'tool', 'shop.py'])
    expect(stderr).toMatch(/failed/)
  })
})

test('pytest, from an index: fixtures and tests are watched, its options are its own', async (context) => {
  const here = sandbox()
  execFileSync(versions.at(-1)!.path, ['-m', 'venv', join(here.project, '.venv')])
  const pip = [
    join(here.project, '.venv/bin/python'),
    '-m',
    'pip',
    'install',
    '-q',
    '--retries',
    '0',
    'pytest',
  ] as const
  const installed = await here.spawn(pip)
  if (installed.code !== 0 || !existsSync(join(here.project, '.venv/bin/pytest')))
    return context.skip('no package index answers')
  here.write('shop.py', `def load(size):\n    data = b"\\1" * (size << 20)\n    return data\n`)
  here.write(
    'conftest.py',
    'import pytest\nfrom shop import load\n\n@pytest.fixture(scope="session")\ndef stock():\n    block = load(9)\n    yield block\n    del block\n',
  )
  here.write(
    'test_shop.py',
    `import pytest
from shop import load

@pytest.fixture
def basket():
    return load(3)

def test_one(stock, basket):
    assert len(stock) == 3 * len(basket)

@pytest.mark.parametrize("size", [4])
def test_two(size):
    more = load(size)
    assert len(more) == size << 20
`,
  )
  const { code, stdout, stderr } = await here.mebi(['run', 'pytest', '-q', '-p', 'no:cacheprovider'])
  expect(stdout, stderr).toMatch(/2 passed/)
  expect(stdout).toMatch(/ 2 +\d+\.\d+ MiB +16\.\d+ MiB +3 {7}data = b"\\1" \* \(size << 20\)\n/)
  expect(stdout).toMatch(/ +9\.\d+ MiB +1 {7}block = load\(9\)\n/)
  expect(code).toBe(0)
}, 240_000)
