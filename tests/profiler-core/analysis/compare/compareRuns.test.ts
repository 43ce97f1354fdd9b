import { describe, expect, test } from 'vitest'
import { type Comparison, compareRuns } from '../../../../profiler-core/analysis/compare/index.ts'
import type { Change } from '../../../../profiler-core/contract/index.ts'
import { type Kept, type SideGiven, side, type Watched } from './sides.ts'

const LOAD = [
  'def load(path):',
  '    with open(path) as file:',
  '        rows = list(csv.reader(file))',
  '    log("loaded", path)',
  '    return rows',
]

const SAVE = [
  'def save(path, rows):',
  '    text = render(rows)',
  '    path.write_text(text)',
  '    return len(text)',
]

function watched(name: string, text: readonly string[], kept: Kept = { 1: 100 }, file?: string): Watched {
  return { name, text, kept: [kept], ...(file !== undefined && { file }) }
}

function compare(base: SideGiven, now: SideGiven): Comparison {
  return compareRuns(side({ id: 1, ...base }), side({ id: 9, ...now }))
}

/** `load>load same`, in no order. */
function matches({ functions }: Pick<Comparison, 'functions'>): string[] {
  return functions.map(({ base, now, match }) => `${base?.name ?? ''}>${now?.name ?? ''} ${match}`).sort()
}

describe('which function is which', () => {
  test('same name and file, wherever the project lies', () => {
    const functions = [watched('load', LOAD), watched('save', SAVE)]
    expect(matches(compare({ functions }, { functions, projectDir: '/copy/of/it' }))).toEqual([
      'load>load same',
      'save>save same',
    ])
  })

  test('same file, where another folder is the project', () => {
    const inFolder = watched('load', LOAD, { 1: 1 }, 'src/program.py')
    const alone = watched('load', LOAD, { 1: 1 })
    expect(
      matches(compare({ functions: [inFolder] }, { functions: [alone], projectDir: '/project/src' })),
    ).toEqual(['load>load same'])
  })

  test('the only one of its name in another file was moved', () => {
    const base = { functions: [watched('load', LOAD, { 1: 1 }, 'old.py')] }
    const now = { functions: [watched('load', ['def load(path):', '    pass'], { 1: 1 }, 'new.py')] }
    expect(matches(compare(base, now))).toEqual(['load>load moved'])
  })

  test('of several of its name in other files, the one with its text', () => {
    const base = { functions: [watched('load', LOAD, { 1: 1 }, 'old.py')] }
    const now = {
      functions: [watched('load', SAVE, { 1: 1 }, 'a.py'), watched('load', LOAD, { 1: 1 }, 'b.py')],
    }
    const { functions } = compare(base, now)
    expect(functions.find(({ match }) => match === 'moved')?.now?.file).toBe('/project/b.py')
    expect(matches({ functions })).toEqual(['>load added', 'load>load moved'])
  })

  test('a module level of another file counts as moved only if it reads alike', () => {
    const text = ['import csv', 'import sys', 'rows = load(sys.argv[1])', 'print(len(rows))']
    const module = (lines: readonly string[], file: string) => watched('<module>', lines, { 0: 1 }, file)
    const alike = compare(
      { functions: [module(text, 'a.py')] },
      { functions: [module([...text.slice(1), 'exit()'], 'b.py')] },
    )
    expect(matches(alike)).toEqual(['<module>><module> moved'])
    const other = compare({ functions: [module(text, 'a.py')] }, { functions: [module(SAVE, 'b.py')] })
    expect(matches(other)).toEqual(['<module>> removed', '><module> added'])
    expect(other.notes).toEqual(['The runs have no function in common.'])
  })

  test('one with nearly the same text was renamed, its own name left out', () => {
    const renamed = LOAD.map((text) => text.replace('load(', 'read_table(').replace('list(', 'tuple('))
    expect(
      matches(
        compare({ functions: [watched('load', LOAD)] }, { functions: [watched('read_table', renamed)] }),
      ),
    ).toEqual(['load>read_table renamed'])
  })

  test('of one line was renamed within its file and class, where its words are much the same', () => {
    const parse = (name: string, by: number) =>
      watched(name, [`def ${name}(row): return [row] * ${by}`], { 0: 1 })
    const method = (name: string) => watched(name, ['def close(self):', '    self.rows = None'])
    const other = watched('other', ['def other(): return 1'], { 0: 1 })
    expect(
      matches(compare({ functions: [parse('parse', 10), other] }, { functions: [parse('parse_line', 20)] })),
    ).toEqual(['other> removed', 'parse>parse_line renamed'])
    expect(
      matches(compare({ functions: [method('Table.close')] }, { functions: [method('Frame.close')] })),
    ).toEqual(['Table.close>Frame.close renamed'])
  })

  test('equally good ones are left alone, and so are short ones that stand elsewhere', () => {
    const twin = (name: string) => watched(name, [`def ${name}(path):`, ...LOAD.slice(1)])
    expect(
      matches(compare({ functions: [watched('load', LOAD)] }, { functions: [twin('a'), twin('b')] })),
    ).toEqual(['>a added', '>b added', 'load> removed'])
    const short = (name: string, file: string) => ({
      ...watched(name, [`def ${name}():`, '    return 1']),
      file,
    })
    expect(
      matches(compare({ functions: [short('a', 'one.py')] }, { functions: [short('b', 'other.py')] })),
    ).toEqual(['>b added', 'a> removed'])
    expect(
      matches(
        compare(
          { functions: [short('a', 'one.py')] },
          { functions: [short('b', 'one.py'), short('c', 'one.py')] },
        ),
      ),
    ).toEqual(['>b added', '>c added', 'a> removed'])
  })

  test('two of one name in one file are told apart by their text', () => {
    const getter = ['@property', 'def size(self):', '    return self._size']
    const setter = ['@size.setter', 'def size(self, value):', '    self._size = value']
    const { functions } = compare(
      { functions: [watched('C.size', getter, { 2: 1 }), watched('C.size', setter, { 2: 2 })] },
      { functions: [watched('C.size', setter, { 2: 20 }), watched('C.size', getter, { 2: 10 })] },
    )
    expect(functions.map(({ growth }) => [growth.base?.median, growth.now?.median])).toEqual([
      [2, 20],
      [1, 10],
    ])
  })

  test('hundreds of functions that are all alike are not compared with each other', () => {
    const many = (prefix: string) =>
      Array.from({ length: 500 }, (_, at) =>
        watched(`${prefix}${at}`, [`def ${prefix}${at}(x):`, ...LOAD.slice(1)], { 1: 1 }),
      )
    const { functions } = compare({ functions: many('a') }, { functions: many('b') })
    expect(functions).toHaveLength(1000)
  })
})

