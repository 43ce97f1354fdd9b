import { PassThrough } from 'node:stream'
import { beforeEach, describe, expect, test } from 'vitest'
import { Output } from '../../../main/cli/output.ts'
import { ProgressLine } from '../../../main/cli/progress.ts'

/** A terminal: keeps what is written, and tells what would stand in its last line. */
class Terminal extends PassThrough {
  readonly isTTY = true
  readonly columns = 40
  text = ''

  constructor() {
    super()
    this.on('data', (chunk: Buffer) => {
      this.text += chunk.toString()
    })
  }

  /** What stands on the screen, an erased line being gone. */
  get screen(): string {
    return this.text
      .split('\n')
      .map((line) => line.split('\r\u001b[K').at(-1) ?? '')
      .join('\n')
  }
}

describe('the progress line', () => {
  let terminal: Terminal
  let err: Output
  let progress: ProgressLine

  beforeEach(() => {
    terminal = new Terminal()
    err = new Output(terminal as unknown as NodeJS.WriteStream, { NO_COLOR: '1' })
    progress = new ProgressLine(err)
  })

  const update = (seconds: number, line = 23) =>
    progress.update({
      key: 'k',
      elapsedNs: seconds * 1e9,
      bytes: 2 ** 20,
      firstProcessBytes: 2 ** 20,
      peakBytes: 2 ** 20,
      line: { file: '/project/train.py', line },
    })

  const programWrites = (text: string) => {
    progress.clear()
    err.write(text)
    progress.afterOutput(Buffer.from(text))
  }

  test('tells time, memory and place, in one line that replaces itself', () => {
    update(1)
    update(12.3, 4)
    expect(terminal.screen).toBe('mebi: 12.3 s  1.0 MiB  train.py:4')
  })

  test('is not shown for a program that ends at once', () => {
    update(0.1)
    expect(terminal.text).toBe('')
  })

  test('goes before the program writes, and comes back on a line of its own', () => {
    update(1)
    programWrites('epoch 1\n')
    expect(terminal.screen).toBe('epoch 1\n')
    update(2)
    expect(terminal.screen).toBe('epoch 1\nmebi: 2.00 s  1.0 MiB  train.py:23')
    progress.clear()
    expect(terminal.screen).toBe('epoch 1\n')
  })

  test('waits while the program has left a line open', () => {
    programWrites('Your name? ')
    update(1)
    expect(terminal.screen).toBe('Your name? ')
    programWrites('\n')
    update(2)
    expect(terminal.screen).toBe('Your name? \nmebi: 2.00 s  1.0 MiB  train.py:23')
  })

  test('colours, even in two pieces, do not end it; a program that moves the cursor does', () => {
    programWrites('\u001b[1;3')
    programWrites('1mred\u001b[0m\n')
    update(1)
    expect(terminal.screen).toContain('mebi: 1.00 s')
    programWrites('one\ntwo\n\u001b[')
    programWrites('2Aagain\n')
    update(2)
    expect(terminal.screen).not.toContain('mebi: 2.00 s')
  })

  test('fits the terminal', () => {
    progress.update({
      key: 'k',
      elapsedNs: 1e9,
      bytes: 2 ** 20,
      firstProcessBytes: 2 ** 20,
      peakBytes: 2 ** 20,
      line: { file: `/${'long'.repeat(20)}.py`, line: 1 },
    })
    expect(terminal.screen).toHaveLength(39)
  })

  test('is not drawn where there is no terminal', () => {
    const file = new PassThrough()
    new ProgressLine(new Output(file as unknown as NodeJS.WriteStream, {})).update({
      key: 'k',
      elapsedNs: 1e9,
      bytes: 1,
      firstProcessBytes: 1,
      peakBytes: 1,
      line: null,
    })
    expect(file.read()).toBeNull()
  })
})
