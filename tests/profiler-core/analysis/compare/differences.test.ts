import { describe, expect, test } from 'vitest'
import { compareRuns } from '../../../../profiler-core/analysis/compare/index.ts'
import type { Dataset, RunDetail, RunRequest } from '../../../../profiler-core/contract/index.ts'
import { sampleRun } from '../../report/sampleRun.ts'
import { side } from './sides.ts'

function differences(base: Partial<RunDetail>, now: Partial<RunDetail>): string[] {
  return compareRuns(side({ id: 1, run: base }), side({ id: 2, run: now })).differences.map(
    ({ kind, message }) => `${kind}: ${message}`,
  )
}

function asking(given: Partial<RunRequest>): Partial<RunDetail> {
  return { request: { ...sampleRun().request, ...given } }
}

function data(given: Partial<Dataset>): Partial<RunDetail> {
  return { dataset: { label: null, size: null, unit: null, file: null, sha256: null, ...given } }
}

const { host, interpreter } = sampleRun()

describe('what else differs between two runs', () => {
  test('nothing where only the code does', () => {
    expect(differences({}, { git: { commit: 'abc', branch: null, dirty: true }, label: 'x' })).toEqual([])
  })

  test.each<[Partial<RunDetail>, Partial<RunDetail>, string[]]>([
    [
      data({ label: 'orders', size: 200_000, unit: 'rows' }),
      data({ label: 'orders', size: 400_000, unit: 'rows' }),
      ['data: The data differ: orders (200,000 rows) in the base, orders (400,000 rows) now.'],
    ],
    [data({ label: 'orders' }), {}, ['data: The data differ: orders in the base, not said now.']],
    [data({ label: 'orders' }), data({ label: 'orders' }), []],
    [
      data({ file: '/data/a.csv', size: 5, unit: 'bytes', sha256: 'aa' }),
      data({ file: '/data/a.csv', size: 5, unit: 'bytes', sha256: 'bb' }),
      ['data: a.csv (5 bytes) has another content now than in the base.'],
    ],
    [
      {},
      { interpreter: { ...interpreter, version: '3.13.0' } },
      ['interpreter: The interpreters differ: CPython 3.12.1 in the base, CPython 3.13.0 now.'],
    ],
    [
      {},
      {
        interpreter: { path: 'unknown', version: 'unknown', implementation: 'unknown' },
        host: { name: 'unknown', platform: 'unknown', arch: 'unknown', cpus: 1, memoryBytes: 0 },
      },
      [
        'interpreter: The interpreters differ: CPython 3.12.1 in the base, not known now.',
        'machine: The machines differ: host (linux x64, 2 processors, 16.0 GiB) in the base, not known now.',
      ],
    ],
    [{}, { backend: 'heap' }, ['backend: What counts as memory differs: rss in the base, heap now.']],
    [
      {},
      asking({ includeChildren: true }),
      ['backend: What counts as memory differs: rss in the base, rss with child processes now.'],
    ],
    [
      {},
      { host: { ...host, name: 'ci', memoryBytes: 2 ** 30 } },
      [
        'machine: The machines differ: host (linux x64, 2 processors, 16.0 GiB) in the base, ci (linux x64, 2 processors, 1.0 GiB) now.',
      ],
    ],
    [
      {},
      asking({ target: { kind: 'module', name: 'app' } }),
      ['target: The programs differ: example.py in the base, -m app now.'],
    ],
    [
      asking({ args: ['--rows', '1 000'] }),
      asking({ pythonFlags: ['-O'] }),
      [
        'arguments: The arguments differ: --rows "1 000" in the base, none now.',
        "arguments: The interpreter's options differ: none in the base, -O now.",
      ],
    ],
    // Values may be secrets.
    [
      asking({ env: { TOKEN: 'a', SAME: '1' } }),
      asking({ env: { TOKEN: 'b', SAME: '1' } }),
      ['arguments: The environment differs in TOKEN.'],
    ],
    [
      {},
      asking({ watch: { kind: 'functions', names: ['load'] } }),
      ['watched: The watched functions differ: the script in the base, load now.'],
    ],
    [
      {},
      asking({ watchChildren: false }),
      ['watched: Child processes: watched in the base, not watched now.'],
    ],
    [
      asking({ exact: true }),
      asking({ detail: 'functions' }),
      ['detail: What is measured differs: lines, at every line in the base, whole functions now.'],
    ],
    [
      { status: 'killed', signal: 'SIGKILL', exitCode: null },
      { status: 'failed', exitCode: 3 },
      ['ending: The runs ended differently: killed by SIGKILL in the base, failed with exit code 3 now.'],
    ],
  ])('says so in a sentence each: %#', (base, now, sentences) => {
    expect(differences(base, now)).toEqual(sentences)
  })
})
