import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { RunReportJson } from '../../../profiler-core/report/index.ts'
import { MEBI, sandboxes } from './mebi.ts'

const sandbox = sandboxes()

const KEEPS = `import sys

def keep():
    kept = bytearray(20_000_000)
    for index in range(0, len(kept), 4096):
        kept[index] = 1
    return kept

print("working")
kept = keep()
sys.stderr.write("done\\n")
`

describe('mebi run', () => {
  test("prints the program's output, then the tables, then one line with number and peak", async () => {
    const here = sandbox()
    here.write('keeps.py', KEEPS)
    const { code, stdout, stderr } = await here.mebi(['run', 'keeps.py'])
    expect(stderr).toMatch(
      /^done\nmebi: run 1 finished in \d+\.\d\d s, peak \d+\.\d MiB at line \d+ of \S+\n$/,
    )
    expect(stdout).toMatch(/^working\nFilename: keeps\.py\n\nLine # {4}Mem usage/)
    expect(stdout).toMatch(/\n {5}0 .* MiB {11}1 {3}<module>\n/)
    expect(stdout).toMatch(/\n {5}3 .* MiB {11}1 {3}def keep\(\):\n/)
    expect(stdout.endsWith('\n\n\n')).toBe(true)
    expect(code).toBe(0)
  })

  test('credits memory to the line that takes it', async () => {
    const here = sandbox()
    here.write('keeps.py', KEEPS)
    const { stdout } = await here.mebi(['run', '-q', '--format', 'json', '-f', 'keep', 'keeps.py'])
    const { functions } = RunReportJson.parse(JSON.parse(stdout))
    expect(functions.map(({ name, calls }) => [name, calls])).toEqual([['keep', 1]])
    const grown = functions[0]?.lines.reduce((sum, line) => sum + line.incrementBytes, 0) ?? 0
    expect(Math.abs(grown - 20_000_000)).toBeLessThan(300_000)
  })

  test('passes bytes through as they are, and begins the table on a line of its own', async () => {
    const here = sandbox()
    const bytes = 'bytes([0, 255, 254, 13, 10, 195, 40, 27]) * 50_000'
    here.write('raw.py', `import sys\nsys.stdout.buffer.write(${bytes})\n`)
    const { stdoutBytes } = await here.mebi(['run', 'raw.py'])
    const expected = Buffer.alloc(400_000, Buffer.from([0, 255, 254, 13, 10, 195, 40, 27]))
    expect(stdoutBytes.subarray(0, 400_000).equals(expected)).toBe(true)
    expect(stdoutBytes.subarray(400_000).toString()).toMatch(/^\nFilename: raw\.py\n/)
  })

  test('passes output on while the program runs', async () => {
    const here = sandbox()
    here.write('slow.py', 'import time\nprint("first", flush=True)\ntime.sleep(30)\n')
    const { stdout, code } = await here.mebi(['run', 'slow.py'], {
      onOutput: (text, kill) => text.startsWith('first') && kill('SIGTERM'),
    })
    expect(stdout).toMatch(/^first\nFilename: slow\.py/)
    expect(code).toBe(143)
  })

  test('hands its input on', async () => {
    const here = sandbox()
    here.write('reads.py', 'import sys\nprint(sum(map(int, sys.stdin)))\n')
    const { stdout } = await here.mebi(['run', 'reads.py'], { input: '1\n2\n39\n' })
    expect(stdout).toMatch(/^42\n/)
  })

  test('-q drops the output of the program, both kinds', async () => {
    const here = sandbox()
    here.write('keeps.py', KEEPS)
    const { stdout, stderr } = await here.mebi(['run', '-q', 'keeps.py'])
    expect(stdout).toMatch(/^Filename: /)
    expect(stderr).toMatch(/^mebi: run 1 finished/)
  })

  test('--format csv', async () => {
    const here = sandbox()
    here.write('keeps.py', KEEPS)
    const { stdout } = await here.mebi(['run', '-q', '--format', 'csv', 'keeps.py'])
    const [header, ...records] = stdout.split('\r\n')
    expect(header).toMatch(/^file,function,first_line,calls,line,occurrences,increment_bytes,/)
    expect(records).toContainEqual(
      expect.stringMatching(/,keep,3,1,4,1,\d+,.*kept = bytearray\(20_000_000\)$/),
    )
  })

  test('-o writes the report to a file, and nothing of it elsewhere', async () => {
    const here = sandbox()
    here.write('keeps.py', KEEPS)
    const { stdout, stderr } = await here.mebi(['run', '-o', 'out.txt', 'keeps.py'])
    expect(stdout).toBe('working\n')
    expect(stderr).toMatch(/^done\nmebi: run 1 finished/)
    expect(readFileSync(join(here.project, 'out.txt'), 'utf8')).toMatch(/^Filename: keeps\.py\n/)
    expect(readdirSync(here.project).sort()).toEqual(['keeps.py', 'out.txt'])
  })

  test('a report that cannot be written is found out before the program runs', async () => {
    const here = sandbox()
    here.write('touches.py', 'open("ran", "w").close()\n')
    const { code, stderr } = await here.mebi(['run', '-o', 'no/where', 'touches.py'])
    expect(stderr).toBe('mebi: cannot write no/where: its folder does not exist\n')
    expect(code).toBe(2)
    expect(existsSync(join(here.project, 'ran'))).toBe(false)
  })

  test.runIf(existsSync('/dev/full'))('a report that a full disk does not take is not lost', async () => {
    const here = sandbox()
    here.write('keeps.py', KEEPS)
    const { code, stderr } = await here.mebi(['run', '-o', '/dev/full', 'keeps.py'])
    expect(stderr).toContain(
      'mebi: cannot write /dev/full: the disk is full; mebi show 1 prints the report again\n',
    )
    expect(code).toBe(1)
    expect((await here.mebi(['show', '1'])).stdout).toMatch(/^Filename: keeps\.py/)
  })

  test.runIf(existsSync('/dev/full'))('a full disk behind standard output is a sentence too', async () => {
    const here = sandbox()
    here.write('keeps.py', KEEPS)
    const line = `"$0" "$1" run -q keeps.py > /dev/full`
    const { code, stderr } = await here.spawn(['sh', '-c', line, process.execPath, MEBI])
    expect(stderr).toContain('mebi: cannot write to standard output: the disk is full')
    expect(code).toBe(1)
  })

  test('a reader that goes away is no failure, and the run is kept', async () => {
    const here = sandbox()
    here.write('prints.py', 'for n in range(200_000): print(n)\n')
    const line = `{ "$0" "$1" run prints.py; echo "code $?" >&2; } | head -n 1`
    const { stdout, stderr } = await here.spawn(['bash', '-c', line, process.execPath, MEBI])
    expect(stdout).toBe('0\n')
    expect(stderr).toMatch(/^mebi: run 1 .*\ncode \d+\n$/)
    const show = `"$0" "$1" show 1 | head -n 1; echo "\${PIPESTATUS[0]}"`
    const shown = await here.spawn(['bash', '-c', show, process.execPath, MEBI])
    expect(shown).toMatchObject({ stdout: 'Filename: prints.py\n0\n', stderr: '' })
  })

  test('--precision, --peak, --label', async () => {
    const here = sandbox()
    here.write('frees.py', 'def f():\n    x = len(bytearray(300_000_000))\n\nf()\n')
    const args = ['run', '--precision', '1', '--peak', '--label', 'first try', '-f', 'f', 'frees.py']
    const { stdout } = await here.mebi(args)
    expect(stdout).toMatch(/^Filename: frees\.py\n\nLine # {4}Mem usage {9}Peak {4}Increment/)
    const row = /\n {5}2 +([\d.]+) MiB +([\d.]+) MiB +([\d.]+) MiB +1 /.exec(stdout)
    const [, memory, peak, increment] = row ?? []
    expect(memory).toMatch(/^\d+\.\d$/)
    expect(Number(peak)).toBeGreaterThan(Number(memory))
    expect(Number(increment)).toBeLessThan(1)
    expect((await here.mebi(['list'])).stdout).toContain('first try')
  })

  test('--no-save leaves no trace in the history', async () => {
    const here = sandbox()
    here.write('keeps.py', KEEPS)
    const { stdout, stderr } = await here.mebi(['run', '--no-save', '-f', 'keep', 'keeps.py'])
    expect(stdout).toContain('kept = bytearray(20_000_000)')
    expect(stderr).toMatch(/mebi: run \(not saved\) finished/)
    expect((await here.mebi(['list', '--json'])).stdout).toBe('[]\n')
    expect(await here.mebi(['run', '--no-save', '--format', 'json', '-q', 'keeps.py'])).toMatchObject({
      stdout: expect.stringContaining('"id": null'),
    })
  })

  test('leaves nothing next to the files of the project', async () => {
    const here = sandbox()
    here.write('helper.py', 'def help(): pass\n')
    here.write('main.py', 'import helper\nhelper.help()\n')
    await here.mebi(['run', '--all', 'main.py'])
    expect(readdirSync(here.project).sort()).toEqual(['helper.py', 'main.py'])
    expect(readdirSync(join(here.home, 'running'))).toEqual([])
  })
})

describe('the exit code', () => {
  test.each([
    ['of the program', 'import sys; sys.exit(3)', 3],
    ['of sys.exit with a text', 'import sys; sys.exit("no")', 1],
    ['of os._exit', 'import os; os._exit(9)', 9],
    ['of an exception', 'raise ValueError("no")', 1],
    ['128+9 for SIGKILL', 'import os; os.kill(os.getpid(), 9)', 137],
    ['128+11 for a crash', 'import os, signal; os.kill(os.getpid(), signal.SIGSEGV)', 139],
    ['of a syntax error', 'def f(:', 1],
  ])('%s', async (_, program, expected) => {
    const here = sandbox()
    here.write('ends.py', `${program}\n`)
    const { code, stderr } = await here.mebi(['run', 'ends.py'])
    expect(stderr).toMatch(/mebi: run 1 (failed|was killed by \w+) after /)
    expect(code).toBe(expected)
  })

  test('124 after --timeout, and everything up to then', async () => {
    const here = sandbox()
    here.write('sleeps.py', 'import time\n\ndef sleep():\n    time.sleep(60)\n\nsleep()\n')
    const { code, stdout, stderr } = await here.mebi(['run', '--timeout', '0.5', 'sleeps.py'])
    expect(stdout).toContain('time.sleep(60)  <-- stopped here by the time limit\n')
    expect(stderr).toMatch(/mebi: run 1 reached its limit after \d\.\d\d s at sleeps\.py:4, peak/)
    expect(code).toBe(124)
  })

  test.skipIf(process.platform !== 'linux')(
    '137 above --max-memory, with the reason in a sentence',
    async () => {
      const here = sandbox()
      here.write(
        'eats.py',
        'def eat():\n    kept = []\n    while True:\n        kept.append(b"x" * 4_000_000)\n\neat()\n',
      )
      const { code, stdout, stderr } = await here.mebi([
        'run',
        '-f',
        'eat',
        '--max-memory',
        '120M',
        'eats.py',
      ])
      expect(stdout).toMatch(/<-- stopped at .* MiB: memory limit 120\.0 MiB crossed\n/)
      expect(stderr).toMatch(
        /mebi: Mebi stopped the program at .*limit of 120\.0 MiB,? while line [34] of eats\.py was executing\.\nmebi: run 1 /,
      )
      expect(code).toBe(137)
    },
  )

  test('of a program that asks for more memory than it may have', async () => {
    const here = sandbox()
    here.write(
      'asks.py',
      'import resource\nresource.setrlimit(resource.RLIMIT_AS, (2**30, 2**30))\ndef ask():\n    return bytearray(2**31)\nask()\n',
    )
    const { code, stderr } = await here.mebi(['run', 'asks.py'])
    expect(stderr).toMatch(
      /mebi: The program ran out of memory at .*: line 4 of asks\.py .* \(MemoryError\)\.\n/,
    )
    expect(code).toBe(1)
  })

  test('of an exception comes with the table, the failing line marked', async () => {
    const here = sandbox()
    here.write('fails.py', 'def fail(x):\n    y = x * 2\n    raise ValueError(f"bad {y}")\n\nfail(21)\n')
    const { stdout, stderr } = await here.mebi(['run', '-f', 'fail', 'fails.py'])
    expect(stdout).toMatch(/\n {5}3 .*raise ValueError\(f"bad \{y\}"\) {2}<-- ValueError: bad 42\n\n\n$/)
    expect(stderr).toMatch(
      /Traceback[\s\S]*ValueError: bad 42\nmebi: run 1 failed after .* with ValueError at fails\.py:3/,
    )
    expect(stderr).not.toContain('_mebi')
  })

  test('of a killed program comes with the table, the executing line marked', async () => {
    const here = sandbox()
    here.write('dies.py', 'import os\n\ndef die():\n    os.kill(os.getpid(), 9)\n\ndie()\n')
    const { stdout, stderr } = await here.mebi(['run', '-f', 'die', 'dies.py'])
    expect(stdout).toContain('os.kill(os.getpid(), 9)  <-- killed by SIGKILL\n')
    expect(stderr).toContain('mebi: SIGKILL, not sent by Mebi, ended the program at ')
    expect(stderr).toMatch(/mebi: run 1 was killed by SIGKILL after .* at dies\.py:4/)
  })
})
