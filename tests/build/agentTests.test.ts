import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { parseCounts } from '../../build/agent-tests.mjs'

describe('the counts of the agent tests', () => {
  let folder: string

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'mebi-agent-tests-'))
  })

  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  it('tell apart what passed, failed and was skipped', () => {
    const source = `
import unittest
class Tests(unittest.TestCase):
    def test_passes(self): print('{"passed": 99')
    def test_fails(self): self.fail()
    def test_breaks(self): 1 / 0
    def test_skips_itself(self): self.skipTest('why')
    @unittest.skip('why')
    def test_is_skipped(self): pass
    @unittest.expectedFailure
    def test_fails_as_expected(self): self.fail()
    @unittest.expectedFailure
    def test_passes_unexpectedly(self): pass
`
    expect(countsOf(source)).toEqual({ passed: 2, failed: 3, skipped: 2 })
  })

  it('a file that cannot be imported is a failure', () => {
    expect(countsOf('import no_such_module')).toEqual({ passed: 0, failed: 1, skipped: 0 })
  })

  it('no tests at all are a failure', () => {
    expect(countsOf('')).toEqual({ passed: 0, failed: 1, skipped: 0 })
  })

  it('a crash is a failure', () => {
    expect(parseCounts('..Segmentation fault\n')).toEqual({ passed: 0, failed: 1, skipped: 0 })
  })

  function countsOf(source: string): ReturnType<typeof parseCounts> {
    writeFileSync(join(folder, 'test_it.py'), source)
    const script = join(import.meta.dirname, '..', '..', 'build', 'agent_tests.py')
    return parseCounts(
      execFileSync('python3', ['-B', script, 'test*.py', folder], { encoding: 'utf8', stdio: 'pipe' }),
    )
  }
})
