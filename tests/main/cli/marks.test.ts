import { describe, expect, test } from 'vitest'
import { RunReportJson } from '../../../profiler-core/report/index.ts'
import { type Sandbox, sandboxes } from './mebi.ts'

const sandbox = sandboxes()

const BARE = `@profile
def marked():
    return b"\\1" * (3 << 20)


def other():
    return b"\\1" * (4 << 20)


if __name__ == "__main__":
    one, two = marked(), other()
    print("fine")
`

/** The functions of a run, as `file:name`, files without their folders. */
async function shown(here: Sandbox, args: readonly string[]): Promise<string[]> {
  const { stdout, stderr } = await here.mebi(['run', '-q', '--format', 'json', ...args])
  if (stdout === '') throw new Error(stderr)
  return RunReportJson.parse(JSON.parse(stdout)).functions.map(
    ({ file, name }) => `${file.slice(file.lastIndexOf('/') + 1)}:${name}`,
  )
}

describe('a mark is a part of the program', () => {
  test('whatever else is asked for', async () => {
    const here = sandbox()
    here.write('bare.py', BARE)
    here.write(
      'imported.py',
      `from memory_profiler import profile\nfrom line_profiler import profile as p\n${BARE}`,
    )
    for (const script of ['bare.py', 'imported.py']) {
      const { stdout, stderr, code } = await here.mebi(['run', '-f', 'other', script])
      expect({ stdout, code }).toMatchObject({ stdout: expect.stringMatching(/^fine\nFilename: /), code: 0 })
      expect(stdout).toContain('def other():')
      expect(stdout).not.toContain('def marked():')
      expect(stderr).toMatch(/^mebi: run \d finished/)
    }
  })

  test('with a call, as whole functions, and in a check', async () => {
    const here = sandbox()
    here.write('bare.py', BARE)
    expect(await shown(here, ['-f', 'other', '-c', 'other(), marked()', 'bare.py'])).toEqual([
      'bare.py:other',
    ])
    expect(await shown(here, ['--detail', 'functions', '--all', 'bare.py'])).toContain('bare.py:marked')
    const check = await here.mebi(['check', '-q', '-f', 'other', '--max-peak', '1G', 'bare.py'])
    expect(check.code).toBe(0)
  })

  test('of others it is none, and takes nothing away', async () => {
    const here = sandbox()
    here.write(
      'shimmed.py',
      'class shim:\n    @staticmethod\n    def profile(flag):\n        return lambda f: f\n\n@shim.profile(False)\ndef small():\n    return 1\n\ndef big():\n    return b"1" * (9 << 20)\n\nsmall(), big()\n',
    )
    expect(await shown(here, ['shimmed.py'])).toEqual([
      'shimmed.py:shim.profile',
      'shimmed.py:small',
      'shimmed.py:big',
      'shimmed.py:<module>',
    ])
  })

  test('in a file that the program never loads it changes nothing, in one that it does it is shown too', async () => {
    const here = sandbox()
    here.write('utils.py', '@profile\ndef helper():\n    return 1\n\ndef more():\n    return 2\n')
    here.write(
      'plain.py',
      '# see utils for more\ndef work():\n    return b"1" * (5 << 20)\n\nkept = work()\n',
    )
    here.write(
      'user.py',
      'import importlib\nutils = importlib.import_module("ut" + "ils")\ndef work():\n    return utils.helper(), utils.more()\nwork()\n',
    )
    expect(await shown(here, ['plain.py'])).toEqual(['plain.py:work', 'plain.py:<module>'])
    expect((await shown(here, ['user.py'])).sort()).toEqual([
      'user.py:<module>',
      'user.py:work',
      'utils.py:helper',
    ])
  })

  test('of a package only what it marks is shown, once it marks something', async () => {
    const here = sandbox()
    here.write('pkg/__init__.py', '')
    here.write(
      'pkg/__main__.py',
      'import sys\nfrom . import a\na.f()\nif sys.argv[1:]:\n    from . import b\n    b.g(), b.h(), a.f()\n',
    )
    here.write('pkg/a.py', 'def f():\n    return 1\n')
    here.write('pkg/b.py', '@profile\ndef g():\n    return 1\n\ndef h():\n    return 2\n')
    expect(await shown(here, ['-m', 'pkg'])).toEqual(['__main__.py:<module>', 'a.py:f'])
    expect(await shown(here, ['-m', 'pkg', 'b'])).toEqual(['b.py:g'])
  })
})

