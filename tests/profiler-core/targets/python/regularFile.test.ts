import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { findInterpreters } from '../../../../profiler-core/targets/python/interpreters.ts'
import { probe } from '../../../../profiler-core/targets/python/probe.ts'
import { contentOf } from '../../../../profiler-core/targets/python/program/content.ts'
import { projectFiles } from '../../../../profiler-core/targets/python/projectFiles.ts'
import { readRegular, readRegularSync } from '../../../../profiler-core/targets/python/regularFile.ts'
import { outlineFile, readFile } from '../../../../profiler-core/targets/python/sourceReading.ts'
import { agentDir, folderWith, oneOfEachVersion, temporaryFolder, thisMachine } from './support.ts'

const versions = await oneOfEachVersion()
const folder = await temporaryFolder()
const at = (name: string) => join(folder, name)
const pipe = (path: string) => execFileSync('mkfifo', [path])

pipe(at('pipe.py'))
symlinkSync('pipe.py', at('link.py'))
symlinkSync('/dev/zero', at('zero.py'))
mkdirSync(at('folder.py'))
const server = createServer().listen(at('socket.py'))
afterAll(() => server.close())

const OTHERS = ['pipe.py', 'link.py', 'zero.py', 'folder.py', 'socket.py']

describe('what is no regular file is not opened', () => {
  test.each(OTHERS)('%s', async (name) => {
    expect(() => readRegularSync(at(name), 10)).toThrow(/^it is a /)
    await expect(readRegular(at(name), 10)).rejects.toMatchObject({ code: 'ENOTREG' })
    expect(contentOf(at(name)).kind).toBe(name === 'folder.py' ? 'folder' : 'special')
    expect(outlineFile(folder, name).problem).toMatch(/is not a regular file|does not lie in the project/)
    expect(readFile(folder, name)).toMatchObject({
      code: expect.stringMatching(/^file-(unreadable|outside)$/),
    })
  })

  test.each(versions)('nor by the probe of Python $version', async ({ path }) => {
    const files = OTHERS.map(at)
    const outcome = await probe(path, files, { agentDir, timeoutMs: 10_000 })
    if (outcome.kind !== 'answer') throw new Error(outcome.kind)
    expect(outcome.answer.files).toHaveLength(files.length)
    for (const file of outcome.answer.files ?? [])
      expect(file).toMatchObject({ error: { message: 'it is not a regular file' } })
  })

  test('where it stands for what says which interpreter is wanted', async () => {
    const project = await temporaryFolder()
    const home = await folderWith({ '.local/share/virtualenvs/x/bin/python': '' })
    mkdirSync(join(home, '.conda'))
    for (const name of [
      '.python-version',
      '.pdm-python',
      'environment.yml',
      'environment.yaml',
      'pyvenv.cfg',
    ])
      pipe(join(project, name))
    pipe(join(home, '.conda', 'environments.txt'))
    pipe(join(home, '.local/share/virtualenvs/x', '.project'))
    expect(await findInterpreters(project, { ...thisMachine, home, env: { PATH: '' } })).toEqual([])
  })

  test('where it stands for rules of git', async () => {
    const project = await folderWith({ 'a.py': '', 'sub/b.py': '', '.git/info/x': '' })
    for (const name of ['.gitignore', 'sub/.gitignore', '.git/info/exclude']) pipe(join(project, name))
    expect((await projectFiles(project)).files).toEqual([join(project, 'a.py'), join(project, 'sub/b.py')])
  })
})

describe('what is read', () => {
  test('is all of it, however large its size is said to be', async () => {
    writeFileSync(at('text'), 'x'.repeat(2_500_000))
    const text = readFileSync(at('text'))
    expect(readRegularSync(at('text'), 2_500_000).equals(text)).toBe(true)
    expect((await readRegular(at('text'), 2_500_000)).equals(text)).toBe(true)
    writeFileSync(at('empty'), '')
    expect(readRegularSync(at('empty'), 0)).toHaveLength(0)
    expect((await readRegular('/proc/self/status', 100_000)).toString()).toContain('VmRSS') // its size is said to be 0
  })

  test('is nothing of what is larger than it may be', async () => {
    writeFileSync(at('sparse.py'), '')
    truncateSync(at('sparse.py'), 2 ** 40)
    expect(() => readRegularSync(at('sparse.py'), 1000)).toThrow('it is too large')
    await expect(readRegular(at('sparse.py'), 1000)).rejects.toMatchObject({ code: 'EFBIG' })
    expect(() => readRegularSync('/proc/self/status', 10)).toThrow('it is too large')
    expect(contentOf(at('sparse.py')).kind).toBe('binary')
  })
})
