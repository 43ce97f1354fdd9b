import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, onTestFinished, test } from 'vitest'
import { toFsPath } from '../../../../profiler-core/targets/python/fsPath.ts'
import { OutlinePool } from '../../../../profiler-core/targets/python/outlinePool.ts'
import { projectFiles } from '../../../../profiler-core/targets/python/projectFiles.ts'
import { folderWith } from './support.ts'

function pool(url?: URL): OutlinePool {
  const made = new OutlinePool(url)
  onTestFinished(() => made.close())
  return made
}

const MIB = 2 ** 20

test('lists files as the host would', async () => {
  const folder = await folderWith({ 'a.py': '', 'b/c.py': '', 'd.py': '', '.gitignore': 'd.py' })
  expect(await pool().files(folder)).toEqual(await projectFiles(folder))
})

describe('outlining files', () => {
  test('many at once, in the order in which they were asked for', async () => {
    const names = Array.from({ length: 200 }, (_, index) => `m${index}.py`)
    const folder = await folderWith(
      Object.fromEntries(names.map((name, index) => [name, `def f${index}(): pass\n`])),
    )
    const outlines = await pool().outline(
      folder,
      names.map((name) => join(folder, name)),
    )
    expect(outlines.map(({ items }) => items[0]?.name)).toEqual(names.map((_, index) => `f${index}`))
    expect(outlines.map(({ file }) => file)).toEqual(names.map((name) => join(folder, name)))
  })

  test('each problem is a sentence, and keeps none of the others back', async () => {
    const elsewhere = await folderWith({ 'out.py': 'def f(): pass\n' })
    const folder = await folderWith({
      'good.py': 'def f(): pass\n',
      'binary.py': Buffer.from([0x7f, 0x45, 0]),
      'huge.py': Buffer.alloc(5 * MIB + 1, 'x'),
      'largest.py': Buffer.concat([Buffer.from('def f(): pass\n#'), Buffer.alloc(5 * MIB - 15, 'x')]),
      'plain.txt': 'def f(): pass\n',
      script: '#!/usr/bin/env python3\ndef f(): pass\n',
    })
    mkdirSync(join(folder, 'folder.py'))
    symlinkSync('loop.py', join(folder, 'loop.py'))
    symlinkSync(join(elsewhere, 'out.py'), join(folder, 'out.py'))
    const names = [
      'good.py',
      'binary.py',
      'huge.py',
      'largest.py',
      'plain.txt',
      'script',
      'folder.py',
      'loop.py',
      'gone.py',
      'out.py',
    ]
    const outlines = await pool().outline(folder, names)
    expect(outlines.map(({ items, problem }) => problem ?? items.length)).toEqual([
      1,
      'binary.py is not text: it contains NUL bytes.',
      'huge.py is too large to be shown: 5.0 MiB.',
      1,
      0,
      1,
      'folder.py is not a regular file.',
      expect.stringMatching(/^loop\.py cannot be read: ELOOP/),
      'There is no file gone.py.',
      'out.py does not lie in the project.',
    ])
  })
})

describe('reading a file', () => {
  test('its text as Python decodes it, its outline, and its real path', async () => {
    const folder = await folderWith({
      'pkg/a.py': Buffer.from('# coding: latin-1\r\ndef f(x="é"): pass\r\n', 'latin1'),
    })
    symlinkSync('pkg/a.py', join(folder, 'link.py'))
    expect(await pool().read(folder, join(folder, 'link.py'))).toMatchObject({
      file: join(folder, 'pkg/a.py'),
      text: '# coding: latin-1\r\ndef f(x="é"): pass\r\n',
      outline: [{ name: 'f', parameters: [{ default: '"é"' }] }],
    })
  })

  test('a name that is not UTF-8', async () => {
    const folder = await folderWith({})
    const file = join(folder, 'caf\udce9.py')
    writeFileSync(toFsPath(file), 'class A: pass\n')
    expect(await pool().read(folder, file)).toMatchObject({ file, outline: [{ name: 'A' }] })
  })

  test.each([
    ['gone.py', 'file-missing'],
    ['../outside.py', 'file-missing'],
    ['/etc/passwd', 'file-outside'],
    ['out.py', 'file-outside'],
    ['sibling', 'file-outside'],
    ['binary.py', 'file-binary'],
    ['huge.py', 'file-too-large'],
    ['.', 'file-outside'],
    ['pkg', 'file-unreadable'],
    ['nul\0.py', 'file-unreadable'],
  ])('%j: %s', async (file, code) => {
    const parent = await folderWith({
      'p/binary.py': Buffer.alloc(10),
      'p/huge.py': Buffer.alloc(50 * MIB, 'x'),
      'p/pkg/a.py': '',
      'p-sibling/a.py': '',
    })
    const folder = join(parent, 'p')
    symlinkSync('/etc/passwd', join(folder, 'out.py'))
    symlinkSync('../p-sibling/a.py', join(folder, 'sibling'))
    await expect(pool().read(folder, file)).rejects.toMatchObject({ code })
  })
})

describe('the threads', () => {
  test('one that cannot be started fails the calls, not the host', async () => {
    const folder = await folderWith({ 'a.py': '' })
    const broken = pool(pathToFileURL(join(folder, 'no-such-worker.mjs')))
    await expect(broken.outline(folder, ['a.py'])).rejects.toThrow(/no-such-worker/)
    await expect(broken.read(folder, 'a.py')).rejects.toThrow(/no-such-worker/)
  })

  test('one that dies is replaced', async () => {
    const folder = await folderWith({
      'worker.mjs': `import { parentPort } from 'node:worker_threads'
        parentPort.on('message', (job) => {
          if (job.file === 'die') process.exit(1)
          parentPort.postMessage({ file: job.file, text: '', outline: [] })
        })`,
    })
    const dying = pool(pathToFileURL(join(folder, 'worker.mjs')))
    const answers = await Promise.allSettled(
      ['die', 'a', 'die', 'b', 'die', 'c'].map((file) => dying.read(folder, file)),
    )
    expect(answers.map(({ status }) => status)).toEqual([
      'rejected',
      'fulfilled',
      'rejected',
      'fulfilled',
      'rejected',
      'fulfilled',
    ])
  })

  test('closing fails what still waits, and does not hang', async () => {
    const folder = await folderWith({ 'a.py': '' })
    const closing = new OutlinePool()
    const asked = Array.from({ length: 20 }, () =>
      closing.read(folder, 'a.py').then(
        () => 'done',
        () => 'failed',
      ),
    )
    await closing.close()
    expect(await Promise.all(asked)).toContain('failed')
  })
})
