import { describe, expect, test } from 'vitest'
import { type OutlineItem, RunRequest } from '../../../../profiler-core/contract/index.ts'
import {
  type Draft,
  type DraftContext,
  draftOf,
  freshDraft,
} from '../../../../renderer/features/runForm/draft.ts'
import { requestOf } from '../../../../renderer/features/runForm/draftRequest.ts'

const context: DraftContext = {
  projectDir: '/p',
  file: '/p/train.py',
  functionName: 'fit',
  names: ['/p/train.py:fit'],
}

const request = RunRequest.parse({
  target: { kind: 'script', path: '/p/train.py' },
  cwd: '/p',
  projectDir: '/p',
  watch: { kind: 'functions', names: ['/p/train.py:fit'] },
})

const program: { text: string; outline: OutlineItem[] } = {
  text: 'if __name__ == "__main__":\n    main()\n',
  outline: [],
}
const fit: OutlineItem = {
  kind: 'function',
  name: 'fit',
  firstLine: 1,
  defLine: 1,
  lastLine: 1,
  parameters: [],
  isAsync: false,
}
const library = { text: 'def fit(): pass\n', outline: [fit] }

function draft(changes: Partial<Draft> = {}): Draft {
  return { ...draftOf(request, context), ...changes }
}

/** What a form comes to. */
function sent(changes: Partial<Draft>, of: DraftContext = context) {
  const result = requestOf(draft(changes), of)
  return 'request' in result ? result.request : result.problems
}

describe('a request becomes a form, and the form that request again', () => {
  test.each<[string, Partial<RunRequest>, Partial<DraftContext>]>([
    ['the file', {}, {}],
    ['a call', { target: { kind: 'script', path: '/p/train.py', call: 'fit([1])' } }, {}],
    ['another file', { target: { kind: 'script', path: '/p/tools/run.py' }, args: ['a b', '--x'] }, {}],
    ['a file elsewhere', { target: { kind: 'script', path: '/other/run.py' } }, {}],
    ['a module', { target: { kind: 'module', name: 'pytest' }, args: ['tests', '-k', 'fit and load'] }, {}],
    ['a name with a space', { target: { kind: 'script', path: '/p/my tools/run it.py' } }, {}],
    [
      'every setting',
      {
        cwd: '/p/data',
        python: '/p/.venv/bin/python',
        pythonFlags: ['-X', 'dev'],
        env: { A: '1', B: 'x=y' },
        backend: 'heap',
        watchChildren: false,
        exact: true,
        countObjects: true,
        maxMemoryBytes: 1.5 * 2 ** 30,
        timeoutNs: 1.5e9,
        label: 'before',
        dataset: { label: '2026 sales', size: 1e6, unit: 'rows', file: '/p/data/sales.csv' },
        repeat: 5,
      },
      {},
    ],
    [
      'the project',
      { watch: { kind: 'project' }, target: { kind: 'script', path: '/p/a.py' } },
      { file: null, functionName: null, names: null },
    ],
  ])('%s', (_, changes, of) => {
    const whole = { ...request, ...changes }
    const about = { ...context, ...of }
    expect(requestOf(draftOf(whole, about), about)).toEqual({ request: whole })
  })
})

describe('what is typed for another program', () => {
  test.each([
    ['tools/run.py', { kind: 'script', path: '/p/tools/run.py' }, []],
    ['./tools/../run.py --fast', { kind: 'script', path: '/p/run.py' }, ['--fast']],
    ['python3 run.py', { kind: 'script', path: '/p/run.py' }, []],
    ['-m pytest tests/test_x.py -q', { kind: 'module', name: 'pytest' }, ['tests/test_x.py', '-q']],
    ['python -m pkg.cli', { kind: 'module', name: 'pkg.cli' }, []],
  ])('%s', (other, target, args) => {
    expect(sent({ reach: 'other', other })).toMatchObject({ target, args })
  })

  test('its own arguments come before those of the field below', () => {
    expect(sent({ reach: 'other', other: '-m pytest tests', args: '-x' })).toMatchObject({
      args: ['tests', '-x'],
    })
  })

  test('names are those of the working folder', () => {
    expect(sent({ reach: 'other', other: 'run.py', cwd: 'sub' })).toMatchObject({
      cwd: '/p/sub',
      target: { path: '/p/sub/run.py' },
    })
  })
})

