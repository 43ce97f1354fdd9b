import { mkdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { openStore } from '../../../../profiler-core/store/index.ts'
import { migrate } from '../../../../profiler-core/store/sqlite/migrate.ts'
import { NO_RESERVE, sqliteStore } from '../../../../profiler-core/store/sqlite/store.ts'
import { project, sampleFunction, sampleRun } from '../sample.ts'
import { scratchFolder } from '../scratch.ts'
import { thrown } from '../thrown.ts'

function inMemory() {
  const db = new Database(':memory:')
  migrate(db, ':memory:')
  return {
    db,
    store: sqliteStore(db, { file: ':memory:', obstacle: null, reserve: NO_RESERVE, closed: () => {} }),
  }
}
const rows = (db: Database.Database, table: string) =>
  db.prepare<[], number>(`SELECT count(*) FROM ${table}`).pluck().get()

test('a history is there again when it is opened again', () => {
  const folder = join(scratchFolder(), " Ada's “data” 100% 🐍")
  const first = openStore(folder)
  const id = first.add(sampleRun('a'))
  first.close()
  const second = openStore(folder)
  expect(second.get(id)).toEqual({ ...sampleRun('a').detail, id })
  expect(second.check()).toMatchObject({
    file: join(folder, 'mebi.sqlite'),
    journalMode: 'wal',
    runs: 1,
    problems: [],
  })
  expect(second.check().sizeBytes).toBeGreaterThanOrEqual(statSync(join(folder, 'mebi.sqlite')).size)
  second.close()
})

test.skipIf(process.platform === 'win32')('the data folder is made for its owner alone', () => {
  const folder = join(scratchFolder(), 'new', 'data')
  openStore(folder).close()
  expect(statSync(folder).mode & 0o777).toBe(0o700)
})

test('two stores of one process share a history, whichever closes first', () => {
  const folder = scratchFolder()
  const [first, second] = [openStore(folder), openStore(folder)]
  const id = first.add(sampleRun('a'))
  expect(second.get(id).key).toBe('a')
  first.close()
  second.add(sampleRun('b'))
  const third = openStore(folder)
  second.close()
  expect(third.list({ limit: 10 }).map(({ key }) => key)).toEqual(['b', 'a'])
  third.close()
})

test('a source is kept once, and as long as a run has it', () => {
  const { db, store } = inMemory()
  const other = {
    ...sampleRun('b'),
    sources: [{ file: '/elsewhere.py', text: 'pass\n' }, ...sampleRun('b').sources],
  }
  const [a, b, c] = [store.add(sampleRun('a')), store.add(other), store.add(sampleRun('c'))]
  expect(rows(db, 'sources')).toBe(2)
  store.remove([a, c])
  expect(store.sources(b)).toEqual(other.sources)
  expect(rows(db, 'sources')).toBe(2)
  store.remove([b])
  expect(rows(db, 'sources')).toBe(0)
})

test('nothing of a removed run stays', () => {
  const { db, store } = inMemory()
  store.remove([store.add(sampleRun('a'))])
  for (const table of [
    'runs',
    'functions',
    'run_functions',
    'sources',
    'run_sources',
    'timelines',
    'outputs',
  ]) {
    expect([table, rows(db, table)]).toEqual([table, 0])
  }
})

test('a function is the same across runs, with totals to follow it by', () => {
  const { db, store } = inMemory()
  const load = sampleFunction('load', 3)
  store.add(sampleRun('a', { functions: [load, sampleFunction('save', 20)] }))
  store.add(sampleRun('b', { functions: [{ ...load, calls: 9, lines: [] }] }))
  const trend = db.prepare(
    `SELECT calls, net_growth_bytes AS growth, peak_bytes AS peak, time_ns AS time
     FROM run_functions JOIN functions ON functions.id = function_id WHERE name = 'load' ORDER BY run_id`,
  )
  expect(trend.all()).toEqual([
    {
      calls: 2,
      growth: -4096 * 4 + 1_048_576 * 5 - 4096 * 8,
      peak: 98_566_144 + 8,
      time: 1_000_003 * (4 + 5 + 8),
    },
    { calls: 9, growth: 0, peak: 0, time: 0 },
  ])
})

test('a line takes about 15 bytes', () => {
  const { db, store } = inMemory()
  const line = {
    occurrences: 1234,
    incrementBytes: 8_192_000,
    memoryBytes: 123_456_789,
    peakBytes: 223_456_789,
  }
  const lines = Array.from({ length: 100 }, (_, index) => ({
    ...line,
    line: index + 1,
    memoryBytes: line.memoryBytes + 4096 * ((index * 7919) % 1000),
    timeNs: 1_000_000 + ((index * 104_729) % 1000) * 1000,
    overlapped: false,
  }))
  store.add(sampleRun('a', { functions: [{ ...sampleFunction('f', 1), lines }] }))
  expect(db.prepare('SELECT length(lines) / 100.0 FROM run_functions').pluck().get()).toBeLessThan(15)
})

test.each([
  ["UPDATE runs SET request = '{'", 'get'],
  ["UPDATE runs SET status = 'gone'", 'get'],
  ["UPDATE runs SET key = '\"'", 'get'],
  ["UPDATE run_functions SET lines = x'05'", 'get'],
  ['UPDATE run_functions SET calls = -1', 'get'],
  ["UPDATE sources SET text = x'01ffff'", 'sources'],
  ["UPDATE timelines SET points = x''", 'timeline'],
  ['DELETE FROM timelines', 'timeline'],
  ["UPDATE outputs SET text = x'00'", 'output'],
] as const)('a damaged record says so, and can be removed: %s', (damage, call) => {
  const { db, store } = inMemory()
  const id = store.add(sampleRun('a'))
  const sound = store.add(sampleRun('b'))
  db.exec(damage.startsWith('UPDATE runs') ? `${damage} WHERE id = ${id}` : damage)
  expect(thrown(() => store[call](id)).toCallError()).toEqual({
    code: 'run-unreadable',
    message: `The record of run ${id} is damaged.`,
    hint: `mebi rm ${id} removes it.`,
  })
  if (damage.startsWith('UPDATE runs')) {
    expect(thrown(() => store.list({ limit: 10 })).message).toBe(`The record of run ${id} is damaged.`)
    expect(thrown(() => store.describe(id, { note: 'x' })).code).toBe('run-unreadable')
  }
  expect(store.remove([id])).toBe(1)
  expect(store.list({ limit: 10 }).map((run) => run.id)).toEqual([sound])
})

test('a damaged choice of an interpreter counts as none', () => {
  const { db, store } = inMemory()
  store.chooseInterpreter('/p', '/python')
  db.exec("UPDATE projects SET interpreter_path = '\"broken'")
  expect(store.interpreterChoice('/p')).toBeNull()
})

test('a damaged project is left out, a damaged request counts as none', () => {
  const { db, store } = inMemory()
  store.keepProject({ dir: '/p', openedAt: '2026-03-01T10:00:00.000Z', trusted: true })
  store.keepProject({ dir: '/q', openedAt: '2026-03-01T11:00:00.000Z', trusted: true })
  db.exec("UPDATE projects SET opened_at = '\"broken' WHERE dir = '/q'")
  expect(store.projects().map(({ dir }) => dir)).toEqual(['/p'])
  for (const damage of ['{', '{}', '']) {
    store.rememberRequest('/p', 'f', sampleRun('a').detail.request)
    db.prepare('UPDATE requests SET request = ?').run(damage)
    expect(store.rememberedRequest('/p', 'f')).toBeNull()
  }
})

test.each([["status = 'gone'"], ["key = '\"'"], ["backend = ''"], ["sparkline = '['"]])(
  'a line of the history that is damaged says which run it is: %s',
  (damage) => {
    const { db, store } = inMemory()
    store.add(sampleRun('a'))
    const id = store.add(sampleRun('b'))
    db.exec(`UPDATE runs SET ${damage} WHERE id = ${id}`)
    expect(thrown(() => store.history(project)).message).toBe(`The record of run ${id} is damaged.`)
  },
)

test('a file that cannot grow says so, and keeps what it had', () => {
  const { db, store } = inMemory()
  const id = store.add(sampleRun('a'))
  db.pragma(`max_page_count = ${Number(db.pragma('page_count', { simple: true })) + 2}`)
  const large = sampleRun('b')
  large.output = [
    { stream: 'stdout', text: Array.from({ length: 50_000 }, (_, row) => `${row ** 2}`).join() },
  ]
  expect(thrown(() => store.add(large)).code).toBe('disk-full')
  expect(store.list({ limit: 10 }).map((run) => run.id)).toEqual([id])
  expect(store.check().problems).toEqual([])
})

test('a data folder that cannot be one says so', () => {
  const file = join(scratchFolder(), 'file')
  writeFileSync(file, '')
  const nowhere = process.platform === 'linux' ? ['/proc/mebi/below'] : []
  for (const folder of [file, join(file, 'below'), ...nowhere]) {
    const error = thrown(() => openStore(folder))
    expect(error.code).toBe('data-folder-unusable')
    expect(error.message).toContain(folder)
  }
})

test('a folder in place of the database says so', () => {
  const folder = scratchFolder()
  mkdirSync(join(folder, 'mebi.sqlite'))
  expect(thrown(() => openStore(folder)).code).toBe('database-failed')
})
