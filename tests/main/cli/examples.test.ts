import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { ComparisonReportJson } from '../../../profiler-core/contract/index.ts'
import { sandboxes } from './mebi.ts'

const sandbox = sandboxes()
const folder = fileURLToPath(new URL('../../../examples/', import.meta.url))

const MIB = 2 ** 20

/** What a fix of an example, an option of it, is good for. */
async function compareWithFix(script: string, fix: string): Promise<ComparisonReportJson> {
  const here = sandbox()
  for (const args of [[], [fix]]) {
    // Elsewhere in this repository there are functions that are decorated with @profile.
    const line = ['run', '-q', '-o', '/dev/null', '--project', folder, `${folder}${script}`, ...args]
    expect((await here.mebi(line)).code).toBe(0)
  }
  const { stdout } = await here.mebi(['compare', 'last~1', 'last', '--json'])
  return ComparisonReportJson.parse(JSON.parse(stdout))
}

/** How much the lines of a function grew by in MiB, before and now. */
function growthOf({ functions }: ComparisonReportJson, name: string): (number | null)[] {
  const found = functions.find(({ base, now }) => (base ?? now)?.name === name)
  return [found?.growth.base, found?.growth.now].map((spread) =>
    spread === undefined || spread === null ? null : spread.median / MIB,
  )
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
    const { verdict, differences } = await compareWithFix('sort_numbers.py', '--in-place')
    expect(verdict).toMatch(
      /^Peak fell from \d+(\.\d)? to \d+(\.\d)? MiB \(-\d+ %\); line 21 of sort_numbers\.py no longer keeps [789]\.\d MiB/,
    )
    expect(differences).toEqual([
      { kind: 'arguments', message: 'The arguments differ: none in the base, --in-place now.' },
    ])
  })

  test('show before and after: a file loaded whole', async () => {
    const comparison = await compareWithFix('load_csv.py', '--chunks')
    // 75 and 6 MiB with the csv module, 6 and 2 MiB with pandas.
    const [whole] = growthOf(comparison, 'load_whole')
    const [before, chunks] = growthOf(comparison, 'load_in_chunks')
    expect(whole).toBeGreaterThan(4)
    expect(before).toBeNull()
    expect(chunks).toBeLessThan((whole ?? 0) / 2)
    if ((whole ?? 0) > 50) {
      expect(comparison.verdict).toMatch(
        /^Peak fell from \d+\.\d to \d+\.\d MiB \(-\d\d %\); line 41 of load_csv\.py no longer keeps \d\d\.\d MiB/,
      )
    }
  })

  test('show before and after: a cache that leaks', async () => {
    const comparison = await compareWithFix('leaky_cache.py', '--bounded')
    expect(comparison.verdict).toMatch(
      /^Peak fell from \d+(\.\d)? to \d+(\.\d)? MiB \(-[78]\d %\); line 34 of leaky_cache\.py (no longer keeps|keeps) 7\d\.\d MiB/,
    )
    const [leaky, bounded] = growthOf(comparison, 'serve')
    expect(leaky).toBeGreaterThan(70)
    expect(bounded).toBeLessThan(10)
  })
})
