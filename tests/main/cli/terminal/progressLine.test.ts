import { describe, expect, test } from 'vitest'
import { MEBI, type Sandbox, sandboxes } from '../mebi.ts'

const sandbox = sandboxes()

/** Runs a command with all three streams on a terminal, and prints what the terminal got. */
const ON_TERMINAL = 'import os, pty, sys; sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))'

function onTerminal(here: Sandbox, args: readonly string[], env: Record<string, string> = {}) {
  return here.spawn(['python3', '-c', ON_TERMINAL, process.execPath, MEBI, ...args], {
    env: { TERM: 'xterm', ...env },
  })
}

/** What is left on a screen: an erased line is gone. */
function screen(text: string): string {
  return text
    .split('\r\n')
    .map((line) => line.split('\r\u001b[K').at(-1) ?? '')
    .join('\n')
}

describe('on a terminal', () => {
  test('a line tells how the run goes, and is gone when it is over', async () => {
    const here = sandbox()
    here.write('slow.py', 'import time\n\ndef slow():\n    time.sleep(1)\n\nslow()\nprint("done")\n')
    const { stdout, code } = await onTerminal(here, ['run', 'slow.py'])
    expect(stdout).toMatch(/mebi: 0\.\d\d s {2}\d+\.\d MiB {2}slow\.py:4/)
    expect(screen(stdout)).toMatch(/^done\nFilename: slow\.py\n/)
    expect(code).toBe(0)
  })

  test('it never stands within a line of the program', async () => {
    const here = sandbox()
    here.write(
      'dots.py',
      'import sys, time\nfor n in range(6):\n    print(n, end=" ", flush=True)\n    time.sleep(0.2)\nprint()\n',
    )
    const { stdout } = await onTerminal(here, ['run', 'dots.py'])
    expect(screen(stdout)).toMatch(/^0 1 2 3 4 5 \nFilename: dots\.py\n/)
  })

  test('the program may ask, and Ctrl-C is for the program', async () => {
    const here = sandbox()
    here.write(
      'asks.py',
      'name = input("name? ")\nprint("hello", name)\ntry:\n    input("more? ")\nexcept KeyboardInterrupt:\n    print("bye")\n',
    )
    const typing = String.raw`
import os, pty, sys, time
answers = [(b"name? ", b"bob\n"), (b"more? ", b"\x03")]
seen = b""
def read(fd):
    global seen
    data = os.read(fd, 1024)
    seen += data
    if answers and answers[0][0] in seen:
        time.sleep(0.3) # a signal between CPython's prompt and its wait for input is seen with the next key only
        os.write(fd, answers.pop(0)[1])
    return data
sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:], read)))
`
    const line = ['python3', '-c', typing, process.execPath, MEBI, 'run', 'asks.py']
    const { code, stdout } = await here.spawn(line, { env: { TERM: 'xterm' } })
    expect(screen(stdout)).toMatch(/^name\? bob\nhello bob\nmore\? \^Cbye\nFilename: asks\.py\n/)
    expect(code).toBe(0)
  })

  test('NO_COLOR is respected, and so is its absence', async () => {
    const here = sandbox()
    here.write('a.py', 'pass\n')
    await here.mebi(['run', 'a.py'])
    const bold = '\u001b[1m'
    expect((await onTerminal(here, ['list'])).stdout).toContain(bold)
    expect((await onTerminal(here, ['list'], { NO_COLOR: '1' })).stdout).not.toContain(bold)
    expect((await here.mebi(['list'])).stdout).not.toContain('\u001b')
  })
})

test('without a terminal there is no such line', async () => {
  const here = sandbox()
  here.write('slow.py', 'import time\ntime.sleep(1)\n')
  const { stderr } = await here.mebi(['run', 'slow.py'])
  expect(stderr).toMatch(/^mebi: run 1 finished in .*\n$/)
})
