import { execFileSync } from 'node:child_process'
import { chmodSync, chownSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { chooseInterpreter, chooseWithReason } from '../../../../../profiler-core/targets/python/choose.ts'
import {
  findInterpreters,
  type InterpreterDeps,
} from '../../../../../profiler-core/targets/python/interpreters.ts'
import { findUnforeign } from '../../../../../profiler-core/targets/python/places/path.ts'
import { foreignPlace } from '../../../../../profiler-core/targets/python/safety/foreignPlace.ts'
import { objectionTo } from '../../../../../profiler-core/targets/python/safety/unasked.ts'
import { anInterpreter, temporaryFolder, thisMachine } from '../support.ts'

const NOBODY = 65_534
const OTHER_GROUP = 65_533
/** Only root can give files away. */
const asRoot = test.skipIf(process.getuid?.() !== 0)

let folder: string
const at = (...names: string[]) => join(folder, ...names)
const objection = (path: string, env = {}) => objectionTo(path, { env })

/** A program; the folders on the way to it are made. */
function program(...names: string[]): string {
  const path = at(...names)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, '#!/bin/sh\ntouch "$0.ran"\n', { mode: 0o755 })
  return path
}

beforeEach(async () => {
  folder = await temporaryFolder()
})
afterEach(() => {
  execFileSync('chmod', ['-R', 'u+rwX', folder])
})

describe('what is run unasked', () => {
  test('is what nobody but the person and root can have put there', () => {
    expect(objection(program('a', 'bin', 'python'))).toBeNull()
    expect(objection('/bin/sh')).toBeNull()
    expect(objection(at('nothing', 'here'))).toBeNull()
  })

  asRoot('is not what belongs to somebody else: the file, or a folder on the way to it', () => {
    const python = program('a', 'bin', 'python')
    for (const foreign of [python, at('a', 'bin'), at('a'), folder]) {
      chownSync(foreign, NOBODY, 0)
      expect(objection(python)).toMatch(`, because ${foreign} belongs to `)
      chownSync(foreign, 0, 0)
    }
    expect(objection(python)).toBeNull()
  })

  test('is not what others may write to', () => {
    const python = program('a', 'bin', 'python')
    for (const open of [python, at('a', 'bin'), at('a')]) {
      chmodSync(open, 0o757)
      expect(objection(python)).toMatch(`, because others can write to ${open}.`)
      chmodSync(open, 0o755)
    }
  })

  asRoot(
    'is not what a group with others in it may write to, but what a group of the person alone may',
    () => {
      const python = program('a', 'python')
      chmodSync(at('a'), 0o775)
      expect(objection(python)).toBeNull()
      chownSync(at('a'), 0, OTHER_GROUP)
      expect(objection(python)).toMatch('others can write to')
    },
  )

  asRoot('may lie in a folder with the sticky bit, where only what is foreign itself is refused', () => {
    const python = program('tmp', 'mine', 'python')
    const planted = program('tmp', 'planted', 'python')
    chmodSync(at('tmp'), 0o1777)
    chownSync(at('tmp', 'planted'), NOBODY, NOBODY)
    expect(objection(python)).toBeNull()
    expect(objection(planted)).toMatch('belongs to')
  })

  asRoot('is what links lead to, and nobody else may have made the links or own what they pass', () => {
    const python = program('a', 'python')
    const open = program('open', 'python')
    mkdirSync(at('links'))
    symlinkSync('../a/python', at('links', 'good'))
    symlinkSync(open, at('links', 'open'))
    symlinkSync('good', at('links', 'twice'))
    symlinkSync('../open/../a/python', at('links', 'through'))
    symlinkSync('self', at('links', 'self'))
    chmodSync(at('open'), 0o777)
    expect(objection(at('links', 'good'))).toBeNull()
    expect(objection(at('links', 'twice'))).toBeNull()
    expect(objection(at('links', 'self'))).toBeNull()
    expect(objection(at('links', 'open'))).toMatch(`others can write to ${at('open')}`)
    expect(objection(at('links', 'through'))).toMatch(`others can write to ${at('open')}`)
    execFileSync('chown', ['-h', String(NOBODY), at('links', 'good')])
    expect(objection(at('links', 'twice'))).toMatch(`${at('links', 'good')} belongs to`)
    expect(objection(python)).toBeNull()
  })

  test('is what the person has named the folder of', () => {
    const python = program('a', 'bin', 'python')
    const other = program('other', 'python')
    symlinkSync(other, at('a', 'link'))
    for (const open of [at('a'), at('a', 'bin'), at('other')]) chmodSync(open, 0o777)
    symlinkSync('a', at('alias'))
    const safe = (...folders: string[]) => ({ MEBI_SAFE_DIRECTORY: folders.join(':') })
    expect(objection(python)).not.toBeNull()
    expect(objection(python, safe('/nowhere', at('a')))).toBeNull()
    expect(objection(python, safe(at('alias')))).toBeNull()
    expect(objection(at('alias', 'bin', 'python'), safe(at('a')))).toBeNull()
    expect(objection(python, safe('*'))).toBeNull()
    // Of the folder, not of one that begins alike, nor of what it leads to.
    expect(objection(python, safe(at('a', 'bi'), 'a', '.'))).not.toBeNull()
    expect(objection(at('a', 'link'), safe(at('a')))).toMatch(`others can write to ${at('other')}`)
  })

  test('of another person is theirs', () => {
    const person = { uid: NOBODY, isOwnGroup: () => false, nameOf: String }
    expect(foreignPlace(program('python'), person, [])).toBeNull() // root's
    if (process.getuid?.() !== 0) return
    chownSync(program('python'), NOBODY, 0)
    expect(foreignPlace(at('python'), person, [])).toBeNull()
    expect(foreignPlace(at('python'), { ...person, uid: 1 }, [])).toEqual({
      path: at('python'),
      owner: NOBODY,
    })
  })
})

