import { describe, expect, test, vi } from 'vitest'
import { type Sandbox, sandboxes } from './mebi.ts'

const sandbox = sandboxes()

/** Starts `mebi run` and sends signals, each after the program has printed one more line. */
async function interrupt(here: Sandbox, signals: readonly NodeJS.Signals[]) {
  let lines = 0
  return here.mebi(['run', 'waits.py'], {
    onOutput: (text, kill) => {
      for (const _ of text.match(/^ready$/gm) ?? []) {
        const signal = signals[lines]
        lines += 1
        // The line that waits comes after the one that prints.
        if (signal !== undefined) setTimeout(() => kill(signal), 200)
      }
    },
  })
}

const WAITS = `import time

def wait():
    print("ready", flush=True)
    time.sleep(60)

wait()
`

const STUBBORN = `import signal, time

signal.signal(signal.SIGTERM, signal.SIG_IGN)

def wait():
    while True:
        try:
            print("ready", flush=True)
            time.sleep(60)
        except KeyboardInterrupt:
            print("not yet", flush=True)

wait()
`

describe('signals', () => {
  test('the first SIGINT is a KeyboardInterrupt of the program', async () => {
    const here = sandbox()
    here.write('waits.py', WAITS)
    const { code, stdout, stderr } = await interrupt(here, ['SIGINT'])
    expect(stderr).toMatch(/KeyboardInterrupt\nmebi: run 1 /)
    expect(stdout).toMatch(/\n {5}5 .* time\.sleep\(60\) {2}<-- KeyboardInterrupt\n/)
    expect(code).toBe(130)
  })

  test('a program may answer it in its own way', async () => {
    const here = sandbox()
    here.write(
      'waits.py',
      'import time\ntry:\n    print("ready", flush=True)\n    time.sleep(60)\nexcept KeyboardInterrupt:\n    print("saved")\n',
    )
    const { code, stdout, stderr } = await interrupt(here, ['SIGINT'])
    expect(stdout).toMatch(/^ready\nsaved\nFilename: /)
    expect(stderr).toMatch(/mebi: run 1 finished/)
    expect(code).toBe(0)
  })

  test('a second SIGINT stops even a program that will not hear', async () => {
    const here = sandbox()
    here.write('waits.py', STUBBORN)
    const { code, stdout, stderr } = await interrupt(here, ['SIGINT', 'SIGINT'])
    expect(stdout).toMatch(/^ready\nnot yet\nready\n/)
    expect(stdout).toContain('time.sleep(60)  <-- stopped here\n')
    expect(stderr).toMatch(/mebi: run 1 was stopped after .* at waits\.py:9/)
    expect(code).toBe(130)
  })

  test.each([
    ['SIGTERM', 143],
    ['SIGHUP', 129],
    ['SIGQUIT', 131],
  ] as const)('%s stops the program and keeps the run', async (signal, expected) => {
    const here = sandbox()
    here.write('waits.py', WAITS)
    const { code, stdout, stderr } = await interrupt(here, [signal])
    expect(stdout).toContain('time.sleep(60)  <-- stopped here\n')
    expect(stderr).toMatch(/mebi: run 1 was stopped after .* at waits\.py:5, peak/)
    expect(code).toBe(expected)
    expect((await here.mebi(['show', '1'])).stdout).toContain('time.sleep(60)')
  })

  test('SIGKILL of mebi itself loses nothing: the next start finds the run', async () => {
    const here = sandbox()
    // Without its reader the program soon ends as well.
    here.write('waits.py', 'import time\nwhile True:\n    print("ready", flush=True)\n    time.sleep(0.1)\n')
    expect(await interrupt(here, ['SIGKILL'])).toMatchObject({ signal: 'SIGKILL' })
    await vi.waitUntil(async () => (await here.mebi(['list'])).stdout !== '', { timeout: 10_000 })
    expect((await here.mebi(['list'])).stdout).toMatch(/\n {2}1 {2}interrupted /)
    expect((await here.mebi(['show', '1'])).stdout).toMatch(/\n {5}4 .*time\.sleep\(0\.1\)/)
  })
})
