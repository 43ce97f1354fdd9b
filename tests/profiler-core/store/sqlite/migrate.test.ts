import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { migrate, userVersion } from '../../../../profiler-core/store/sqlite/migrate.ts'
import { migrations } from '../../../../profiler-core/store/sqlite/migrations/index.ts'
import { thrown } from '../thrown.ts'

const tables = (db: Database.Database) =>
  db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").pluck().all()

test('each step is applied once', () => {
  const db = new Database(':memory:')
  migrate(db, 'f', ['CREATE TABLE a (x)'])
  migrate(db, 'f', ['CREATE TABLE a (x)', 'CREATE TABLE b (x)', 'CREATE TABLE c (x)'])
  expect(tables(db)).toEqual(['a', 'b', 'c'])
  expect(userVersion(db)).toBe(3)
})

test('a step that fails leaves nothing of itself behind', () => {
  const db = new Database(':memory:')
  expect(() => migrate(db, 'f', ['CREATE TABLE a (x)', 'CREATE TABLE b (x); CREATE TABLE a (x)'])).toThrow(
    /already exists/,
  )
  expect(tables(db)).toEqual(['a'])
  expect(userVersion(db)).toBe(1)
})

test('a version from the future is refused', () => {
  const db = new Database(':memory:')
  db.pragma('user_version = 7')
  expect(thrown(() => migrate(db, '/data/mebi.sqlite', [])).toCallError()).toEqual({
    code: 'database-newer',
    message:
      'The history /data/mebi.sqlite was written by a newer Mebi (format 7; this one knows formats up to 0).',
    hint: 'Update Mebi, or point MEBI_HOME at another folder. The file was not changed.',
  })
})

test('all tables are strict', () => {
  const db = new Database(':memory:')
  migrate(db, 'f', migrations)
  const lax = db.prepare(
    "SELECT name FROM pragma_table_list WHERE schema = 'main' AND NOT strict AND name NOT LIKE 'sqlite_%'",
  )
  expect(lax.pluck().all()).toEqual([])
})
