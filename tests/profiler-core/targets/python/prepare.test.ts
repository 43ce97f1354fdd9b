import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { RunRequest, type RunRequestInput } from '../../../../profiler-core/contract/index.ts'
import { prepareRun } from '../../../../profiler-core/targets/python/prepare.ts'
import { agentDir, anInterpreter, folderWith, programOf, temporaryFolder } from './support.ts'

const OutlineLine = z.object({ file: z.string(), functions: z.array(z.looseObject({ name: z.string() })) })
const Spec = z.looseObject({ files: z.record(z.string(), z.tuple([z.number(), z.number()])) })

const interpreter = await anInterpreter()

async function prepare(folder: string, path: string, more: Partial<RunRequestInput> = {}) {
  const request = RunRequest.parse({
    target: { kind: 'script', path },
    cwd: folder,
    projectDir: folder,
    ...more,
  })
  const program = await programOf(request)
  return prepareRun(request, interpreter, { program, agentDir, cacheDir: '/data/cache' })
}

describe('preparing a run', () => {
  test('the command: the interpreter, its options, the agent, the run folder', async () => {
    const folder = await folderWith({ 'a.py': '' })
    const prepared = await prepare(folder, 'a.py', { pythonFlags: ['-O', '-X', 'dev', '-Werror'] })
    expect(prepared.start('/data/running/k', {})).toEqual({
      words: [
        interpreter.path,
        '-O',
        '-X',
        'dev',
        '-Werror',
        '-B',
        join(agentDir, 'importlib_bootstrap.py'),
        '/data/running/k/spec.json',
        '/data/cache',
      ],
      env: {},
    })
    expect(prepared).toMatchObject({ interpreter, main: join(folder, 'a.py'), warnings: [] })
  })

  test.each(['-c', '-m', '-Bm', '-', '-V', 'script.py', '--help', '-h'])(
    'the option %s is refused',
    async (flag) => {
      const folder = await folderWith({ 'a.py': '' })
      await expect(prepare(folder, 'a.py', { pythonFlags: [flag] })).rejects.toMatchObject({
        code: 'python-flag',
      })
    },
  )

  test('spec.json says what to run, and where in outlines.jsonl each file is', async () => {
    const folder = await folderWith({
      'a.py': 'import b\n@profile\ndef f():\n    return (1,\n      2)\ndef g(): pass\n',
      'b.py': '@profile\ndef größe(): pass\n',
    })
    const prepared = await prepare(folder, 'a.py', {
      args: ['--x', 'ü\udcff'],
      backend: 'heap',
      watchChildren: false,
      detail: 'functions',
      exact: true,
    })
    const text = prepared.spec('/data/k', false)
    expect(text).toMatch(/^[ -~]*$/)
    const spec = Spec.parse(JSON.parse(text))
    expect(spec).toMatchObject({
      version: 1,
      folder: '/data/k',
      target: { kind: 'script', path: 'a.py' },
      args: ['--x', 'ü\udcff'],
      cwd: folder,
      backend: 'heap',
      watchMarked: true,
      narrowToMarked: false,
      watchChildren: false,
      includeChildren: false,
      detail: 'functions',
      exact: true,
      countObjects: false,
    })
    const bytes = Buffer.from(prepared.outlines)
    const outlines = Object.entries(spec.files).map(([file, [offset, length]]) => {
      const outline = OutlineLine.parse(JSON.parse(bytes.toString('ascii', offset, offset + length)))
      expect(outline.file).toBe(file)
      return outline
    })
    expect(outlines[0]?.functions).toEqual([
      expect.objectContaining({ name: '<module>', watched: false }),
      {
        name: 'f',
        firstLine: 2,
        lastLine: 5,
        watched: true,
        codes: [[2, 'f']],
        lines: [4],
        continued: [[5, 4]],
      },
      expect.objectContaining({ name: 'g', watched: false }),
    ])
    expect(outlines[1]?.functions[1]).toMatchObject({ name: 'größe', watched: true })
    expect(prepared.watchedRows).toBe(2 + 2)
  })

  test('sources of all that is watched, and of the script even if nothing in it is', async () => {
    const files = { 'a.py': 'import b\r\n', 'b.py': '@profile\ndef f(): pass\n', 'c.py': 'x = 1\n' }
    const folder = await folderWith(files)
    expect((await prepare(folder, 'a.py')).sources).toEqual([
      { file: join(folder, 'a.py'), text: files['a.py'] },
      { file: join(folder, 'b.py'), text: files['b.py'] },
    ])
  })

  test('a script that does not parse is prepared all the same', async () => {
    const folder = await folderWith({ 'a.py': 'def f(:\n' })
    const prepared = await prepare(folder, 'a.py')
    expect(prepared).toMatchObject({ outlines: '', watchedRows: 0, sources: [{ text: 'def f(:\n' }] })
  })

  test('a script of 50,000 lines', async () => {
    const text = Array.from({ length: 12_500 }, (_, n) => `def f${n}(x):\n    y = x\n    return y\n\n`).join(
      '',
    )
    const folder = await folderWith({ 'a.py': text })
    expect((await prepare(folder, 'a.py')).watchedRows).toBe(1 + 12_500 + 12_500 * 3)
  })

  test('names with quotes, line breaks, spaces and other letters', async () => {
    for (const name of ['it\'s "a" b.py', 'line\nbreak.py', 'größe \u{1f40d}.py', '-m.py', 'a:b.py']) {
      const folder = await folderWith({ [name]: 'def f(): pass\n' })
      const prepared = await prepare(folder, name, { watch: { kind: 'functions', names: [`${name}:f`] } })
      expect(prepared.watchedRows).toBe(2 - 1 + 1)
      expect(prepared.sources).toEqual([{ file: join(folder, name), text: 'def f(): pass\n' }])
    }
  })

  test.skipIf(process.platform !== 'linux')('a folder and a script whose names are not UTF-8', async () => {
    const folder = await temporaryFolder()
    const odd = Buffer.concat([Buffer.from(`${folder}/d`), Buffer.of(0xe9)])
    await mkdir(odd)
    await writeFile(
      Buffer.concat([odd, Buffer.from('/s'), Buffer.of(0xff), Buffer.from('.py')]),
      'def f(): pass\n',
    )
    const prepared = await prepare(join(folder, 'd\udce9'), 's\udcff.py', { watch: { kind: 'project' } })
    const file = join(folder, 'd\udce9', 's\udcff.py')
    expect(prepared.sources).toEqual([{ file, text: 'def f(): pass\n' }])
    expect(Object.keys(Spec.parse(JSON.parse(prepared.spec('/k', false))).files)).toEqual([file])
  })
})
