import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { sandboxes } from './mebi.ts'

const sandbox = sandboxes()

const PROGRAM = `import sys

def grow(size):
    kept = bytearray(size)  # <script>alert(1)</script>
    return kept

def main():
    kept = grow(int(sys.argv[1]))
    return len(kept)

main()
`

test('mebi run and mebi show write a run, mebi compare two of them, as a page of HTML', async () => {
  const here = sandbox()
  here.write('grows.py', PROGRAM)
  const page = join(here.project, 'run.html')
  const ran = await here.mebi(['run', '-q', '--format', 'html', '-o', 'run.html', 'grows.py', '40000000'])
  expect(ran.code).toBe(0)
  const text = readFileSync(page, 'utf8')
  expect(text).toMatch(/^<!doctype html>\n/)
  expect(text).toContain('<title>grows.py, run 1 – Mebi</title>')
  expect(text).toContain("default-src 'none'; style-src 'sha256-")
  expect(text).toMatch(/<th>4<td>[\d.]+<td>[\d.]+<td>\+3[78]\.\d{3}<td>1<td>[\d.]+<td>/)
  expect(text).toContain('&lt;script&gt;')
  expect(text).not.toContain('<script')

  const shown = await here.mebi(['show', '1', '--format', 'html'])
  expect(shown).toMatchObject({ code: 0, stderr: '', stdout: text })

  await here.mebi(['run', '-q', '-o', '/dev/null', 'grows.py', '1000000'])
  const compared = await here.mebi(['compare', '2', '1', '--html'])
  expect(compared).toMatchObject({ code: 0, stderr: '' })
  expect(compared.stdout).toContain('run 1 and run 2 – Mebi</title>')
  expect(compared.stdout).toMatch(/<p class="lead">Peak fell from \d+/)
})

test('a page that cannot be made is refused before anything runs', async () => {
  const here = sandbox()
  here.write('marks.py', "open('ran', 'w').close()\n")
  for (const options of [['--no-save'], ['--repeat', '2']]) {
    const { code, stderr } = await here.mebi(['run', '--format', 'html', ...options, 'marks.py'])
    expect(code).toBe(2)
    expect(stderr).toContain(`Leave ${options[0]} out`)
  }
  expect((await here.spawn(['ls'])).stdout).toBe('marks.py\n')
  const view = await here.mebi(['show', 'last', '--format', 'html', '--view', 'tree'])
  expect(view).toMatchObject({ code: 2, stderr: expect.stringContaining('Leave --view out.') as unknown })
})