describe('the lines of a function', () => {
  const moved = ['import csv', '', ...LOAD]

  test('line up where the text moved and was edited', () => {
    const edited = LOAD.map((text) => text.replace('list(', 'tuple(')).filter((text) => !text.includes('log'))
    const { functions } = compare(
      { functions: [watched('load', LOAD, { 1: 5, 2: 400, 3: 10, 4: 0 })] },
      {
        functions: [
          watched('other', ['def other():', '    pass'], {}),
          watched('load', edited, { 1: 5, 2: 100, 3: 0 }),
        ],
      },
    )
    const load = functions.find(({ now }) => now?.name === 'load')
    expect(
      load?.lines.map(({ match, baseLine, nowLine, increment }) => [
        match,
        baseLine,
        nowLine,
        increment.delta,
      ]),
    ).toEqual([
      ['unchanged', 2, 5, 0],
      ['changed', 3, 6, -300],
      ['removed', 4, null, -10],
      ['unchanged', 5, 7, 0],
    ])
    expect(load?.growth).toEqual({
      base: { low: 415, median: 415, high: 415 },
      now: { low: 105, median: 105, high: 105 },
      delta: -310,
      pValue: null,
    })
  })

  test('that ran in one run only have 0 of everything in the other', () => {
    const { functions } = compare(
      { functions: [watched('load', LOAD, { 1: 5 })] },
      { functions: [watched('load', LOAD, { 2: 7 })] },
    )
    expect(
      functions[0]?.lines.map(({ match, increment }) => [
        match,
        increment.base?.median,
        increment.now?.median,
      ]),
    ).toEqual([
      ['unchanged', 5, 0],
      ['unchanged', 0, 7],
    ])
  })

  test('without a source are matched by their place, which is said', () => {
    const base = { functions: [watched('load', LOAD, { 1: 5 })], sources: false }
    const { functions, notes } = compare(base, { functions: [watched('load', moved, { 1: 7 })] })
    expect(functions[0]?.lines).toMatchObject([
      { match: 'unchanged', baseLine: 2, nowLine: 2, increment: { delta: 2 } },
    ])
    expect(notes).toEqual([
      'The source of load is not known in both runs: lines are matched by their place in the function, whatever they say.',
    ])
  })

  test('of a text that is too different are removed and added, which is said', () => {
    const generated = (word: string) => [
      'def table():',
      ...Array.from({ length: 50_000 }, (_, at) => `    ${word}(${at})`),
    ]
    const { functions, notes } = compare(
      { functions: [watched('table', generated('old_one'), { 0: 1, 7: 2 })] },
      { functions: [watched('table', generated('newer'), { 0: 1, 7: 3 })] },
    )
    expect(functions[0]?.lines.map(({ match }) => match)).toEqual(['unchanged', 'removed', 'added'])
    expect(notes).toEqual([
      'The texts of table differ too much to be lined up as a whole: lines without a known counterpart stand as removed and added.',
    ])
  })
})

