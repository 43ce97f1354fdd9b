import { describe, expect, test } from 'vitest'
import { VIEWS } from '../../../../main/cli/views/index.ts'
import { MEBI, type Sandbox, sandboxes } from '../mebi.ts'
import { drive } from './drive.ts'

const sandbox = sandboxes()

/** Everything that could be in a run of somebody else: in its lines, its names, its exception. */
const NASTY =
  '\u001b[2J\u001b]52;c;AAAA\u0007\u001b]8;;http://a\u0007\u009b1m\u007f\b\u202e\u2066\u200b\ufeff'
const PROGRAM = `import sys

class Kept:
    items = []

def work():
    # ${NASTY}
    text = "${NASTY}"
    for _ in range(3):
        Kept.items.append(bytearray(4_000_000)) # ${NASTY}
    table = ""
    for number in range(3000):
        table = table + "${NASTY}" * 100
    return [text, table]

kept = work()
raise ValueError("${NASTY}")
`
const FORBIDDEN = /[^\P{Cc}\n\t]|[\u200b\u202a-\u202e\u2066-\u2069\ufeff]/u
/** Colours of ours. */
const OURS = ['1', '2', '22', '31', '32', '33', '39'].map((code) => `\u001b[${code}m`)

async function runHostile(here: Sandbox): Promise<void> {
  here.write(`a\u001b[2Jb\u202e.py`, PROGRAM)
  const { stderr } = await here.mebi(['run', '--quiet', '-o', 'table.txt', 'a\u001b[2Jb\u202e.py'])
  expect(stderr).toContain('ValueError')
  expect(stderr).not.toMatch(FORBIDDEN)
}

describe.skipIf(process.platform === 'win32')('a run of somebody else commands nothing', () => {
  const commands = [
    ...VIEWS.map((view) => ['show', '1', '--view', view]),
    ['show', '1', '--peak'],
    ['show', '1', '--format', 'json'],
    ['show', '1', '--format', 'csv'],
    ['show', '1', '--format', 'html'],
    ['list'],
    ['list', '--json'],
    ['compare', '1', '2'],
    ['trend'],
    ['describe', '1', '--label', NASTY],
    ['show', NASTY],
    [NASTY],
  ]

  test('on a terminal, or through a pipe to one', { timeout: 120_000 }, async () => {
    const here = sandbox()
    await runHostile(here)
    await runHostile(here)
    for (const command of commands) {
      const { shown, code } = await drive(here, [process.execPath, MEBI, ...command], [])
      const uncoloured = OURS.reduce((text, colour) => text.replaceAll(colour, ''), shown)
      expect(uncoloured.replaceAll(/\r+\n/g, '\n'), command.join(' ')).not.toMatch(FORBIDDEN)
      const piped = await here.mebi(command)
      const said = piped.stdout.replaceAll('\r\n', '\n') + piped.stderr
      expect(said, command.join(' ')).not.toMatch(FORBIDDEN)
      expect(piped.code).toBe(code)
    }
  })

  test('and in a file', async () => {
    const here = sandbox()
    await runHostile(here)
    const { stdout } = await here.spawn(['cat', 'table.txt'])
    expect(stdout).toContain('\\x1b[2J\\x1b]52;c;AAAA')
    expect(stdout).not.toMatch(FORBIDDEN)
  })
})
