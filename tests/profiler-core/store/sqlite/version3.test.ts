import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import type { FunctionResult, StoredRun } from '../../../../profiler-core/contract/index.ts'
import { openStore } from '../../../../profiler-core/store/index.ts'
import {
  packLines,
  packOutput,
  packText,
  packTimeline,
} from '../../../../profiler-core/store/sqlite/blobs.ts'
import { migrate, userVersion } from '../../../../profiler-core/store/sqlite/migrate.ts'
import { migrations } from '../../../../profiler-core/store/sqlite/migrations/index.ts'
import { project, sampleFunction, sampleRun } from '../sample.ts'
import { scratchFolder } from '../scratch.ts'

// A history as it was before runs were compared: no groups, data, baselines or origins.

function addRun(db: Database.Database, { detail, timeline, output, story }: StoredRun): void {
  const { lastInsertRowid: id } = db
    .prepare(
      `INSERT INTO runs (key, status, exit_code, started_at, duration_ns, baseline_bytes, peak_bytes, warnings, request,
         project_dir, backend, interpreter_path, interpreter_version, interpreter_implementation, host, target, watched,
         pinned)
       VALUES (?, 'finished', 0, ?, 1, 2, 3, '[]', ?, ?, 'rss', '/usr/bin/python3', '3.12.1', 'CPython', ?,
         'load.py', 'load', 1)`,
    )
    .run(detail.key, detail.startedAt, JSON.stringify(detail.request), project, JSON.stringify(detail.host))
  db.prepare('INSERT INTO timelines VALUES (?, ?)').run(id, packTimeline(timeline))
  const { chunks, text } = packOutput(output)
  db.prepare('INSERT INTO outputs VALUES (?, ?, ?)').run(id, chunks, text)
  // The series was JSON, as the other parts still are.
  db.prepare("INSERT INTO stories VALUES (?, 'series', ?)").run(id, packText(JSON.stringify(story.series)))
  for (const [position, each] of detail.functions.entries()) addFunction(db, Number(id), position, each)
}

function addFunction(db: Database.Database, id: number, position: number, each: FunctionResult): void {
  db.prepare('INSERT OR IGNORE INTO functions (file, name) VALUES (?, ?)').run(each.file, each.name)
  db.prepare(
    `INSERT INTO run_functions SELECT ?, ?, id, 1, 9, ?, 0, 100, 200, 300, ? FROM functions WHERE name = ?`,
  ).run(id, position, each.calls, packLines(each.lines), each.name)
}

test('is brought up to date: its runs can be grouped, described, followed over time and cleaned up', () => {
  const folder = scratchFolder()
  const db = new Database(join(folder, 'mebi.sqlite'))
  db.pragma('journal_mode = WAL')
  migrate(db, folder, migrations.slice(0, 3))
  for (const key of ['a', 'b', 'c']) {
    addRun(db, sampleRun(key, { startedAt: `2026-03-01T10:00:0${key.charCodeAt(0) - 96}.000Z` }))
  }
  db.close()

  const store = openStore(folder)
  // What was stored as a peak is the first process's, and is not made out to be more.
  const peak = { peakBytes: 3, firstProcessPeakBytes: null }
  const bare = { group: null, dataset: null, baseline: false, origin: null, pinned: true, ...peak }
  expect(store.history(project)).toMatchObject([
    { key: 'c', ...bare },
    { key: 'b', ...bare },
    { key: 'a', ...bare },
  ])
  expect(store.get(1)).toMatchObject({ key: 'a', functions: [{ calls: 2 }, { calls: 2 }], ...bare })
  expect(store.functionTrend(project, sampleFunction('Loader.load', 3))).toEqual({
    runIds: [1, 2, 3],
    calls: [2, 2, 2],
    growthBytes: [100, 100, 100],
    peakBytes: [200, 200, 200],
    timeNs: [300, 300, 300],
  })
  expect(store.story(1, ['series']).series).toEqual(sampleRun('a').story.series)
  expect(store.describe(1, { baseline: true, pinned: false }).baseline).toBe(true)
  expect(store.describe(2, { baseline: true, pinned: false }).baseline).toBe(true)
  expect(store.history(project).map(({ baseline }) => baseline)).toEqual([false, true, false])
  const group = store.add(sampleRun('d', { group: 'g' }))
  expect(store.ofGroup('g')).toEqual([group])
  // Of what was added before anybody counted, a share of the whole is known.
  expect(store.storedBytes([1])).toBeGreaterThan(1000)
  expect(store.discard([1, 2, 3])).toEqual([1])
  store.close()
  const after = new Database(join(folder, 'mebi.sqlite'), { readonly: true })
  expect(userVersion(after)).toBe(migrations.length)
  after.close()
})
