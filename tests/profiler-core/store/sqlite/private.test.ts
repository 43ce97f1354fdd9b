import { chmodSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import Database from 'better-sqlite3'
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { openness, openStore } from '../../../../profiler-core/store/index.ts'
import { sampleRun } from '../sample.ts'
import { scratchFolder } from '../scratch.ts'
import { thrown } from '../thrown.ts'

const modeOf = (path: string) => `0${(statSync(path).mode & 0o777).toString(8)}`
const modesIn = (folder: string) =>
  Object.fromEntries(readdirSync(folder).map((name) => [name, modeOf(join(folder, name))]))

const PRIVATE = {
  'mebi.sqlite': '0600',
  'mebi.sqlite-wal': '0600',
  'mebi.sqlite-shm': '0600',
  'full-disk-reserve': '0600',
}

describe.skipIf(process.platform === 'win32')('what a person has measured', () => {
  // The umask that most systems begin with lets everybody read.
  beforeEach(() => {
    const before = process.umask(0o022)
    onTestFinished(() => void process.umask(before))
  })

  test('is for nobody else from the start', () => {
    const folder = join(scratchFolder(), 'data')
    const store = openStore(folder)
    store.add(sampleRun('a'))
    expect(modeOf(folder)).toBe('0700')
    expect(modesIn(folder)).toEqual(PRIVATE)
    store.close()
    expect(openness(folder)).toBe('private')
  })

  test.each([0o755, 0o777, 0o775])(
    'is so, too, in a folder of mode %o in which only Mebi keeps something',
    (mode) => {
      const folder = scratchFolder()
      chmodSync(folder, mode)
      // As an older version left it.
      const old = openStore(folder)
      old.add(sampleRun('a'))
      for (const name of readdirSync(folder)) chmodSync(join(folder, name), 0o644)
      mkdirSync(join(folder, 'running'), { mode: 0o755 })
      chmodSync(folder, mode)
      const store = openStore(folder)
      store.add(sampleRun('b'))
      expect(modeOf(folder)).toBe('0700')
      expect(modesIn(folder)).toEqual({ ...PRIVATE, running: '0700' })
      store.close()
      old.close()
    },
  )

  test('is so in a folder that holds other things, too, which stays as it is', () => {
    const folder = scratchFolder()
    writeFileSync(join(folder, 'thesis.tex'), '')
    chmodSync(folder, 0o755)
    const store = openStore(folder)
    store.add(sampleRun('a'))
    expect(modeOf(folder)).toBe('0755')
    expect(modesIn(folder)).toEqual({ ...PRIVATE, 'thesis.tex': '0644' })
    expect(openness(folder)).toBe('others-read')
    store.close()
    chmodSync(folder, 0o775)
    openStore(folder).close()
    expect(openness(folder)).toBe('others-write')
  })

  test('is not kept where anybody could put a history of their own', () => {
    const folder = scratchFolder()
    writeFileSync(join(folder, 'thesis.tex'), '')
    for (const mode of [0o777, 0o1777]) {
      chmodSync(folder, mode)
      expect(thrown(() => openStore(folder)).toCallError()).toEqual({
        code: 'data-folder-unusable',
        message: `The data folder ${folder} cannot be used: everybody may write there.`,
        hint: 'Make it a folder that only you may write to, or point MEBI_HOME at another one.',
      })
    }
    expect(readdirSync(folder)).toEqual(['thesis.tex'])
  })

  test('no right is added', () => {
    const folder = scratchFolder()
    const file = join(folder, 'mebi.sqlite')
    new Database(file).close()
    openStore(folder).close()
    chmodSync(file, 0o444)
    chmodSync(folder, 0o555)
    onTestFinished(() => chmodSync(folder, 0o755))
    openStore(folder).close()
    expect([modeOf(folder), modeOf(file)]).toEqual(['0500', '0400'])
  })
})
