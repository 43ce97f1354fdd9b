import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { MebiError } from '../../../profiler-core/contract/index.ts'
import { datasetOf } from '../../../profiler-core/service/dataset.ts'
import { toFsPath } from '../../../profiler-core/targets/python/fsPath.ts'
import { places, runToEnd } from '../serviceFixture.ts'
import { temporaryFolder } from '../targets/python/support.ts'

const sha256 = (content: string | Buffer) => createHash('sha256').update(content).digest('hex')

describe('the data of a run', () => {
  test('is nothing where nothing was said', async () => {
    expect(await datasetOf({ cwd: '/' })).toBeNull()
    expect(await datasetOf({ cwd: '/', dataset: {} })).toBeNull()
    expect(await datasetOf({ cwd: '/', dataset: { unit: 'rows' } })).toBeNull()
  })

  test('is what the person says, without a file', async () => {
    const dataset = { label: 'May', size: 30_000, unit: 'rows' }
    expect(await datasetOf({ cwd: '/', dataset })).toEqual({ ...dataset, file: null, sha256: null })
    expect(await datasetOf({ cwd: '/', dataset: { label: 'May', unit: 'rows' } })).toEqual({
      label: 'May',
      size: null,
      unit: null,
      file: null,
      sha256: null,
    })
  })

  test('is a file, seen from the working folder, with its size and hash', async () => {
    const cwd = await temporaryFolder()
    const content = Buffer.alloc(3_500_000, 'some data\n')
    await writeFile(join(cwd, 'may.csv'), content)
    await mkdir(join(cwd, 'below'))
    await symlink('../may.csv', join(cwd, 'below', 'link'))
    const expected = { label: null, size: 3_500_000, unit: 'bytes', sha256: sha256(content) }
    expect(await datasetOf({ cwd, dataset: { file: 'may.csv', unit: 'rows' } })).toEqual({
      ...expected,
      file: join(cwd, 'may.csv'),
    })
    const link = { file: '../below/link', size: 8, label: 'May' }
    expect(await datasetOf({ cwd: join(cwd, 'below'), dataset: link })).toEqual({
      ...expected,
      label: 'May',
      size: 8,
      unit: null,
      file: join(cwd, 'below', 'link'),
    })
  })

  test('has no size where the file is empty', async () => {
    const cwd = await temporaryFolder()
    await writeFile(join(cwd, 'empty'), '')
    expect(await datasetOf({ cwd, dataset: { file: 'empty' } })).toMatchObject({
      size: null,
      unit: null,
      sha256: sha256(''),
    })
  })

  test.runIf(process.platform === 'linux')('may have a name that is not UTF-8', async () => {
    const cwd = await temporaryFolder()
    await writeFile(toFsPath(join(cwd, 'm\udcffy')), 'x')
    const found = await datasetOf({ cwd, dataset: { file: 'm\udcffy' } })
    expect(found).toMatchObject({ file: join(cwd, 'm\udcffy'), sha256: sha256('x') })
  })

  test('that cannot be read is told in a sentence', async () => {
    const cwd = await temporaryFolder()
    await writeFile(join(cwd, 'file'), 'x')
    const refusal = (file: string) =>
      datasetOf({ cwd, dataset: { file } }).catch((error: unknown) =>
        error instanceof MebiError ? [error.code, error.message, error.hint] : error,
      )
    const hint = 'Name a file that can be read, or say yourself how much data there is.'
    const missing = `There is no data file ${join(cwd, 'may.csv')}.`
    expect(await refusal('may.csv')).toEqual(['dataset-not-found', missing, hint])
    expect(await refusal('file/below')).toMatchObject([
      'dataset-not-found',
      expect.stringContaining('no data file'),
      hint,
    ])
    const folder = `The data ${cwd} is a folder: its content cannot be recorded.`
    expect(await refusal(cwd)).toEqual(['dataset-no-file', folder, hint])
  })

  test.runIf(process.platform !== 'win32')('is not read from a pipe, which would wait for ever', async () => {
    const cwd = await temporaryFolder()
    await promisify(execFile)('mkfifo', [join(cwd, 'pipe')])
    await expect(datasetOf({ cwd, dataset: { file: 'pipe' } })).rejects.toMatchObject({
      code: 'dataset-no-file',
      message: `The data ${join(cwd, 'pipe')} is not a regular file: its content cannot be recorded.`,
    })
  })

  test('is not read to its end when Mebi closes', async () => {
    const cwd = await temporaryFolder()
    await writeFile(join(cwd, 'file'), 'x')
    await expect(datasetOf({ cwd, dataset: { file: 'file' } }, AbortSignal.abort())).rejects.toMatchObject({
      code: 'closing',
    })
  })
})

const place = places()

describe('a run with data', () => {
  test('has it as it was before the program began', async () => {
    const here = place()
    await writeFile(join(here.project, 'numbers'), '1\n2\n')
    const request = here.request('open("numbers", "w").write("changed")', { dataset: { file: 'numbers' } })
    const run = await runToEnd(here.service(), request)
    expect(run.dataset).toEqual({
      label: null,
      size: 4,
      unit: 'bytes',
      file: join(here.project, 'numbers'),
      sha256: sha256('1\n2\n'),
    })
  })

  test('that is not there does not begin', async () => {
    const here = place()
    const request = here.request('open("ran", "w")', { dataset: { file: 'numbers' } })
    const started = await here.service().call('runs.start', request)
    expect(started).toMatchObject({ ok: false, error: { code: 'dataset-not-found' } })
  })
})
