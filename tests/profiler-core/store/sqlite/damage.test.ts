import { createHash } from 'node:crypto'
import {
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { MebiError } from '../../../../profiler-core/contract/index.ts'
import { openStore } from '../../../../profiler-core/store/index.ts'
import { project, sampleRun } from '../sample.ts'
import { scratchFolder } from '../scratch.ts'
import { thrown } from '../thrown.ts'

/** A data folder with a history of three runs, at rest. */
function history(): { folder: string; file: string } {
  const folder = scratchFolder()
  const store = openStore(folder)
  for (const key of ['a', 'b', 'c']) store.add(sampleRun(key))
  store.chooseInterpreter(project, '/usr/bin/python3')
  store.close()
  return { folder, file: join(folder, 'mebi.sqlite') }
}

/** Everything in a folder, to the byte. */
function contents(folder: string): Record<string, string> {
  const hash = (name: string) =>
    createHash('sha256')
      .update(readFileSync(join(folder, name)))
      .digest('hex')
  return Object.fromEntries(readdirSync(folder).map((name) => [name, hash(name)]))
}

/** Changes the file as another program would that knows nothing of us. */
function alter(file: string, sql: string): void {
  const db = new Database(file)
  db.exec(sql)
  db.close()
}

function expectRefused(folder: string, code: string, sentence: RegExp): void {
  const before = contents(folder)
  const error = thrown(() => openStore(folder))
  expect(error.code).toBe(code)
  expect(error.message).toMatch(sentence)
  expect(error.message).toContain(join(folder, 'mebi.sqlite'))
  expect(error.hint).toContain('The file was not changed.')
  expect(contents(folder)).toEqual(before)
}

describe('left untouched, and said so', () => {
  test('a database of a newer version', () => {
    const { folder, file } = history()
    alter(file, 'PRAGMA user_version = 9')
    expectRefused(
      folder,
      'database-newer',
      /written by a newer Mebi \(format 9; this one knows formats up to \d\)/,
    )
  })

  test('a database of a newer version whose changes are still in the log', () => {
    const { folder, file } = history()
    const crashed = scratchFolder()
    const db = new Database(file)
    db.exec('PRAGMA user_version = 9')
    for (const name of ['mebi.sqlite', 'mebi.sqlite-wal'])
      copyFileSync(join(folder, name), join(crashed, name))
    db.close()
    const before = contents(crashed)
    expect(thrown(() => openStore(crashed)).code).toBe('database-newer')
    expect(contents(crashed)).toMatchObject(before)
  })

  test("somebody else's database", () => {
    for (const sql of ['CREATE TABLE t (x)', 'PRAGMA application_id = 7', 'PRAGMA user_version = 1']) {
      const folder = scratchFolder()
      alter(join(folder, 'mebi.sqlite'), sql)
      expectRefused(folder, 'database-foreign', /is a database, but not one of Mebi\./)
    }
  })

  test('no database', () => {
    for (const text of ['x', 'this is not a database, however long it is '.repeat(100)]) {
      const folder = scratchFolder()
      writeFileSync(join(folder, 'mebi.sqlite'), text)
      expectRefused(folder, 'database-damaged', /is damaged: it is not an SQLite database\./)
    }
  })

  test('a database cut short, wherever', () => {
    const { folder, file } = history()
    const size = statSync(file).size
    for (const left of [size - 1, size - 4096, 4096, 4095, 100]) {
      truncateSync(file, left)
      expectRefused(folder, 'database-damaged', /is damaged: a part of it is missing\./)
    }
    truncateSync(file, 99)
    expectRefused(folder, 'database-damaged', /is damaged: it is not an SQLite database\./)
  })

  test('a database with a page overwritten', () => {
    const { folder, file } = history()
    const bytes = readFileSync(file)
    writeFileSync(file, bytes.fill('garbage ', 4096, 5 * 4096))
    expectRefused(folder, 'database-damaged', /is damaged: /)
  })
})

test('a byte changed anywhere is refused, or met with a sentence', () => {
  const { file } = history()
  const sound = readFileSync(file)
  const folder = join(scratchFolder(), 'copy')
  mkdirSync(folder)
  const copy = join(folder, 'mebi.sqlite')
  /** Any answer is fine, and any sentence; another error would be a fault of ours. */
  const tolerate = (call: () => unknown): string | null => {
    try {
      call()
      return null
    } catch (error) {
      expect(error).toBeInstanceOf(MebiError)
      return error instanceof MebiError ? error.code : ''
    }
  }
  fc.assert(
    fc.property(fc.nat(sound.length - 1), fc.integer({ min: 1, max: 255 }), (position, change) => {
      const bytes = Buffer.from(sound)
      bytes.writeUInt8(bytes.readUInt8(position) ^ change, position)
      writeFileSync(copy, bytes)
      const refusal = tolerate(() => {
        const store = openStore(folder)
        for (const id of [1, 2, 3]) {
          for (const call of ['get', 'sources', 'timeline', 'output'] as const)
            tolerate(() => store[call](id))
        }
        tolerate(() => store.list({ limit: 10 }))
        tolerate(() => store.interpreterChoice(project))
        tolerate(() => store.add(sampleRun('d')))
        tolerate(() => store.remove([1, 2]))
        store.check()
        store.close()
      })
      if (refusal !== null) expect(readFileSync(copy).equals(bytes)).toBe(true)
      expect(readdirSync(folder)).toEqual(['full-disk-reserve', 'mebi.sqlite'])
    }),
    { numRuns: 300 },
  )
})

test('damage that only a reading meets is explained', () => {
  const { folder, file } = history()
  const store = openStore(folder)
  const bytes = readFileSync(file)
  store.close()
  // A history too large to be checked at each opening.
  alter(file, 'CREATE TABLE ballast (x); INSERT INTO ballast VALUES (zeroblob(9000000))')
  const large = readFileSync(file)
  large.fill(0xaa, 4096, bytes.length)
  writeFileSync(file, large)
  const error = thrown(() => {
    const damaged = openStore(folder)
    try {
      damaged.list({ limit: 10 })
    } finally {
      expect(damaged.check().problems.length).toBeGreaterThan(0)
      damaged.close()
    }
  })
  expect(error.code).toBe('database-damaged')
  expect(readFileSync(file).equals(large)).toBe(true)
})
