import { execFileSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { RunReportJson } from '../../../profiler-core/report/index.ts'
import { type Sandbox, sandboxes } from './mebi.ts'

const sandbox = sandboxes()

/** Names of the functions in the tables of a run with these arguments. */
async function watched(here: Sandbox, args: readonly string[]): Promise<string[]> {
  const { stdout, stderr } = await here.mebi(['run', '-q', '--format', 'json', ...args])
  if (stdout === '') throw new Error(stderr)
  return RunReportJson.parse(JSON.parse(stdout)).functions.map(({ name }) => name)
}

function project(): Sandbox {
  const here = sandbox()
  here.write('pyproject.toml', '')
  here.write(
    'helper.py',
    'def help():\n    return 1\n\nclass Tool:\n    def use(self):\n        return help()\n',
  )
  here.write(
    'tool.py',
    'import sys\nimport helper\n\ndef main(n):\n    return [helper.Tool().use() for _ in range(n)]\n\nif __name__ == "__main__":\n    main(3)\n    print(sys.argv)\n',
  )
  return here
}

describe('what is watched', () => {
  test('every function of the script, as a rule', async () => {
    expect((await watched(project(), ['tool.py'])).sort()).toEqual(['<module>', 'main'])
  })

  test('those decorated with @profile, where there are some', async () => {
    const here = project()
    here.write('marked.py', '@profile\ndef f():\n    g()\n\ndef g():\n    pass\n\nf()\n')
    expect(await watched(here, ['marked.py'])).toEqual(['f'])
  })

  test('-f by name, by method, by file; repeatable', async () => {
    const here = project()
    expect(await watched(here, ['-f', 'main', 'tool.py'])).toEqual(['main'])
    expect(await watched(here, ['-f', 'Tool.use', 'tool.py'])).toEqual(['Tool.use'])
    expect(await watched(here, ['-f', 'helper.py:help', '-fmain', 'tool.py'])).toEqual(['main', 'help'])
  })

  test('--all: every function of the project folder', async () => {
    expect((await watched(project(), ['--all', 'tool.py'])).sort()).toEqual([
      '<module>',
      'Tool.use',
      'help',
      'main',
    ])
  })

  test('--project says which folder that is', async () => {
    const here = project()
    here.write('sub/alone.py', 'import sys\nsys.path.insert(0, ".")\nimport helper\nhelper.help()\n')
    expect((await watched(here, ['--all', 'sub/alone.py'])).sort()).toContain('help')
    expect(await watched(here, ['--all', '--project', 'sub', 'sub/alone.py'])).toEqual(['<module>'])
  })

  test('-c loads the script and runs a statement in it', async () => {
    const here = project()
    const { stdout } = await here.mebi(['run', '-c', 'print("got", main(2))', '-f', 'main', 'tool.py'])
    expect(stdout).toMatch(/^got \[1, 1\]\nFilename: tool\.py/)
  })

  test('-m runs a module, whose words are its own', async () => {
    const here = project()
    here.write('pkg/__init__.py', '')
    here.write('pkg/__main__.py', 'import sys\n\ndef go():\n    print(sys.argv[1:])\n\ngo()\n')
    const { stdout, code } = await here.mebi(['run', '-m', 'pkg', '-q', '--label', 'x'])
    expect(stdout).toMatch(/^\['-q', '--label', 'x'\]\n/)
    expect(stdout).toContain('def go():')
    expect(code).toBe(0)
    expect((await here.mebi(['list'])).stdout).toContain('-m pkg -q --label x')
  })

  test('functions in child processes, unless --no-children', async () => {
    const here = sandbox()
    here.write(
      'forks.py',
      'import os\n\ndef work():\n    pass\n\nif os.fork() == 0:\n    work()\nelse:\n    os.wait()\n',
    )
    expect(await watched(here, ['-f', 'work', 'forks.py'])).toEqual(['work'])
    expect(await watched(here, ['-f', 'work', '--no-children', 'forks.py'])).toEqual([])
  })
})

describe('how it is run', () => {
  test.each(['rss', 'heap', 'uss', 'pss'])('--backend %s', async (backend) => {
    const here = project()
    const { stdout } = await here.mebi(['run', '-q', '--format', 'json', '--backend', backend, 'tool.py'])
    const { run } = RunReportJson.parse(JSON.parse(stdout))
    expect(run).toMatchObject({ backend, status: 'finished' })
    expect(run.peakBytes).toBeGreaterThan(0)
  })

  test("the interpreter's own options", async () => {
    const here = sandbox()
    here.write(
      'flags.py',
      'import sys\nprint(sys.flags.dev_mode, sys.flags.optimize, sys.warnoptions, sys._xoptions)\n',
    )
    const { stdout } = await here.mebi([
      'run',
      '-X',
      'dev',
      '-X',
      'tracked=1',
      '-W',
      'error::UserWarning',
      '-OO',
      'flags.py',
    ])
    expect(stdout).toMatch(/^True 2 \['default', 'error::UserWarning'\] \{'dev': True, 'tracked': '1'\}\n/)
    expect((await here.mebi(['run', '-O', 'flags.py'])).stdout).toMatch(/^False 1 /)
    expect((await here.mebi(['run', 'flags.py'])).stdout).toMatch(/^False 0 \[\] \{\}/)
  })

  test('--python by path, by name, and remembered nowhere', async () => {
    const here = sandbox()
    here.write('which.py', 'import sys\nprint(sys.executable)\n')
    const python = execFileSync('python3', ['-c', 'import sys; print(sys.executable)']).toString().trim()
    for (const name of [python, 'python3']) {
      expect((await here.mebi(['run', '--python', name, 'which.py'])).stdout).toMatch(`${python}\n`)
    }
  })

  test('--include-children adds their memory', async () => {
    const here = sandbox()
    here.write(
      'parent.py',
      'import subprocess, sys\n\ndef parent():\n    child = subprocess.Popen([sys.executable, "-c", "b = bytearray(b\'1\' * 100_000_000); print(1, flush=True); input()"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)\n    child.stdout.readline()\n    child.communicate(b"\\n")\n\nparent()\n',
    )
    // The run's peak is that of all processes in any case; the numbers of lines are the first process's without the option.
    const measure = async (flags: readonly string[]) => {
      const { stdout } = await here.mebi(['run', '-q', '--format', 'json', ...flags, 'parent.py'])
      const { run, functions } = RunReportJson.parse(JSON.parse(stdout))
      const lines = functions.flatMap((each) => each.lines)
      return { peak: run.peakBytes, line: Math.max(...lines.map(({ memoryBytes }) => memoryBytes)) }
    }
    const [together, alone] = [await measure(['--include-children']), await measure([])]
    expect(together.line - alone.line).toBeGreaterThan(80_000_000)
    expect(Math.abs(together.peak - alone.peak)).toBeLessThan(20_000_000)
  })
})
