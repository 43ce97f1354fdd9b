import { describe, expect, test } from 'vitest'
import { RepeatedRuns } from '../../../profiler-core/contract/index.ts'
import { sandboxes } from './mebi.ts'

const sandbox = sandboxes()

const KEEPS = 'def keep():\n    return b"x" * 5_000_000\n\nprint("working")\nkept = keep()\n'

describe('mebi run --repeat', () => {
  test('prints the medians of runs that are one group', async () => {
    const here = sandbox()
    here.write('keeps.py', KEEPS)
    const { code, stdout, stderr } = await here.mebi(['run', '--repeat', '2', '-f', 'keep', 'keeps.py'])
    expect(stdout).toMatch(
      /^working\nworking\nFilename: keeps\.py\nMedians of 2 runs\n\nLine # .* Increment +Lowest +Highest /,
    )
    expect(stderr.split('\n')).toEqual([
      expect.stringMatching(/^mebi: run 1 finished in .*, peak .* MiB at line .* \(1 of 2\)$/),
      expect.stringMatching(/^mebi: run 2 finished in .*, peak .* MiB at line .* \(2 of 2\)$/),
      expect.stringMatching(/^mebi: 2 runs as one group: peak \d+\.\d MiB \(\d+\.\d to \d+\.\d\)$/),
      '',
    ])
    expect(code).toBe(0)
  })

  test('--format json prints every number as a spread; nothing need be saved', async () => {
    const here = sandbox()
    here.write('keeps.py', KEEPS)
    const args = ['run', '-q', '--no-save', '--repeat', '2', '--format', 'json', '-f', 'keep', 'keeps.py']
    const repeated = RepeatedRuns.parse(JSON.parse((await here.mebi(args)).stdout))
    expect(repeated.runs.map(({ id }) => id)).toEqual([null, null])
    expect(repeated.functions).toMatchObject([{ name: 'keep', calls: { low: 1, median: 1, high: 1 } }])
    const { low, high } = repeated.functions[0]!.growthBytes
    expect(low).toBeGreaterThan(4_900_000)
    expect(high).toBeLessThan(5_200_000)
  })

  test('ends with the run that fails, and with its exit code', async () => {
    const here = sandbox()
    here.write('once.py', 'import os, sys\nif os.path.exists("ran"): sys.exit(7)\nopen("ran", "w").close()\n')
    const { code, stderr } = await here.mebi(['run', '--repeat', '3', 'once.py'])
    expect(stderr).toMatch(/\nmebi: run 2 failed after .*\nmebi: the repetition ends with run 2 of 3\n$/)
    expect(code).toBe(7)
  })

  test('ends with Ctrl-C, whatever the program makes of it', async () => {
    const here = sandbox()
    here.write(
      'patient.py',
      'import time\ntry:\n    print("up", flush=True)\n    time.sleep(30)\nexcept KeyboardInterrupt:\n    pass\n',
    )
    const { code, stderr } = await here.mebi(['run', '--repeat', '3', 'patient.py'], {
      onOutput: (text, kill) => text.startsWith('up') && kill('SIGINT'),
    })
    expect(stderr).toMatch(/^mebi: run 1 finished .*\nmebi: the repetition ends with run 1 of 3\n$/)
    expect(code).toBe(130)
  })
})

test('mebi run --data: a file that is not there is a wrong command line', async () => {
  const here = sandbox()
  here.write('keeps.py', KEEPS)
  const { code, stderr } = await here.mebi(['run', '--data', 'other.csv', 'keeps.py'])
  expect(stderr).toMatch(/^mebi: There is no data file .*other\.csv\.\n/)
  expect(code).toBe(2)
})
