import { describe, expect, test } from 'vitest'
import type { RunDetail, RunRequest, ToWatch } from '../../../profiler-core/contract/index.ts'
import { nothingCalled, remedyCommand } from '../../../profiler-core/report/nothingCalled.ts'
import { sampleRun } from './sampleRun.ts'

function silent(
  request: Partial<RunRequest> = {},
  toWatch: ToWatch | null = null,
  changes: Partial<RunDetail> = {},
): RunDetail {
  const plain = sampleRun()
  return { ...plain, functions: [], request: { ...plain.request, ...request }, toWatch, ...changes }
}

const one = [{ file: '/project/io.py', name: 'load' }]
const many = ['a', 'b', 'c', 'd', 'e'].map((name) => ({ file: '/project/lib/io.py', name }))

function said(request: Partial<RunRequest>, toWatch: ToWatch | null): string {
  return nothingCalled(silent(request, toWatch))?.text ?? ''
}

describe('what was watched, and why', () => {
  test.each<[ToWatch, Partial<RunRequest>, string]>([
    [
      { why: 'names', count: 1, functions: one },
      {},
      'Watched was load (io.py), as asked for; the program never called it.',
    ],
    [
      { why: 'names', count: 2, functions: many.slice(0, 2) },
      {},
      'Watched were a (lib/io.py) and b (lib/io.py), as asked for; the program called none of them.',
    ],
    [
      { why: 'marks', count: 7, functions: many },
      {},
      'Watched were the 7 functions that @profile marks, a (lib/io.py), b (lib/io.py), c (lib/io.py), d (lib/io.py) and 3 more; the program called none of them.',
    ],
    [
      { why: 'program', count: 7, functions: many },
      { target: { kind: 'module', name: 'pytest' } },
      'Watched were all 7 functions of pytest, since @profile marks none; the program called none of them.',
    ],
    [{ why: 'project', count: 0, functions: [] }, {}, 'There are no functions in /project.'],
  ])('%o', (toWatch, request, sentence) => {
    expect(said(request, toWatch)).toBe(`No watched function was called. ${sentence}`)
  })

  test('of a run that is older, and of one whose children were left out', () => {
    expect(said({}, null)).toBe('No watched function was called.')
    expect(said({ watchChildren: false }, null)).toMatch(/ Processes that it started were not watched\.$/)
  })

  test('nothing is said of a run that has a table, never began, or came from elsewhere', () => {
    expect(nothingCalled(sampleRun({ functions: [] }))).not.toBeNull()
    const filled = { ...one[0], firstLine: 1, lastLine: 2, calls: 1, baselineBytes: 1, lines: [] }
    expect(nothingCalled(sampleRun({ functions: [filled as RunDetail['functions'][number]] }))).toBeNull()
    expect(nothingCalled(silent({}, null, { baselineBytes: 0 }))).toBeNull()
    expect(nothingCalled(silent({}, null, { origin: { kind: 'mprof', fileName: 'a.dat' } }))).toBeNull()
  })
})

describe('what to type instead', () => {
  function commands(request: Partial<RunRequest>): string[] {
    const run = silent(request)
    return (nothingCalled(run)?.remedies ?? []).map((remedy) => remedyCommand(run.request, remedy))
  }

  test.each<[Partial<RunRequest>, string[]]>([
    [{}, ["mebi run -f 'example.py:*' example.py", 'mebi run --all example.py']],
    [
      {
        target: { kind: 'script', path: 'my script.py', call: 'load("a b")' },
        args: ['--fast', "it's"],
        backend: 'heap',
        watchChildren: false,
        watch: { kind: 'project' },
      },
      [
        "mebi run -f 'my script.py:*' --backend heap --no-children -c 'load(\"a b\")' 'my script.py' --fast 'it'\\''s'",
      ],
    ],
    [
      { target: { kind: 'module', name: 'pytest' }, args: ['-q'], detail: 'functions' },
      ['mebi run --all --detail functions -m pytest -q'],
    ],
    [{ watch: { kind: 'functions', names: ['example.py:*'] } }, ['mebi run --all example.py']],
  ])('%o', (request, expected) => {
    expect(commands(request)).toEqual(expected)
  })
})