describe('what is wrong is said of its field', () => {
  test.each<[Partial<Draft>, (keyof Draft)[], RegExp]>([
    [{ reach: 'other', other: '' }, ['other'], /Name a Python file/],
    [{ reach: 'other', other: '-m' }, ['other'], /Name the module/],
    [{ reach: 'other', other: '"a' }, ['other'], /quote is open/],
    [{ reach: 'call', call: '  ' }, ['call'], /Write the statement/],
    [{ reach: 'call', call: 'fit(rows=...)' }, ['call'], /value for rows/],
    [{ args: "it's" }, ['args'], /quote is open/],
    [{ pythonFlags: '"' }, ['pythonFlags'], /quote is open/],
    [{ timeLimit: 'soon' }, ['timeLimit'], /number of seconds/],
    [{ timeLimit: '0' }, ['timeLimit'], /number of seconds/],
    [{ timeLimit: '-1' }, ['timeLimit'], /number of seconds/],
    [{ memoryLimit: 'lots' }, ['memoryLimit'], /512M, 4GiB/],
    [{ memoryLimit: '0' }, ['memoryLimit'], /above 0/],
    [{ python: ' ' }, ['python'], /path of the interpreter/],
    [{ env: [{ key: 0, name: '', value: 'x' }] }, ['env'], /needs the name/],
    [{ env: [{ key: 0, name: 'A=B', value: 'x' }] }, ['env'], /equals sign/],
    [
      {
        env: [
          { key: 0, name: 'A', value: '1' },
          { key: 1, name: 'A', value: '2' },
        ],
      },
      ['env'],
      /twice/,
    ],
    [{ dataSize: 'many' }, ['dataSize'], /number above 0/],
    [{ dataUnit: 'rows' }, ['dataSize'], /how many rows/],
    [{ repeat: '0' }, ['repeat'], /from 1 to 50/],
    [{ repeat: '51' }, ['repeat'], /from 1 to 50/],
    [{ repeat: '2.5' }, ['repeat'], /from 1 to 50/],
    [{ args: '"', timeLimit: 'x' }, ['args', 'timeLimit'], /quote.*seconds/],
  ])('%j', (changes, fields, sentence) => {
    const found = sent(changes)
    expect(Object.keys(found)).toEqual(fields)
    expect(JSON.stringify(found)).toMatch(sentence)
  })

  test('a folder has no file of its own that could be run', () => {
    const folder = { ...context, file: null, functionName: null }
    expect(requestOf(draft({ reach: 'file' }), folder)).toMatchObject({
      problems: { reach: expect.any(String) },
    })
  })
})

test('a variable whose value was not kept is named, and left out until it has one', () => {
  const env = [
    { key: 0, name: 'TOKEN_A', value: '', isWithheld: true },
    { key: 1, name: 'TOKEN_B', value: 'b', isWithheld: true },
  ]
  const request = sent({ env })
  expect(request).toMatchObject({ env: { TOKEN_B: 'b' }, withheld: ['TOKEN_A'] })
  expect(sent({ env, keepSecrets: true })).toMatchObject({ keepSecrets: true })
})

test('empty lines of the environment mean nothing, and a comma is a decimal point to many', () => {
  const env = [
    { key: 0, name: '', value: '' },
    { key: 1, name: ' A ', value: '' },
  ]
  expect(sent({ env, timeLimit: '1,5' })).toMatchObject({ env: { A: '' }, timeoutNs: 1.5e9 })
})

test('a limit of memory is a size as people write it', () => {
  expect(sent({ memoryLimit: ' 4 GiB ' })).toMatchObject({ maxMemoryBytes: 2 ** 32 })
  expect(sent({ memoryLimit: ' ' })).not.toHaveProperty('maxMemoryBytes')
})

test('the memory of children is never asked of the heap, which cannot tell it', () => {
  expect(sent({ includeChildren: true, backend: 'heap' })).toMatchObject({ includeChildren: false })
  expect(sent({ includeChildren: true, backend: 'rss' })).toMatchObject({ includeChildren: true })
})

describe('the first form proposes how a function is reached', () => {
  const reach = (
    source: typeof program | null,
    last: RunRequest | null = null,
    of: Partial<DraftContext> = {},
  ) => freshDraft({ ...context, ...of }, source, last)

  test('a program is run itself', () => {
    expect(reach(program)).toMatchObject({ reach: 'file', cwd: '/p', args: '' })
  })

  test('a library is called', () => {
    expect(reach(library)).toMatchObject({ reach: 'call', call: 'fit()' })
  })

  test('a library is reached by what ran the last time, with its settings', () => {
    const last = { ...request, target: { kind: 'script', path: '/p/main.py' } as const, args: ['--fast'] }
    const first = reach(library, { ...last, env: { A: '1' }, cwd: '/p/x' })
    expect(first).toMatchObject({ reach: 'other', other: '/p/main.py', args: '--fast', cwd: '/p/x' })
    expect(first.env).toMatchObject([{ name: 'A', value: '1' }])
  })

  test('a file that does not parse is run by itself, whatever ran the last time', () => {
    const last = { ...request, target: { kind: 'script', path: '/p/main.py' } as const }
    expect(reach({ text: 'def broken(:\n', outline: [] }, last)).toMatchObject({ reach: 'file', args: '' })
  })

  test('the last label does not come along', () => {
    expect(reach(program, { ...request, label: 'before' }).label).toBe('')
  })

  test('the arguments of another program are not given to this one', () => {
    const last = { ...request, target: { kind: 'script', path: '/p/main.py' } as const, args: ['--fast'] }
    expect(reach(program, last)).toMatchObject({ reach: 'file', args: '' })
  })

  test('its own arguments stay, when another function of the file is asked for', () => {
    expect(reach(program, { ...request, args: ['--fast'] })).toMatchObject({ reach: 'file', args: '--fast' })
  })

  test('what was called the last time says nothing about this function', () => {
    const last = { ...request, target: { kind: 'script', path: '/p/b.py', call: 'g()' } as const }
    expect(reach(library, last)).toMatchObject({ reach: 'call', other: '' })
  })

  test('tests are run by pytest', () => {
    const of = { file: '/p/tests/test_x.py', functionName: 'test_fit' }
    expect(reach(library, null, of)).toMatchObject({
      reach: 'other',
      other: '-m pytest tests/test_x.py',
    })
  })

  test('several functions of a library need a program', () => {
    expect(reach(library, null, { functionName: null })).toMatchObject({ reach: 'other', other: '' })
  })

  test('a folder needs a program', () => {
    expect(reach(null, null, { file: null, functionName: null })).toMatchObject({ reach: 'other' })
  })
})