describe('a planted interpreter', () => {
  const machine = (env: Record<string, string> = {}): InterpreterDeps => ({
    ...thisMachine,
    home: at('home'),
    env: { PATH: '', ...env },
  })
  const ran = (path: string) => {
    try {
      return execFileSync('ls', [`${path}.ran`], { stdio: 'pipe' }).length > 0
    } catch {
      return false
    }
  }

  test('around the project is not even looked at, in the project it is named and not run', async () => {
    mkdirSync(at('open', 'victim', '.venv', 'bin'), { recursive: true })
    mkdirSync(at('open', '.git'))
    const around = program('open', '.venv', 'bin', 'python')
    const inside = program('open', 'victim', '.venv', 'bin', 'python')
    chmodSync(at('open'), 0o777)
    const found = await findInterpreters(at('open', 'victim'), machine())
    expect(found.map(({ path }) => path)).toEqual([inside])
    expect(found[0]?.problem).toMatch(`others can write to ${at('open')}.`)
    expect([ran(around), ran(inside)]).toEqual([false, false])
  })

  test('is not run wherever it is found', async () => {
    const prefix = (...names: string[]) => program(...names, 'bin', 'python')
    const places = [
      prefix('home', 'miniconda3', 'envs', 'x'),
      prefix('home', '.pyenv', 'versions', '3.12.0'),
      prefix('home', '.local', 'share', 'uv', 'python', 'cpython-3.11.0-linux'),
      prefix('listed'),
      prefix('active'),
      program('path', 'python3'),
      prefix('named'),
    ]
    mkdirSync(at('home', '.conda'))
    writeFileSync(at('home', '.conda', 'environments.txt'), at('listed'))
    mkdirSync(at('project'))
    writeFileSync(at('project', '.pdm-python'), places.at(-1) ?? '')
    for (const path of places) chmodSync(path, 0o777)
    const found = await findInterpreters(
      at('project'),
      machine({ VIRTUAL_ENV: at('active'), PATH: `relative:.:${at('path')}` }),
    )
    expect(found.map(({ path }) => path).sort()).toEqual(places.sort())
    for (const { problem } of found) expect(problem).toMatch('others can write to')
    expect(places.filter(ran)).toEqual([])
  })

  test('is passed over with a sentence, and used where the person names it', async () => {
    const { path: real } = await anInterpreter()
    mkdirSync(at('project', '.venv', 'bin'), { recursive: true })
    const own = at('project', '.venv', 'bin', 'python')
    symlinkSync(real, own)
    chmodSync(at('project', '.venv'), 0o777)
    mkdirSync(at('path'))
    symlinkSync(real, at('path', 'python3'))
    const wish = { projectDir: at('project'), cwd: at('project') }
    const chosen = await chooseWithReason(wish, machine({ PATH: at('path') }))
    expect(chosen.interpreter.path).toBe(at('path', 'python3'))
    expect(chosen.passedOver).toBe(
      `${own} (.venv of the project) was passed over. It is run only where you name it, or its folder in ` +
        `MEBI_SAFE_DIRECTORY, because others can write to ${at('project', '.venv')}.`,
    )
    for (const explicit of [own, '.venv', '.venv/bin/python'])
      expect(await chooseInterpreter({ ...wish, explicit }, machine())).toMatchObject({
        path: own,
        problem: null,
      })
    expect((await chooseWithReason({ ...wish, remembered: own }, machine())).interpreter.path).toBe(own)
    const env = { MEBI_SAFE_DIRECTORY: at('project') }
    expect((await chooseInterpreter(wish, machine(env))).path).toBe(own)
    await expect(chooseInterpreter(wish, machine())).rejects.toMatchObject({ code: 'interpreter-none' })
  })

  test('is not taken from PATH for a bare name, nor from folders that are relative', async () => {
    const open = program('open', 'tool')
    chmodSync(at('open'), 0o777)
    expect(await findUnforeign('tool', machine({ PATH: at('open') }))).toBeNull()
    const own = program('own', 'tool')
    expect(await findUnforeign('tool', machine({ PATH: `${at('open')}:${at('own')}` }))).toBe(own)
    await expect(
      chooseInterpreter({ projectDir: folder, cwd: folder, explicit: 'tool' }, machine({ PATH: at('open') })),
    ).rejects.toMatchObject({ code: 'interpreter-foreign' })
    expect(ran(open)).toBe(false)
  })
})
