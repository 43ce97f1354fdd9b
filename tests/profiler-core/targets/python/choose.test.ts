import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chmod, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import {
  chooseInterpreter,
  chooseWithReason,
  type InterpreterWish,
} from '../../../../profiler-core/targets/python/choose.ts'
import { agentDir, anInterpreter, oneOfEachVersion, temporaryFolder, thisMachine } from './support.ts'

const cwd = await temporaryFolder()
const choose = (wish: Partial<InterpreterWish>) =>
  chooseInterpreter({ projectDir: cwd, cwd, ...wish }, thisMachine)

async function standIn(answer: string): Promise<string> {
  const path = join(await temporaryFolder(), 'python3')
  await script(path, answer)
  return path
}

async function script(path: string, commands: string): Promise<void> {
  await writeFile(path, `#!/bin/sh\n${commands}\n`)
  await chmod(path, 0o755)
}

describe('an interpreter that was named', () => {
  test('by its path, absolute or relative to the working directory', async () => {
    const { path, version } = await anInterpreter()
    expect(await choose({ explicit: path })).toMatchObject({ path, version, source: 'named', problem: null })
    execFileSync('ln', ['-s', path, join(cwd, 'linked')])
    expect(await choose({ explicit: './linked' })).toMatchObject({ path: join(cwd, 'linked'), version })
  })

  test('by the folder of its environment, even a bare name', async () => {
    execFileSync((await anInterpreter()).path, ['-m', 'venv', '--without-pip', join(cwd, 'my env')])
    for (const explicit of ['my env', './my env/', join(cwd, 'my env')]) {
      expect(await choose({ explicit })).toMatchObject({ path: join(cwd, 'my env/bin/python') })
    }
  })

  test('by a version', async () => {
    for (const { version } of await oneOfEachVersion()) {
      const minor = version.split('.').slice(0, 2).join('.')
      expect((await choose({ explicit: minor })).version).toMatch(`${minor}.`)
    }
    await expect(choose({ explicit: '4.1' })).rejects.toMatchObject({
      code: 'interpreter-missing',
      message: 'No Python 4.1 was found on this machine.',
    })
  })

  test('by a name on PATH', async () => {
    const folder = await temporaryFolder()
    execFileSync('ln', ['-s', (await anInterpreter()).path, join(folder, 'snake')])
    const env = { ...process.env, PATH: folder }
    expect(
      await chooseInterpreter({ projectDir: cwd, cwd, explicit: 'snake' }, { ...thisMachine, env }),
    ).toMatchObject({ path: join(folder, 'snake') })
  })

  test.each([
    ['/nowhere/python3', 'interpreter-missing', 'There is no Python interpreter /nowhere/python3.'],
    ['no-such-program', 'interpreter-missing', 'There is no Python interpreter no-such-program.'],
    ['/bin/sh', 'interpreter-not-python', 'This is not a Python interpreter'],
    ['/etc/passwd', 'interpreter-broken', 'This file is not a program that may be run.'],
  ])('%s is refused with a clear sentence', async (explicit, code, sentence) => {
    await expect(choose({ explicit })).rejects.toMatchObject({
      code,
      message: expect.stringContaining(sentence),
    })
  })

  test.each([
    ['2.7.18', 'cpython', 'interpreter-too-old', 'Python 2.7.18 is too old: Mebi needs 3.8 or newer.'],
    ['3.7.16', 'cpython', 'interpreter-too-old', 'Python 3.7.16 is too old: Mebi needs 3.8 or newer.'],
    ['3.10.14', 'pypy', 'interpreter-not-cpython', 'This is PyPy; Mebi needs CPython.'],
  ])('Python %s (%s) is refused', async (version, implementation, code, sentence) => {
    const answer = JSON.stringify({ version, implementation, executable: null, prefix: '' })
    const explicit = await standIn(`echo '${answer}'`)
    await expect(choose({ explicit })).rejects.toMatchObject({
      code,
      message: `${explicit} cannot be used: ${sentence}`,
    })
  })

  test('one that fails to start says what it said', async () => {
    await expect(choose({ explicit: await standIn('echo broken >&2; exit 1') })).rejects.toMatchObject({
      code: 'interpreter-broken',
      message: expect.stringContaining('It does not start: broken'),
    })
  })
})

describe('where none was named', () => {
  test('the remembered one, else the best that is found', async () => {
    const last = (await oneOfEachVersion()).at(-1)!
    expect(await choose({ remembered: last.path })).toMatchObject({
      path: last.path,
      source: 'chosen for this project',
    })
    expect(await choose({ remembered: '/nowhere/python3' })).toMatchObject({ problem: null })
    expect(await choose({})).toMatchObject({ problem: null })
  })

  test('it is told why the remembered one was not taken', async () => {
    const [last] = (await oneOfEachVersion()).slice(-1)
    const why = async (remembered: string | null) =>
      (await chooseWithReason({ projectDir: cwd, cwd, remembered }, thisMachine)).passedOver
    expect(await why('/nowhere/python3')).toBe(
      '/nowhere/python3, the interpreter chosen for this project, cannot be used: There is no such file.',
    )
    expect(await why(last!.path)).toBeNull()
    expect(await why(null)).toBeNull()
  })

  test('the first on PATH that can be used; until then, no other is started', async () => {
    const { path, version } = await anInterpreter()
    const folder = await temporaryFolder()
    const started = join(folder, 'started')
    const bestOfPath = () =>
      chooseInterpreter(
        { projectDir: cwd, cwd },
        { ...thisMachine, env: { PATH: `${folder}:/usr/bin:/bin` } },
      )
    await script(join(folder, 'python3'), `exec '${path}' "$@"`)
    await script(join(folder, 'python'), `touch '${started}'; exec '${path}' "$@"`)
    expect(await bestOfPath()).toMatchObject({ version, problem: null })
    expect(existsSync(started)).toBe(false)
    await script(join(folder, 'python3'), 'exit 1')
    expect(await bestOfPath()).toMatchObject({ version, problem: null })
    expect(existsSync(started)).toBe(true)
  })

  test('a machine without any says what to do', async () => {
    const deps = { agentDir, env: { PATH: '' }, home: await temporaryFolder(), platform: 'linux' as const }
    await expect(chooseInterpreter({ projectDir: cwd, cwd }, deps)).rejects.toMatchObject({
      code: 'interpreter-none',
      message: 'No Python interpreter was found on this machine.',
    })
  })
})
