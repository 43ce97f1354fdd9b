import { describe, expect, test } from 'vitest'
import { runPeakPlace } from '../../../profiler-core/analysis/peak.ts'
import { guardMessage } from '../../../profiler-core/report/guardWords.ts'
import { peakPlaceWords, peakSize } from '../../../profiler-core/report/peakSize.ts'
import { processWords } from '../../../profiler-core/report/processName.ts'
import { lines, MIB, sampleRun, watched } from './sampleRun.ts'

const size = (bytes: number) => `${(bytes / MIB).toFixed(1)} MiB`
const run = (peak: number, first: number | null) => ({
  peakBytes: peak * MIB,
  firstProcessPeakBytes: first === null ? null : first * MIB,
})

test.each([
  [136, 16.5, '136.0 MiB (first process 16.5 MiB)'],
  [60, 60, '60.0 MiB'],
  // What rounds to the same is no other number.
  [60.04, 60, '60.0 MiB'],
  [60, null, '60.0 MiB'],
])('a peak of %d MiB, first process %d: %s', (peak, first, words) => {
  expect(peakSize(run(peak, first), size)).toBe(words)
})

describe('where a peak was', () => {
  const place = { file: '/p/worker.py', name: 'work', line: 5 }
  const functions = [watched({ name: 'load', lines: lines({ 12: [812, 400, 1] }) })]
  const words = (peakProcess: ReturnType<typeof sampleRun>['peakProcess']) => {
    const { line, process } = runPeakPlace(sampleRun({ functions, peakProcess }))
    return peakPlaceWords(line, process)
  }

  test('the line of a program that was alone', () => {
    expect(words(null)).toBe(' at line 12 of load')
  })

  test('the line and the process where another one had most', () => {
    const process = { pid: 1234, isFirst: false, command: 'python worker.py 3', place }
    expect(words(process)).toBe(' at line 5 of work in process 1234 (worker.py)')
    expect(words({ ...process, place: null, command: '/usr/bin/sort -r' })).toBe(' in process 1234 (sort)')
  })

  test('what the first process executed then, where it had most beside others', () => {
    const process = { pid: 1, isFirst: true, command: 'main.py', place }
    expect(words(process)).toBe(' at line 5 of work')
    expect(words({ ...process, place: { ...place, name: '<module>' } })).toBe(' at line 5 of worker.py')
    expect(words({ ...process, place: null })).toBe('')
  })
})

test.each([
  ['worker.py --fast', 'worker.py'],
  ['/usr/bin/python3 -u /srv/a b/worker.py', 'worker.py'],
  ['python -m http.server 80', 'http.server'],
  ['/usr/bin/sort -r', 'sort'],
  ['-c --multiprocessing-fork', 'multiprocessing worker'],
  ['-c', 'python -c'],
  ['', ''],
])('the process of the command %j is called %j', (command, name) => {
  expect(processWords({ pid: 7, command })).toBe(name === '' ? 'process 7' : `process 7 (${name})`)
})

describe('what a check says of it', () => {
  const spread = (mib: number) => ({ low: mib * MIB, median: mib * MIB, high: mib * MIB })
  const held = { numbers: [], baseline: null, peak: spread(136) }

  test('the first process stands beside all', () => {
    expect(guardMessage({ ...held, firstProcessPeak: spread(16.5) })).toBe(
      'Holds: peak 136.0 MiB (first process 16.5 MiB).',
    )
    expect(guardMessage({ ...held, firstProcessPeak: spread(136) })).toBe('Holds: peak 136.0 MiB.')
  })

  test('where no other process could be looked at it says so', () => {
    expect(guardMessage({ ...held, firstProcessPeak: null })).toBe(
      'Holds: peak 136.0 MiB of the first process alone.',
    )
  })
})