test('what may be another thread\u2019s is told of each side, and of a function where it is of a line', () => {
  const marked = side({ id: 1, functions: [watched('load', LOAD, { 1: 5, 2: 7 })] })
  for (const run of marked.details)
    for (const { lines } of run.functions) for (const each of lines) each.overlapped = each.line === 3
  const now = side({ id: 9, functions: [watched('load', LOAD, { 1: 5, 2: 7 })] })
  const told = (comparison: Comparison) =>
    comparison.functions.map(({ overlapped, lines }) => [overlapped, ...lines.map((each) => each.overlapped)])
  const [no, base, other] = [
    { base: false, now: false },
    { base: true, now: false },
    { base: false, now: true },
  ]
  expect(told(compareRuns(marked, now))).toEqual([[base, no, base]])
  expect(told(compareRuns(now, marked))).toEqual([[other, no, other]])
})

describe('groups of runs', () => {
  const group = (id: number, kept: readonly (number | null)[], peaks: readonly number[]) => ({
    id,
    runs: kept.length,
    peaks,
    functions: [
      { name: 'load', text: LOAD, kept: kept.map((bytes) => (bytes === null ? null : { 2: bytes })) },
    ],
  })

  test('count by their medians, and tell what is beyond the noise', () => {
    const { functions, peak, base, notes } = compare(
      group(1, [100, 104, 102, 98, 101], [10, 11, 12, 13, 14]),
      group(9, [50, 55, 52, 51, 49], [11, 10, 14, 12, 13]),
    )
    expect(base.ids).toEqual([1, 2, 3, 4, 5])
    const growth: Change = {
      base: { low: 98, median: 101, high: 104 },
      now: { low: 49, median: 51, high: 55 },
      delta: -50,
      pValue: 2 / 252,
    }
    expect(functions[0]?.growth).toEqual(growth)
    expect(functions[0]?.lines[0]?.increment).toEqual(growth)
    expect(peak).toMatchObject({ delta: 0, pValue: 1 })
    expect(notes).toEqual([])
  })

  test('a run in which a function was not called has 0 of it', () => {
    const { functions } = compare(group(1, [6, null, 8], [1, 1, 1]), group(9, [1, 1, 1], [1, 1, 1]))
    expect(functions[0]?.calls.base).toEqual({ low: 0, median: 1, high: 1 })
    expect(functions[0]?.growth.base).toEqual({ low: 0, median: 6, high: 8 })
  })

  test('that are too small say so', () => {
    const { notes, peak } = compare(group(1, [1, 2, 3], [1, 2, 3]), group(9, [1], [1]))
    expect(peak.pValue).toBeNull()
    expect(notes).toEqual([
      '3 against 1 runs are too few to tell a difference from noise; 4 against 4 are enough.',
    ])
  })
})

test('a run with itself has no difference anywhere', () => {
  const same = side({ functions: [watched('load', LOAD, { 1: 5, 2: 400 })] })
  const { functions, notes, peak, differences } = compareRuns(same, same)
  expect(
    [
      peak,
      ...functions.flatMap(({ growth, lines }) => [growth, ...lines.map(({ increment }) => increment)]),
    ].every(({ delta }) => delta === 0),
  ).toBe(true)
  expect(differences).toEqual([])
  expect(notes).toEqual(['This is a run compared with itself: nothing can differ.'])
})

test('runs that watched nothing say so', () => {
  expect(compare({}, {}).notes).toEqual(['No watched function was called in either run.'])
  expect(compare({ functions: [watched('load', LOAD)] }, {}).notes).toEqual([
    'In one of the runs no watched function was called.',
  ])
})