describe('code without a file', () => {
  test('stands under its own name, with its text where somebody knows it, and is kept so', async () => {
    const here = sandbox()
    here.write(
      'dynamic.py',
      `import linecache
TEXT = '@profile\\ndef cell(n):\\n    return b"1" * (n << 20)\\n'
linecache.cache["<cell 1>"] = len(TEXT), None, TEXT.splitlines(True), "<cell 1>"
exec(compile(TEXT, "<cell 1>", "exec"))
kept = cell(7)
exec("@profile\\ndef nameless(n):\\n    return b'1' * (n << 20)\\n")
kept = kept, nameless(3)
`,
    )
    const { stdout } = await here.mebi(['run', 'dynamic.py'])
    expect(stdout).toContain('Filename: <cell 1>\n')
    expect(stdout).toMatch(/\n {5}3 +\d+\.\d+ MiB +7\.0\d\d MiB +1 {7}return b"1" \* \(n << 20\)\n/)
    expect(stdout).toContain('Filename: <string>\n')
    expect(stdout).toMatch(/\n {5}3 +\d+\.\d+ MiB +3\.0\d\d MiB +1 {3}\n/)
    expect((await here.mebi(['show', 'last'])).stdout).toBe(stdout)
  })
})

describe('a run in which nothing watched was called', () => {
  test('says what was watched, why, and what to type instead', async () => {
    const here = sandbox()
    here.write('pyproject.toml', '')
    here.write('idle.py', 'def never():\n    pass\n\n@profile\ndef nor():\n    pass\n')
    const named = await here.mebi(['run', '-f', 'never', 'idle.py', '--fast'])
    expect(named.stdout).toBe('')
    expect(named.stderr.split('\n').slice(0, -2)).toEqual([
      'mebi: No watched function was called. Watched was never (idle.py), as asked for; the program never called it.',
      "mebi: To watch every function of idle.py, type: mebi run -f 'idle.py:*' idle.py --fast",
      'mebi: To watch every function of the project, type: mebi run --all idle.py --fast',
    ])
    expect(named.code).toBe(0)
    const again = await here.mebi(['show', 'last'])
    expect(again.stdout).toBe('')
    expect(again.stderr).toBe(named.stderr.replace(/mebi: run 1 .*\n/, ''))
    const marked = await here.mebi(['run', 'idle.py'])
    expect(marked.stderr).toContain(
      'Watched was what @profile marks, nor (idle.py); the program never called it.',
    )
    const typed = await here.mebi(['run', '-f', 'idle.py:*', 'idle.py'])
    expect(typed.stdout).toContain('Filename: idle.py')
  })

  test('is no measurement for a check of functions, and one for that of a peak', async () => {
    const here = sandbox()
    here.write('idle.py', 'def never():\n    pass\n')
    const peak = await here.mebi(['check', '-q', '-f', 'never', '--max-peak', '1G', 'idle.py'])
    expect(peak.stderr).toContain('mebi: note: No watched function was called. Watched was never (idle.py)')
    expect(peak.stderr).toContain("type: mebi check -f 'idle.py:*' idle.py")
    expect(peak.code).toBe(0)
    const baseline = await here.mebi(['check', '-q', '-f', 'never', '--write-baseline', 'b.json', 'idle.py'])
    expect(baseline.stderr).toContain('mebi: Not measured: no watched function was called.\n')
    expect(baseline.code).toBe(3)
  })
})
