import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { sandboxes } from './mebi.ts'

const sandbox = sandboxes()

function notebook(...cells: string[]): string {
  const written = cells.map((source) => ({
    cell_type: source.startsWith('#md ') ? 'markdown' : 'code',
    source,
    metadata: {},
    outputs: [],
    execution_count: null,
  }))
  return JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata: {}, cells: written })
}

const LOADS = notebook(
  '#md A title',
  'import sys\nKEPT = []\nprint(sys.argv[1:])',
  'def load(count):\n    rows = [bytes(1000)\n            for _ in range(count)]\n    return rows',
  '\n%%time\nKEPT.append(load(30_000))\nasync def later():\n    return 5\nassert await later() == 5',
)

test('a notebook runs cell by cell, and is a source like any other', async () => {
  const here = sandbox()
  here.write('loads.ipynb', LOADS)
  const { stdout, code } = await here.mebi(['run', 'loads.ipynb', 'a', 'b'])
  expect(code).toBe(0)
  expect(stdout).toMatch(/^\['a', 'b'\]\n/)
  expect(stdout).toMatch(
    /\n {4}10 .* MiB {11}1 {3}def load\(count\):\n {4}11 .* (?:2[89]|30)\.\d+ MiB {11}1 {7}rows = \[bytes\(1000\)\n/,
  )
  expect(stdout).toMatch(/\n {4}18 .* 1 {3}KEPT\.append\(load\(30_000\)\)\n/)
  const cells = await here.mebi(['show', '1', '--view', 'cells'])
  expect(cells.stdout.split('\n').map((line) => line.trim())).toEqual([
    expect.stringMatching(/^Cell +Lines +Growth +After +Peak +Time +Begins with$/),
    expect.stringMatching(/^1 +5-7 .* import sys$/),
    expect.stringMatching(/^2 +10-13 .* def load\(count\):$/),
    expect.stringMatching(/^3 +16-21 +(?:2[89]|30)\.\d MiB .* %%time$/),
    '',
  ])
})

test('what came before a cell that fails stays measured; the traceback has the lines of the cells', async () => {
  const here = sandbox()
  here.write('fails.ipynb', notebook('x = bytearray(b"x") * 20_000_000', 'x[0] = len(x) / 0', 'y = 1'))
  const { stdout, stderr, code } = await here.mebi(['run', 'fails.ipynb'])
  expect(code).toBe(1)
  expect(stderr).toMatch(/File ".*fails\.ipynb", line 5, in <module>\n {4}x\[0\] = len\(x\) \/ 0\n/)
  expect(stdout).toMatch(/\n {5}2 .* 19\.\d+ MiB {11}1 {3}x = bytearray/)
  expect(stdout).toMatch(/\n {5}5 .* x\[0\] = len\(x\) \/ 0 {2}<-- ZeroDivisionError/)
  expect(readFileSync(join(here.project, 'fails.ipynb'), 'utf8')).toContain('"execution_count":null')
})

test.each([
  ['{"cells": [', /^mebi: \S*broken\.ipynb cannot be read as a notebook: it is not JSON\.\n/],
  [JSON.stringify({ nbformat: 3, worksheets: [] }), /is a notebook of version 3; Mebi reads version 4\.\n/],
])('a notebook that is none runs nothing', async (text, message) => {
  const here = sandbox()
  here.write('broken.ipynb', text)
  const { stderr, code } = await here.mebi(['run', 'broken.ipynb'])
  expect(stderr).toMatch(message)
  expect(code).toBeGreaterThan(0)
})

test('without IPython, a cell that needs it says so', async () => {
  const here = sandbox()
  here.write('shell.ipynb', notebook('x = 1', '!ls'))
  // -S: nothing that is installed is found.
  const { stderr, code } = await here.mebi(['run', '-f', '<module>', 'shell.ipynb'], {
    env: { PYTHONNOUSERSITE: '1' },
  })
  if (/needs IPython/.test(stderr)) expect(code).toBe(1)
  else expect(code).toBe(0) // this interpreter has IPython
})
