import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { openStore } from '../../../../profiler-core/store/index.ts'
import { packOutput, packTimeline } from '../../../../profiler-core/store/sqlite/blobs.ts'
import { migrate } from '../../../../profiler-core/store/sqlite/migrate.ts'
import { migrations } from '../../../../profiler-core/store/sqlite/migrations/index.ts'
import { project, sampleRun } from '../sample.ts'
import { scratchFolder } from '../scratch.ts'

// A history as the first version of Mebi has left it.

function addRun(db: Database.Database, key: string): void {
  const { detail, timeline, output } = sampleRun(key)
  const { lastInsertRowid: id } = db
    .prepare(
      `INSERT INTO runs (key, status, exit_code, started_at, duration_ns, baseline_bytes, peak_bytes, warnings, request,
         project_dir, backend, interpreter_path, interpreter_version, interpreter_implementation, host)
       VALUES (?, 'finished', 0, ?, 1, 2, 3, '[]', ?, ?, 'rss', '/usr/bin/python3', '3.12.1', 'CPython', ?)`,
    )
    .run(key, detail.startedAt, JSON.stringify(detail.request), project, JSON.stringify(detail.host))
  db.prepare('INSERT INTO timelines VALUES (?, ?)').run(id, packTimeline(timeline))
  const { chunks, text } = packOutput(output)
  db.prepare('INSERT INTO outputs VALUES (?, ?, ?)').run(id, chunks, text)
}

function firstVersion(folder: string): Database.Database {
  mkdirSync(folder, { recursive: true })
  const db = new Database(join(folder, 'mebi.sqlite'))
  db.pragma('journal_mode = WAL')
  migrate(db, folder, migrations.slice(0, 1))
  addRun(db, 'a')
  addRun(db, 'b')
  db.prepare('INSERT INTO projects VALUES (?, ?)').run(project, '/opt/python')
  return db
}

test('its runs are in the list with all that a line shows', () => {
  const folder = scratchFolder()
  firstVersion(folder).close()
  const store = openStore(folder)
  const line = {
    target: 'load.py: load("a.csv")',
    watched: 'Loader.load',
    pinned: false,
    sparkline: expect.objectContaining({ length: 32 }),
  }
  expect(store.history(project)).toMatchObject([
    { ...line, key: 'b' },
    { ...line, key: 'a' },
  ])
  expect(store.get(1)).toMatchObject({ key: 'a', pinned: false })
  expect(store.output(1)).toEqual(sampleRun('a').output)
  expect(store.interpreterChoice(project)).toBe('/opt/python')
  expect(store.projects()).toEqual([])
  store.close()
})

test('a damaged run keeps the others from nothing', () => {
  const folder = scratchFolder()
  const db = firstVersion(folder)
  db.exec(
    "UPDATE runs SET request = '{' WHERE id = 1; UPDATE timelines SET points = x'01ff' WHERE run_id = 2",
  )
  db.close()
  const store = openStore(folder)
  expect(store.history(project)).toMatchObject([
    { id: 2, target: 'load.py: load("a.csv")', sparkline: [] },
    { id: 1, target: '', watched: '', sparkline: { length: 32 } },
  ])
  store.close()
})
