import { describe, expect, it } from 'vitest'
import type { RunDetail, RunRequest } from '../../../../profiler-core/contract/index.ts'
import { commandWords, endingSentences } from '../../../../profiler-core/report/runWords.ts'
import { runPlan } from '../../../../renderer/features/shell/runPlan.ts'
import { endedWords, watchingWords } from '../../../../renderer/features/shell/statusWords.ts'
import { lines, MIB, sampleRun, watched } from '../../../profiler-core/report/sampleRun.ts'

const trusted = { trusted: true, problem: null }
const request = (watch: RunRequest['watch']): RunRequest => ({ ...sampleRun().request, watch })
const functions = (...names: string[]) => ({ kind: 'functions' as const, names })

describe('the run button', () => {
  it('says what it runs and watches', () => {
    const shown = request(functions('/project/example.py:load', '/project/example.py:fit'))
    expect(runPlan({ project: trusted, request: shown, file: null })).toEqual({
      text: 'Run example.py: load, fit',
      obstacle: null,
    })
    expect(runPlan({ project: trusted, request: request({ kind: 'auto' }), file: null }).text).toBe(
      'Run example.py',
    )
    expect(runPlan({ project: trusted, request: null, file: '/project/src/train.py' }).text).toBe(
      'Run train.py',
    )
  })

  it('says why it cannot', () => {
    const nothing = { request: null, file: null }
    expect(runPlan({ project: trusted, ...nothing }).obstacle).toMatch(/^Open a file/)
    expect(runPlan({ project: { ...trusted, trusted: false }, ...nothing, file: '/a.py' }).obstacle).toMatch(
      /trust/,
    )
    expect(runPlan({ project: { ...trusted, problem: 'It is gone.' }, ...nothing }).obstacle).toBe(
      'It is gone.',
    )
  })
})

describe('the status bar', () => {
  it('says what is watched', () => {
    expect(watchingWords(request(functions('/p/a.py:load')))).toBe('Watching load')
    expect(watchingWords(request(functions('/p/a.py:load', 'fit')))).toBe('Watching 2 functions')
    expect(watchingWords(request(functions('/p/a.py:*')))).toBe('Watching all of a.py')
  })

  const run = (given: Partial<RunDetail>) =>
    endedWords(sampleRun({ id: 41, durationNs: 3.2e9, peakBytes: 812 * MIB, ...given }))

  it('says what a run has come to', () => {
    const load = watched({ name: 'load', lines: lines({ 12: [812, 400, 1], 13: [412, -400, 1] }) })
    expect(run({ functions: [load] })).toBe('Run 41 finished in 3.2 s – peak 812 MiB at line 12 of load')
    expect(run({ id: null })).toBe('This run finished in 3.2 s – peak 812 MiB')
  })

  it.each<[Partial<RunDetail>, string]>([
    [
      { status: 'killed', signal: 'SIGKILL', lastLine: { file: '/p/train.py', line: 9 } },
      'was killed by SIGKILL after 3.2 s at line 9 of train.py',
    ],
    [{ status: 'failed', exitCode: 3 }, 'failed after 3.2 s with exit code 3'],
    [
      {
        status: 'failed',
        exitCode: 1,
        error: { type: 'ValueError', message: 'no', file: '/p/a.py', line: 2 },
      },
      'failed after 3.2 s with ValueError at line 2 of a.py',
    ],
    [{ status: 'stopped' }, 'was stopped after 3.2 s'],
    [{ status: 'limit' }, 'reached its time limit after 3.2 s'],
    [{ status: 'interrupted' }, 'was interrupted after 3.2 s, when Mebi itself ended'],
  ])('says how a run ended: %j', (given, words) => {
    expect(run(given)).toBe(`Run 41 ${words} – peak 812 MiB`)
  })
})

describe('a run that came to an unexpected end', () => {
  const cause = { kind: 'kernel-oom' as const, memoryBytes: 7.9 * 1024 * MIB, limitBytes: null }
  const killed = sampleRun({
    id: 41,
    status: 'killed',
    signal: 'SIGKILL',
    durationNs: 3.2e9,
    peakBytes: 812 * MIB,
    lastLine: { file: '/p/train.py', line: 9 },
    cause,
  })

  it('the status bar says why', () => {
    expect(endedWords(killed)).toBe(
      'Run 41: The kernel killed the program at 7.9 GiB while line 9 of train.py was executing, because the machine had no memory left – peak 812 MiB',
    )
    expect(endedWords({ ...killed, cause: { ...cause, kind: 'signal' } })).toBe(
      'Run 41 was killed by SIGKILL after 3.2 s at line 9 of train.py – peak 812 MiB',
    )
  })

  it('the details say both', () => {
    expect(endingSentences(killed)).toMatch(
      /^Run 41 was killed by SIGKILL after 3\.2 s at line 9 of train\.py\. The kernel killed .*left\.$/,
    )
    expect(endingSentences(sampleRun({ id: 41 }))).toBe('Run 41 finished in 1.2 s.')
    expect(endingSentences(sampleRun({ id: 41, durationNs: 0 }))).toBe('Run 41 finished.')
    expect(
      endingSentences({
        ...killed,
        status: 'limit',
        cause: { ...cause, kind: 'memory-limit', limitBytes: 1 },
      }),
    ).toContain('reached its memory limit')
  })
})

describe('the command', () => {
  it('is quoted as a shell needs it', () => {
    const run = sampleRun()
    const given = { ...run.request, args: ['--name', "it's", 'a b'], pythonFlags: ['-O'] }
    expect(commandWords({ ...run, request: given })).toBe(
      "/usr/bin/python3 -O example.py --name 'it'\\''s' 'a b'",
    )
    const module = { ...run.request, target: { kind: 'module' as const, name: 'pkg.cli' } }
    expect(commandWords({ ...run, request: module })).toBe('/usr/bin/python3 -m pkg.cli')
  })
})
