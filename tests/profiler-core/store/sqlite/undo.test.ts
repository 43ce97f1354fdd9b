import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, expect, test, vi } from 'vitest'
import { openStore, UNDO_MS } from '../../../../profiler-core/store/index.ts'
import { sampleRun } from '../sample.ts'
import { scratchFolder } from '../scratch.ts'

afterEach(() => {
  vi.useRealTimers()
})

const rows = (folder: string, table: string) => {
  const db = new Database(join(folder, 'mebi.sqlite'), { readonly: true })
  const count = db.prepare<[], number>(`SELECT count(*) FROM ${table}`).pluck().get()
  db.close()
  return count
}

/** A history of two runs, the first of which was removed undoably; closed. */
function history() {
  vi.useFakeTimers({ toFake: ['Date'] })
  const folder = scratchFolder()
  const store = openStore(folder)
  const [removed, kept] = [store.add(sampleRun('a')), store.add(sampleRun('b'))]
  store.remove([removed], { undoable: true })
  store.close()
  return { folder, removed, kept }
}

test('what was removed undoably outlives the host for a while', () => {
  const { folder, removed } = history()
  vi.setSystemTime(Date.now() + UNDO_MS - 1000)
  openStore(folder).close()
  const store = openStore(folder)
  expect(store.list({ limit: 10 }).map(({ key }) => key)).toEqual(['b'])
  expect(store.restore([removed])).toBe(1)
  expect(store.list({ limit: 10 }).map(({ key }) => key)).toEqual(['b', 'a'])
  store.close()
})

test('an hour later the next opening removes it for good, and all that belongs to it', () => {
  const { folder, removed, kept } = history()
  vi.setSystemTime(Date.now() + UNDO_MS + 1000)
  const store = openStore(folder)
  expect(store.restore([removed])).toBe(0)
  store.remove([kept])
  for (const table of ['runs', 'functions', 'run_functions', 'sources', 'run_sources', 'timelines']) {
    expect([table, rows(folder, table)]).toEqual([table, 0])
  }
  store.close()
})

test('a host that runs for long removes it when it closes', () => {
  const { folder } = history()
  const store = openStore(folder)
  vi.setSystemTime(Date.now() + UNDO_MS + 1000)
  expect(rows(folder, 'runs')).toBe(2)
  store.close()
  expect(rows(folder, 'runs')).toBe(1)
})

test('a history that is locked can be opened and closed all the same; the removal waits', () => {
  const { folder, removed } = history()
  vi.setSystemTime(Date.now() + UNDO_MS + 1000)
  const other = new Database(join(folder, 'mebi.sqlite'))
  other.exec('BEGIN IMMEDIATE')
  const store = openStore(folder, { busyTimeoutMs: 20 })
  expect(store.list({ limit: 10 }).map(({ key }) => key)).toEqual(['b'])
  store.close()
  other.exec('ROLLBACK')
  other.close()
  expect(rows(folder, 'runs')).toBe(2)
  expect(openStore(folder).restore([removed])).toBe(0)
})
