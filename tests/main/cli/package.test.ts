import { join } from 'node:path'
import { expect, test } from 'vitest'
import { oneOfEachVersion } from '../../profiler-core/targets/python/support.ts'
import { sandboxes } from './mebi.ts'

const sandbox = sandboxes()
const PACKAGE = join(import.meta.dirname, '../../../profiler-core/targets/python/package')

const PROGRAM = `import sys
sys.path.append(sys.argv[1])
from mebi import memory_usage, profile, watch

@profile
def load(size):
    kept = bytearray(b"x") * (size << 20)
    return kept

blocks = [load(1)]
with watch(load) as result:
    blocks.append(load(10))
blocks.append(load(4))
(function,) = result.functions
print(function.calls, round(function.growth / 2**20), [line.occurrences for line in function.lines])
print(round(memory_usage((load, (3,)), max_usage=True) - memory_usage()[0], 0) >= 0)
`

// Before 3.12 what watches is in the code of the function, from then on a tool of the interpreter's.
test('within a run the package reads the numbers of the run, which are whole', async () => {
  for (const { path } of await oneOfEachVersion()) {
    const here = sandbox()
    here.write('program.py', PROGRAM)
    // oxlint-disable-next-line no-await-in-loop
    const done = await here.mebi(['run', '--python', path, 'program.py', PACKAGE])
    expect(done.stderr).toContain('mebi: run 1 finished')
    expect(done.stdout).toContain('1 10 [0, 0, 1, 1]\nTrue\n')
    // Its own table of each call is not asked for: the run's is printed.
    expect(done.stdout.match(/Line #/g)).toHaveLength(1)
    expect(done.stdout).toMatch(/ 7 .* (?:17\.9|18\.0)\d\d MiB +4 +kept =/)
  }
})
