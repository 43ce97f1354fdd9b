import { describe, expect, test } from 'vitest'
import { startRun } from '../../../profiler-core/run/run.ts'
import { readSource } from '../../../profiler-core/targets/python/sourceText.ts'
import { temporaryFolder } from '../targets/python/support.ts'
import { planOf, textOf } from './support.ts'

const terminal = { fd: 0, streams: [true, true, true], when: 'now', onInterrupt: () => {} } as const

/** Runs a script as on a terminal, with another helper than ours. */
async function withHelper(code: string) {
  const plan = await planOf('import sys\nprint(sys.stdout.isatty(), sys.stdout.line_buffering)\n')
  const run = await startRun(
    { ...plan, onTerminal: () => [plan.interpreter.path, '-c', code] },
    { dataDir: await temporaryFolder(), stdin: 'inherit', terminal, readSource, onEvent: () => {} },
  )
  return run.ended
}

describe('where no terminal can be had, the program runs on pipes, with a sentence:', () => {
  test.each([
    ['there are no more', 'import os; os.write(3, b"refused out of pty devices\\n")', 'out of pty devices'],
    ['Python lacks what it takes', 'raise ImportError', 'the helper ended with code 1'],
  ])('%s', async (_, helper, reason) => {
    const record = await withHelper(helper)
    expect(textOf(record)).toBe('False True\n')
    expect(record.detail.status).toBe('finished')
    expect(record.detail.warnings).toEqual([
      {
        code: 'no-terminal',
        message: `The program ran without a terminal, on pipes: ${reason}.`,
        atNs: null,
      },
    ])
  })
})
