import { PassThrough } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { Output } from '../../../main/cli/output.ts'

class Stream extends PassThrough {
  readonly isTTY: boolean
  readonly pieces: Buffer[] = []

  constructor(isTTY: boolean) {
    super()
    this.isTTY = isTTY
    this.on('data', (piece: Buffer) => this.pieces.push(piece))
  }
}

function output(isTerminal: boolean, env: NodeJS.ProcessEnv = {}) {
  const stream = new Stream(isTerminal)
  const out = new Output(stream as unknown as NodeJS.WriteStream, env)
  return { out, text: () => Buffer.concat(stream.pieces).toString('latin1') }
}

const HOSTILE = 'a\u001b[31mb\u001b]52;c;AAAA\u0007\rc\u007f\bd\u001b[1m'

describe('a terminal', () => {
  test('is commanded by nothing that is written to it but our colours', () => {
    const { out, text } = output(true)
    out.write(`${out.colors.bold(`x${out.colors.red(HOSTILE)}`)}\ty\r\nz\n`)
    expect(text()).toBe(
      '\u001b[1mx\u001b[31ma\\x1b[31mb\\x1b]52;c;AAAA\\x07\\rc\\x7f\\x08d\\x1b[1m\u001b[39m\u001b[22m\ty\r\nz\n',
    )
  })

  test('nor by what is drawn to it', () => {
    const { out, text } = output(true)
    out.draw(out.colors.dim('a\u001b[2Jb'))
    out.erase()
    expect(text()).toBe('\r\u001b[K\u001b[2ma\\x1b[2Jb\u001b[22m\r\u001b[K')
  })

  test('nor by bytes of names that older ones take for commands', () => {
    const { out, text } = output(true)
    out.write('a\udc9b2Jb\udce9')
    expect(text()).toBe('a\\x9b2Jb\u00e9')
  })

  test('has no colours where none are wanted', () => {
    for (const env of [{ NO_COLOR: '1' }, { TERM: 'dumb' }]) {
      const { out, text } = output(true, env)
      out.write(out.colors.green('a'))
      expect(text()).toBe('a')
    }
  })

  test('gets the output of a program as it is', () => {
    const { out, text } = output(true)
    out.pass(Buffer.from(HOSTILE))
    expect(text()).toBe(HOSTILE)
  })
})

test('a file gets what is written, without colours', () => {
  const { out, text } = output(false)
  out.write(out.colors.bold(HOSTILE))
  expect(text()).toBe(HOSTILE)
})
