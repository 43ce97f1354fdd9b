import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { RunReportJson } from '../../../profiler-core/report/index.ts'
import { sandboxes } from './mebi.ts'

const sandbox = sandboxes()
const folder = fileURLToPath(new URL('../../../examples/', import.meta.url))

/** How much a function of an example grew by at most, and the highest level of its lines, in MiB. */
async function measure(words: readonly string[], name: string) {
  const [script = '', ...args] = words
  const line = ['run', '-q', '--format', 'json', '-f', name, `${folder}${script}`, ...args]
  const { stdout, stderr } = await sandbox().mebi(line)
  const { functions } = RunReportJson.parse(JSON.parse(stdout === '' ? stderr : stdout))
  const lines = functions.flatMap((watched) => watched.lines)
  const MIB = 2 ** 20
  return {
    largestIncrement: Math.max(...lines.map(({ incrementBytes }) => incrementBytes)) / MIB,
    highest: Math.max(...lines.map(({ memoryBytes }) => memoryBytes)) / MIB,
  }
}

describe('the examples', () => {
  test('are three', () => {
    expect(readdirSync(folder).sort()).toEqual(['leaky_cache.py', 'load_csv.py', 'sort_numbers.py'])
  })

  test.each([
    [['sort_numbers.py', '--count', '1000'], /^median \d+, mean square \d+\n$/],
    [['sort_numbers.py', '--count', '1000', '--in-place'], /^median \d+, mean square \d+\n$/],
    [['load_csv.py', '--rows', '1000'], /^Lisbon: \d+\nOsaka: \d+\nQuito: \d+\n$/],
    [['leaky_cache.py', '--requests', '100'], /^sent 1 MiB, 100 reports in the cache\n$/],
    [['leaky_cache.py', '--requests', '200', '--bounded'], /^sent 3 MiB, 100 reports in the cache\n$/],
  ])('run without Mebi too: %o', async ([script = '', ...args], output) => {
    const { code, stdout } = await sandbox().spawn(['python3', '-B', `${folder}${script}`, ...args])
    expect(stdout).toMatch(output)
    expect(code).toBe(0)
  })

  test('load a file in chunks with the same result', async () => {
    const run = (...args: string[]) =>
      sandbox().spawn(['python3', '-B', `${folder}load_csv.py`, '--rows', '30000', ...args])
    expect((await run('--chunks')).stdout).toBe((await run()).stdout)
  })

  test('show before and after: a sorted copy', async () => {
    const before = await measure(['sort_numbers.py'], 'median_of_random')
    const after = await measure(['sort_numbers.py', '--in-place'], 'median_of_random')
    expect(before.highest - after.highest).toBeGreaterThan(6)
  })

  test('show before and after: a file loaded whole', async () => {
    const before = await measure(['load_csv.py'], 'load_whole')
    const after = await measure(['load_csv.py', '--chunks'], 'load_in_chunks')
    // 75 and 6 MiB with the csv module, 6 and 2 MiB with pandas.
    expect(before.largestIncrement).toBeGreaterThan(4)
    expect(after.largestIncrement).toBeLessThan(before.largestIncrement / 2)
  })

  test('show before and after: a cache that leaks', async () => {
    const before = await measure(['leaky_cache.py'], 'serve')
    const after = await measure(['leaky_cache.py', '--bounded'], 'serve')
    expect(before.largestIncrement).toBeGreaterThan(70)
    expect(after.largestIncrement).toBeLessThan(10)
  })
})
