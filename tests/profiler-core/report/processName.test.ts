import { expect, test } from 'vitest'
import { processName } from '../../../profiler-core/report/processName.ts'

test.each([
  [null, '/home/me/train.py 8000', 'The program'],
  [7, 'child.py --fast', 'child.py --fast'],
  [7, '-c --multiprocessing-fork', 'multiprocessing worker'],
  [7, 'python -c from multiprocessing.forkserver import main; main(3)', 'multiprocessing worker'],
  [7, '', 'Child process'],
])('a process with the parent %s and the command %j is called %j', (parentPid, command, name) => {
  expect(processName({ parentPid, command })).toBe(name)
})
