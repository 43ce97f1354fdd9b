import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { CallTree, Hint, PeakReport, Timeline } from '../../../profiler-core/contract/index.ts'
import { type Sandbox, sandboxes } from './mebi.ts'

const sandbox = sandboxes()

const PROGRAM = `import time

class Store:
    def __init__(self):
        self.items = []

    def keep(self, size):
        self.items.append(b'x' * size)

def fill(store):
    for _ in range(400):
        store.keep(100_000)
        time.sleep(0.001)

def down(depth):
    return down(depth - 1) if depth else 0

def main():
    store = Store()
    fill(store)
    big = bytearray(30_000_000)
    time.sleep(0.05)
    down(9)
    del big

main()
`

async function profiled(here: Sandbox): Promise<(...args: string[]) => Promise<string>> {
  here.write('program.py', PROGRAM)
  await here.mebi(['run', '-q', '-o', '/dev/null', 'program.py'])
  return async (...args) => {
    const { stdout, stderr, code } = await here.mebi(['show', 'last', ...args])
    expect({ stderr, code }).toEqual({ stderr: '', code: 0 })
    return stdout
  }
}

describe('mebi show --view', () => {
  test('says the story of a run, to people and to scripts', async () => {
    const show = await profiled(sandbox())

    const timeline = await show('--view', 'timeline')
    expect(timeline).toMatch(/^[78]\d\.\d MiB .*\u2588/m)
    expect(timeline).toMatch(/^peak [78]\d\.\d MiB at \d\.\d\d s, main program\.py:2[12]$/m)

    const peak = await show('--view', 'peak')
    expect(peak).toMatch(
      /^Peak [78]\d\.\d MiB at \d\.\d\d s in main\(\) line 2[12], of which line 8 of Store\.keep\(\) holds 3[789]\.\d MiB\.$/m,
    )
    expect(peak).toMatch(/^ {2}main {2}program\.py:2[12]$/m)
    expect(peak).toMatch(/^ +\+3[789]\.\d {2}Store\.keep {2}program\.py:8$/m)
    expect(peak).toMatch(/^ +\+2[89]\.\d {2}main {2}program\.py:21$/m)

    const tree = await show('--view', 'tree')
    expect(tree).toMatch(/^ +\+3\d\.\d +\+3\d\.\d +\d+\.\d MiB +\S+ ms +400 {8}Store\.keep \(line 12\)$/m)
    // Ten calls, one within the other, are one line.
    expect(tree.match(/down/g)).toHaveLength(1)
    expect(tree).toMatch(/ 10 {6}down/)

    const hotspots = await show('--view', 'hotspots')
    expect(hotspots.split('\n')[1]).toMatch(/ 400 {2}Store\.keep {2}program\.py:7$/)

    const leaks = await show('--view', 'leaks')
    expect(leaks).toMatch(/^ *3[789]\.\d MiB +9\d\.\d KiB +400 +\d+ % {2}Store\.keep {2}program\.py:8$/m)

    // --format json has the same for scripts, whole.
    const json = async (view: string): Promise<unknown> =>
      JSON.parse(await show('--view', view, '--format', 'json'))
    const { stackAt, bytes } = Timeline.strict().parse(await json('timeline'))
    expect(stackAt).toHaveLength(bytes.length)
    expect(
      PeakReport.strict()
        .parse(await json('peak'))
        .threads[0]?.frames.at(-1)?.name,
    ).toBe('main')
    const { functions, functionOf } = CallTree.strict().parse(await json('tree'))
    const down = functions.findIndex(({ name }) => name === 'down')
    expect(functionOf.filter((each) => each === down)).toHaveLength(10)
    expect(z.array(z.object({ name: z.string() })).parse(await json('hotspots'))[0]?.name).toBe('Store.keep')
    expect(await json('leaks')).toMatchObject({ leaks: [{ name: 'Store.keep', times: 400 }], objects: null })
    expect(z.array(Hint.strict()).safeParse(await json('hints')).error).toBeUndefined()
  })

  test('of a program that did nothing is a sentence', async () => {
    const here = sandbox()
    here.write('nothing.py', 'pass\n')
    await here.mebi(['run', '-q', '-o', '/dev/null', '-f', 'nothing.py:<module>', 'nothing.py'])
    for (const view of ['timeline', 'peak', 'tree', 'hotspots', 'leaks', 'hints']) {
      const { stdout, stderr, code } = await here.mebi(['show', '1', '--view', view])
      expect({ view, code, isSaid: stdout + stderr !== '' }).toEqual({ view, code: 0, isSaid: true })
    }
  })

  test('says what it does not know', async () => {
    const here = sandbox()
    expect(await here.mebi(['show', '1', '--view', 'flames'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('Allowed choices are table, timeline, peak, tree'),
    })
    here.write('nothing.py', 'pass\n')
    await here.mebi(['run', '-q', '-o', '/dev/null', 'nothing.py'])
    expect(await here.mebi(['show', '1', '--view', 'tree', '--format', 'csv'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--format csv is for the table only.'),
    })
  })
})
