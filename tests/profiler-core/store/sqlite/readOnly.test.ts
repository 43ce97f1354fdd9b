import { execFile } from 'node:child_process'
import { chmodSync, chownSync, copyFileSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import Database from 'better-sqlite3'
import { describe, expect, onTestFinished, test } from 'vitest'
import { openStore, type RunStore } from '../../../../profiler-core/store/index.ts'
import { migrate } from '../../../../profiler-core/store/sqlite/migrate.ts'
import { migrations } from '../../../../profiler-core/store/sqlite/migrations/index.ts'
import { sampleRun } from '../sample.ts'
import { scratchFolder } from '../scratch.ts'
import { typescript } from './typescript.ts'

/** What `reader.ts` prints: what it saw, or the error that it met. */
async function visit(folder: string): Promise<unknown> {
  const { stdout } = await promisify(execFile)(process.execPath, [...typescript('reader.ts'), folder])
  return JSON.parse(stdout)
}

/** A data folder that others may enter, with a history of one run. */
function history(): { folder: string; file: string; store: RunStore } {
  const parent = scratchFolder()
  chmodSync(parent, 0o755)
  const folder = join(parent, 'data')
  mkdirSync(folder)
  const store = openStore(folder)
  store.add(sampleRun('a'))
  return { folder, file: join(folder, 'mebi.sqlite'), store }
}

function protect(folder: string, folderMode: number, fileMode: number): void {
  for (const name of readdirSync(folder)) chmodSync(join(folder, name), fileMode)
  chmodSync(folder, folderMode)
  onTestFinished(() => chmodSync(folder, 0o755))
}

const readOnly = (file: string) => `database-read-only: The history ${file} can be read but not written.`

describe.skipIf(process.platform === 'win32')('without a right to write', () => {
  test.each([
    ['to the folder and the file', 0o555, 0o444],
    ['to the folder', 0o555, 0o666],
    ['to the file', 0o755, 0o444],
  ])('%s, the history can be read, and nothing is put beside it', async (_, folderMode, fileMode) => {
    const { folder, file, store } = history()
    store.close()
    protect(folder, folderMode, fileMode)
    // Whoever visits owns the folder.
    if (folderMode === 0o755 && process.getuid?.() === 0) chownSync(folder, 65_534, 65_534)
    const before = readFileSync(file)
    expect(await visit(folder)).toEqual({
      readOnly: true,
      keys: ['a'],
      functions: 2,
      add: readOnly(file),
      choose: readOnly(file),
      check: expect.objectContaining({ file, runs: 1, problems: [], sizeBytes: before.length }),
      files: ['full-disk-reserve', 'mebi.sqlite'],
    })
    expect(readFileSync(file).equals(before)).toBe(true)
  })

  test('what another host is just writing can be read too', async () => {
    const { folder, file, store } = history()
    store.add(sampleRun('b'))
    protect(folder, 0o555, 0o644)
    expect(await visit(folder)).toMatchObject({
      readOnly: true,
      keys: ['b', 'a'],
      functions: 2,
      add: readOnly(file),
    })
    store.close()
  })

  test('what another host of the first version is just writing can be read too', async () => {
    const parent = scratchFolder()
    chmodSync(parent, 0o755)
    const folder = join(parent, 'data')
    mkdirSync(folder)
    const db = new Database(join(folder, 'mebi.sqlite'))
    db.pragma('journal_mode = WAL')
    migrate(db, folder, migrations.slice(0, 1))
    protect(folder, 0o555, 0o644)
    const file = join(folder, 'mebi.sqlite')
    expect(await visit(folder)).toMatchObject({ readOnly: true, keys: [], add: readOnly(file) })
    db.close()
  })

  test('changes that a crashed host left cannot be read, and that is said', async () => {
    const { folder, store } = history()
    const crashed = join(folder, '..', 'crashed')
    mkdirSync(crashed)
    for (const name of ['mebi.sqlite', 'mebi.sqlite-wal'])
      copyFileSync(join(folder, name), join(crashed, name))
    store.close()
    protect(crashed, 0o555, 0o444)
    expect(await visit(crashed)).toBe(
      `database-read-only: The history ${join(crashed, 'mebi.sqlite')} has changes that were never finished, and nothing may be written there.`,
    )
  })

  test('there is no history to begin', async () => {
    const parent = scratchFolder()
    chmodSync(parent, 0o755)
    const folder = join(parent, 'empty')
    mkdirSync(folder, 0o555)
    expect(await visit(folder)).toBe(
      `data-folder-unusable: The data folder ${folder} cannot be used: nothing may be written there.`,
    )
    expect(await visit(join(parent, 'new'))).toMatch(
      /^data-folder-unusable: .* cannot be used: EACCES: permission denied/,
    )
  })

  test('not even to read, that is said', async () => {
    const { folder, file, store } = history()
    store.close()
    protect(folder, 0o755, 0)
    expect(await visit(folder)).toMatch(
      `database-failed: The history ${file} cannot be used: EACCES: permission denied`,
    )
    protect(folder, 0o700, 0o644)
    expect(await visit(folder)).toMatch(/^(database-failed|data-folder-unusable): .*permission denied/)
  })
})
