import { randomBytes } from 'node:crypto'
import { statSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, onTestFinished, test } from 'vitest'
import { openStore, type RunStore } from '../../../../profiler-core/store/index.ts'
import { migrate } from '../../../../profiler-core/store/sqlite/migrate.ts'
import { sampleRun } from '../sample.ts'
import { scratchFolder } from '../scratch.ts'
import { thrown } from '../thrown.ts'

const RUNS = 12
const RUN_BYTES = 200_000
/** What is left when they are gone. */
const SMALL = 300_000

/** Takes `RUN_BYTES`, since nothing can be compressed. */
const noise = () => randomBytes(RUN_BYTES).toString('hex')

/** A history of `RUNS` runs and one more; `prepare` is done to the file before. */
function history(prepare: (file: string) => void = () => {}) {
  const folder = scratchFolder()
  const file = join(folder, 'mebi.sqlite')
  prepare(file)
  const first = openStore(folder)
  const kept = first.add(sampleRun('kept'))
  const ids = Array.from({ length: RUNS }, (_, index) =>
    first.add({ ...sampleRun(`run ${index}`), output: [{ stream: 'stdout', text: noise() }] }),
  )
  // What the log has goes into the file.
  first.close()
  expect(fileBytes(file)).toBeGreaterThan(RUNS * RUN_BYTES)
  const store = openStore(folder, { busyTimeoutMs: 20 })
  onTestFinished(() => store.close())
  return { folder, file, store, ids, kept }
}

function giveAllBack(store: RunStore): void {
  for (let round = 0; store.giveBack(); round += 1) expect(round).toBeLessThan(RUNS)
}

/** As older versions began it, which leave this to SQLite. */
function begunEarlier(file: string): void {
  const db = new Database(file)
  db.pragma('journal_mode = WAL')
  migrate(db, file)
  db.close()
}

const fileBytes = (file: string) => statSync(file).size

test.each([
  ['of this version', () => {}],
  ['that an older one began', begunEarlier],
])('a clean-up of a history %s makes the file smaller, and hurts nothing', (_, prepare) => {
  const { file, store, ids, kept } = history(prepare)
  store.discard(ids)
  giveAllBack(store)
  expect(store.sizeBytes()).toBe(fileBytes(file))
  expect(fileBytes(file)).toBeLessThan(SMALL)
  expect(store.get(kept)).toEqual({ ...sampleRun('kept').detail, id: kept })
  expect(store.check().problems).toEqual([])
  // From then on it goes piece by piece, whoever began it.
  const db = new Database(file, { readonly: true })
  expect(db.pragma('auto_vacuum', { simple: true })).toBe(2)
  db.close()
})

test('what runs take is known beforehand, about', () => {
  const { store, ids, kept } = history()
  giveAllBack(store)
  const before = store.sizeBytes()
  const expected = store.storedBytes(ids)
  expect(store.storedBytes([...ids, kept, 4711])).toBeGreaterThan(expected)
  store.discard(ids)
  giveAllBack(store)
  const given = before - store.sizeBytes()
  expect(expected / given).toBeGreaterThan(0.6)
  expect(expected / given).toBeLessThan(1.2)
  expect(store.storedBytes(ids)).toBe(0)
})

test('while another host reads, the room comes back as soon as it has read', () => {
  const { file, store, ids } = history()
  const reader = new Database(file, { readonly: true })
  reader.exec('BEGIN')
  expect(reader.prepare('SELECT count(*) FROM runs').pluck().get()).toBe(RUNS + 1)
  store.discard(ids)
  giveAllBack(store)
  expect(reader.prepare('SELECT count(*) FROM runs').pluck().get()).toBe(RUNS + 1)
  expect(fileBytes(file)).toBeGreaterThan(RUNS * RUN_BYTES)
  reader.exec('COMMIT')
  reader.close()
  expect(store.giveBack()).toBe(false)
  expect(fileBytes(file)).toBeLessThan(SMALL)
})

test('while another host writes, nothing is removed, and that is said', () => {
  const { file, store, ids } = history()
  const writer = new Database(file)
  writer.exec('BEGIN IMMEDIATE')
  expect(thrown(() => store.discard(ids)).code).toBe('database-busy')
  expect(store.count()).toBe(RUNS + 1)
  writer.exec('ROLLBACK')
  store.discard(ids)
  writer.exec('BEGIN IMMEDIATE')
  expect(thrown(() => giveAllBack(store)).code).toBe('database-busy')
  writer.exec('ROLLBACK')
  writer.close()
  giveAllBack(store)
  expect(fileBytes(file)).toBeLessThan(SMALL)
})
