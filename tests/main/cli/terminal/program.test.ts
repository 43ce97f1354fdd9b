import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import { localService } from '../../../../main/cli/localService.ts'
import type { OutputChunk } from '../../../../profiler-core/contract/index.ts'
import { type Sandbox, sandboxes } from '../mebi.ts'
import { drive, driveRun, MEBI_RUN, type Step, screen } from './drive.ts'

const sandbox = sandboxes()
/** A program with Mebi and without, each of which waits for what is typed: on a busy machine that takes a while. */
vi.setConfig({ testTimeout: 90_000 })

/** The output of the first run as it was kept, in which the app shows it. */
async function kept({ home, project }: Sandbox): Promise<OutputChunk[]> {
  const service = localService({ MEBI_HOME: home }, project, 'pages', () => {})
  try {
    const output = await service.call('runs.output', { id: 1 })
    if (!output.ok) throw new Error(output.error.message)
    return output.value
  } finally {
    await service.close()
  }
}

/** What the terminal got from the program alone, without Mebi's progress line and its last words. */
function ofProgram(shown: string): string {
  const ownLine = /^.\[2m.*?.\[22m/
  const pieces = shown
    .split('\r\u001b[K')
    .map((piece, index) => (index === 0 ? piece : piece.replace(ownLine, '')))
  return pieces.join('').replace(/(?:\r\n)?mebi: run [\s\S]*$/, '')
}

/** Runs a program with Mebi and without it: the terminal shows the same, and so do the exit codes. */
async function alike(source: string, steps: readonly Step[] = [], words: readonly string[] = []) {
  const here = sandbox()
  here.write('a.py', source)
  const plain = await drive(here, ['python3', 'a.py', ...words], steps)
  const mebi = await driveRun(here, ['a.py', ...words], steps)
  expect(plain.left).toEqual([])
  expect(mebi.left).toEqual([])
  expect(ofProgram(mebi.shown)).toBe(plain.shown.replace(/\r\n$/, ''))
  expect(mebi.code).toBe(plain.code)
  expect(mebi.restored).toBe(true)
  return { here, shown: plain.shown, code: plain.code, all: mebi.shown }
}

describe('a program on a terminal sees and shows what it does without Mebi:', () => {
  test('the terminal itself, modes and signals and environment; and what it shows is kept', async () => {
    const { here, shown } = await alike(`import os, signal, sys, termios
print([stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr)], tuple(os.get_terminal_size(2)))
print(os.ttyname(0) == os.ttyname(1) == os.ttyname(2), os.ctermid(), open("/dev/tty").isatty())
print(os.getpgrp() == os.tcgetpgrp(0) == os.getpid(), termios.tcgetattr(0))
print([signal.getsignal(each) for each in (signal.SIGPIPE, signal.SIGINT, signal.SIGHUP, signal.SIGTSTP, signal.SIGTTOU)])
print(sys.stdout.line_buffering, sys.stdout.encoding, sorted(set(os.environ) - {"_", "SHLVL", "PWD", "OLDPWD"}))
print("\\x1b[31mred\\x1b[0m \\u00fc\\r", file=sys.stderr)
for percent in range(0, 101, 50):
    print("\\r%3d %%" % percent, end="", flush=True)
`)
    expect(shown).toMatch(/^\[True, True, True\] \(100, 30\)\r\nTrue \/dev\/tty True\r\nTrue /)
    expect(await kept(here)).toEqual([{ stream: 'stdout', text: shown.replaceAll('\r\n', '\n') }])
  })

  test('input with readline, a password that is not shown, end of file', async () => {
    const { shown } = await alike(
      `import getpass, readline
print("hello", input("name? "))
print(len(getpass.getpass("word? ")))
try:
    input("more? ")
except EOFError:
    print("none")
`,
      [
        ['name? ', 'bab\u0002\u007fo\n'], // cursor left, backspace
        ['word? ', 'secret\n'],
        ['more? ', '\u0004'],
      ],
    )
    expect(shown).toMatch(/hello bob\r\nword\? \r\n6\r\nmore\? none\r\n$/)
    expect(shown).not.toContain('secret')
  })

  test('pdb', async () => {
    const { shown } = await alike('def f(n):\n    breakpoint()\n    return n + 1\n\nprint(f(41))\n', [
      ['(Pdb) ', 'p n\n'],
      ['(Pdb) ', 'n\n'],
      ['(Pdb) ', 'c\n'],
    ])
    expect(shown).toMatch(/p n\r\n41\r\n[\s\S]*42\r\n$/)
  })

  test('a full screen, and a size that changes', async () => {
    const { shown } = await alike(
      `import curses

def main(screen):
    key = None
    while key != "q":
        screen.addstr(1, 2, "%s at %s, key? " % (key, screen.getmaxyx()))
        key = screen.getkey()

curses.wrapper(main)
`,
      [
        ['None at (30, 100), key?', 'x'],
        ['key?', { size: [20, 60] }],
        ['20, 6', 'q'],
      ],
    )
    expect(shown).toContain('\u001b[?1049h')
  })

  test('Ctrl-C that it answers, and Ctrl-C that ends it', async () => {
    const answered = await alike(
      'import time\ntry:\n    print("ready", flush=True)\n    time.sleep(60)\nexcept KeyboardInterrupt:\n    print("bye")\n',
      [['ready', '\u0003']],
    )
    expect(answered.shown).toMatch(/\^Cbye\r\n$/)
    expect(answered.code).toBe(0)
    const here = sandbox()
    here.write(
      'b.py',
      'import time\ntry:\n    print("ready", flush=True)\n    time.sleep(60)\nfinally:\n    print("saved")\n',
    )
    const { shown, code, restored } = await driveRun(here, ['b.py'], [['ready', '\u0003']])
    expect(shown).toMatch(/saved\r\n[\s\S]*KeyboardInterrupt\r\n[\s\S]*mebi: .*stopped/)
    expect([code, restored]).toEqual([130, true])
  })

  test('Ctrl-\\ and a crash', async () => {
    const here = sandbox()
    here.write('waits.py', 'import time\nprint("ready", flush=True)\ntime.sleep(60)\n')
    expect(await driveRun(here, ['waits.py'], [['ready', '\u001c']])).toMatchObject({
      code: 131,
      restored: true,
    })
    here.write('dies.py', 'import os, tty\ntty.setraw(0)\nos.abort()\n')
    expect(await driveRun(here, ['dies.py'])).toMatchObject({ code: 134, restored: true })
  })

  test('Ctrl-C twice stops one that will not hear', async () => {
    const here = sandbox()
    here.write(
      'a.py',
      'import signal, time\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\nprint("ready", flush=True)\ntime.sleep(60)\n',
    )
    const { code, shown, restored } = await driveRun(
      here,
      ['a.py'],
      [
        ['ready', '\u0003'],
        ['^C', '\u0003'],
      ],
    )
    expect(shown).toMatch(/mebi: run 1 was stopped/)
    expect([code, restored]).toEqual([130, true])
  })
})

describe('job control', () => {
  const ASKS = `import signal
signal.signal(signal.SIGCONT, lambda *args: print("[on]", flush=True))
print("hello", input("name? "))
`

  test('Ctrl-Z stops the program and Mebi, fg continues both', async () => {
    const here = sandbox()
    here.write('a.py', ASKS)
    const command = [...MEBI_RUN, 'a.py'].join(' ')
    const { shown, left } = await drive(
      here,
      ['bash', '--norc', '-i'],
      [
        ['# ', `PS1='$' ; stty -a > before; ${command}\n`],
        ['name? ', '\u001a'],
        ['Stopped', 'stty -a > between; fg\n'],
        ['[on]', 'bob\n'],
        ['finished', 'echo "code $?"; stty -a > after; exit\n'],
      ],
    )
    expect(left).toEqual([])
    expect(shown).toMatch(/hello bob\r\n[\s\S]*mebi: run 1 finished[\s\S]*code 0\r\n/)
    const modes = (name: string) => readFileSync(join(here.project, name), 'utf8')
    expect(modes('after')).toBe(modes('before'))
    expect(modes('between')).toBe(modes('before'))
  })

  test('in the background it goes on until it asks', async () => {
    const here = sandbox()
    here.write(
      'a.py',
      `import time\nprint("start", flush=True)\ntime.sleep(1)\nprint("more", flush=True)\n${ASKS}`,
    )
    const command = [...MEBI_RUN, 'a.py'].join(' ')
    const { shown, left } = await drive(
      here,
      ['bash', '--norc', '-i'],
      [
        ['# ', `PS1='$'; set -b; ${command} &\n`],
        ['more', 'true\n'],
        ['Stopped', 'fg\n'],
        ['[on]', 'amy\n'],
        ['finished', 'exit\n'],
      ],
    )
    expect(left, shown).toEqual([])
    expect(shown).toMatch(/hello amy\r\n/)
  })
})

describe('what is no terminal stays what it is', () => {
  const STREAMS = `import sys
print([stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr)], sys.stdout.line_buffering, file=sys.stderr)
print("out")
`

  test.each([
    ['> out', '[True, False, True] False', 'out\n'],
    ['2> err', '', '[True, True, False]'],
    ['< /dev/null', '[False, True, True]', ''],
    ['> out 2> err', '', '[True, False, False]'],
    ['-q', '', ''],
  ])('%s', async (redirect, onTerminal, inFile) => {
    const here = sandbox()
    here.write('a.py', STREAMS)
    const { shown, code, restored } = await drive(
      here,
      [
        'sh',
        '-c',
        `${MEBI_RUN.join(' ')} ${redirect === '-q' ? '-q a.py' : `a.py ${redirect}`}; code=$?; cat out err > files 2> /dev/null; exit $code`,
      ],
      [],
    )
    expect([code, restored]).toEqual([0, true])
    expect(ofProgram(shown)).toContain(onTerminal)
    if (redirect === '-q') expect(shown).not.toContain('True')
    if (inFile !== '') expect(readFileSync(join(here.project, 'files'), 'utf8')).toContain(inFile)
  })

  test('in a pipeline the keyboard stays with the others until the program asks', async () => {
    const here = sandbox()
    here.write('a.py', `${STREAMS}`)
    here.write(
      'reads.py',
      'import sys\ntty = open("/dev/tty")\nprint("read", tty.readline(), sys.stdin.read())\n',
    )
    const { shown, code, left } = await drive(
      here,
      ['sh', '-c', `${MEBI_RUN.join(' ')} a.py 2> err | python3 reads.py`],
      [['', 'key\n']],
    )
    expect([code, left]).toEqual([0, []])
    expect(shown).toContain('read key\r\n out\r\n')
    expect(readFileSync(join(here.project, 'err'), 'utf8')).toContain('[True, False, False] False')
  })

  test('a program that gets its input from a pipe may ask for a password', async () => {
    const here = sandbox()
    here.write('a.py', `${STREAMS}import getpass\nprint(sys.stdin.read(), len(getpass.getpass("word? ")))\n`)
    const { shown, code, restored } = await drive(
      here,
      ['sh', '-c', `echo yes | ${MEBI_RUN.join(' ')} a.py`],
      [['word? ', 'secret\n']],
    )
    expect([code, restored]).toEqual([0, true])
    expect(screen(shown)).toMatch(/^\[False, True, True\] .*\nout\n/)
    expect(screen(shown)).toMatch(/\nyes\n 6\n/)
    expect(shown).not.toContain('secret')
  })
})

describe('whatever is killed, the terminal is as before:', () => {
  const WAITS = 'import time, tty\ntty.setraw(0)\nprint("ready", flush=True)\ntime.sleep(60)\n'

  test('Mebi', async () => {
    const here = sandbox()
    here.write('a.py', WAITS)
    const { code, restored } = await driveRun(here, ['a.py'], [['ready', { kill: 'mebi' }]])
    expect([code, restored]).toEqual([-9, true])
    // The program lost its terminal, and ended of it.
    expect((await here.mebi(['list'])).stdout).toMatch(/\n {2}1 {2}interrupted /)
  })

  test('what stands between the terminals', async () => {
    const here = sandbox()
    here.write('a.py', WAITS)
    const { code, restored, shown } = await driveRun(here, ['a.py'], [['ready', { kill: 'helper' }]])
    expect([code, restored]).toEqual([129, true])
    expect(shown).toContain('SIGHUP')
  })

  test('the program', async () => {
    const here = sandbox()
    here.write('a.py', 'import os, signal, tty\ntty.setraw(0)\nos.kill(os.getpid(), signal.SIGKILL)\n')
    expect(await driveRun(here, ['a.py'])).toMatchObject({ code: 137, restored: true })
  })
})

test('limits, stopping and what is left behind are as without a terminal', async () => {
  const here = sandbox()
  // A grandchild in a group of its own, whose parent has ended: it still belongs to the program, by its session.
  here.write(
    'grows.py',
    `import os, sys, time
if os.fork() == 0:
    os.setpgid(0, 0)
    if os.fork() == 0:
        time.sleep(0.5)
        kept = bytearray(b"x") * (200 << 20)
        time.sleep(60)
    os._exit(0)
time.sleep(60)
`,
  )
  const limited = await driveRun(here, ['--max-memory', '150M', 'grows.py'])
  expect(limited.shown).toMatch(/memory limit|150/)
  expect([limited.code, limited.restored]).toEqual([137, true])
  here.write('leaves.py', 'import subprocess\nprint("left", subprocess.Popen(["sleep", "3"]).pid)\n')
  const { shown } = await driveRun(here, ['leaves.py'])
  const pid = /left (\d+)/.exec(shown)?.[1]
  expect(shown).toContain(`A process that the program started still runs (PID ${pid})`)
  expect(existsSync(`/proc/${pid}`)).toBe(true)
})
