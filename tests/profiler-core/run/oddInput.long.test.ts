import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { RunRequest } from '../../../profiler-core/contract/index.ts'
import { hostInfo } from '../../../profiler-core/run/hostInfo.ts'
import type { RunRecord } from '../../../profiler-core/run/plan.ts'
import { startRun } from '../../../profiler-core/run/run.ts'
import { toFsPath } from '../../../profiler-core/targets/python/fsPath.ts'
import { prepareRun } from '../../../profiler-core/targets/python/prepare.ts'
import { readSource } from '../../../profiler-core/targets/python/sourceText.ts'
import { agentDir, oneOfEachVersion, programOf, temporaryFolder } from '../targets/python/support.ts'
import { checkRecord, functionOf, runToEnd, textOf } from './support.ts'

const oldestAndNewest = async () => {
  const versions = await oneOfEachVersion()
  return [...new Set([versions[0]!, versions.at(-1)!])]
}

/** Runs a script of any bytes, in a folder of any name below a temporary one, on the oldest and the newest interpreter. */
async function runNamed(folder: string, name: string, content: string | Buffer): Promise<RunRecord[]> {
  const records: RunRecord[] = []
  for (const interpreter of await oldestAndNewest()) {
    const cwd = join(await temporaryFolder(), folder)
    await mkdir(toFsPath(cwd), { recursive: true })
    await writeFile(toFsPath(join(cwd, name)), content)
    const target = { kind: 'script' as const, path: name }
    const request = RunRequest.parse({ target, cwd, projectDir: cwd })
    const dataDir = await temporaryFolder()
    const prepared = await prepareRun(request, interpreter, {
      program: await programOf(request),
      agentDir,
      cacheDir: join(dataDir, 'cache'),
    })
    const plan = { ...prepared, request, host: hostInfo(), git: null, dataset: null }
    const run = await startRun(plan, { dataDir, stdin: 'ignore', onEvent: () => {}, readSource })
    const record = await run.ended
    checkRecord(record)
    expect(record.detail).toMatchObject({ status: 'finished', warnings: [] })
    expect(record.sources.map((source) => source.file)).toEqual([join(cwd, name)])
    records.push(record)
  }
  return records
}

const SOURCE = 'def f():\n    print("ran")\nf()\n'

describe('names of all kinds', () => {
  test.each([
    ['with space', 'it\'s "a" script.py'],
    ['line\nbreak', 'a\tb.py'],
    ['größe \u{1f40d}', '変数.py'],
    ['$(x) `y` ;&', '-c.py'],
    ['plain', 'no-suffix'],
  ])('%j %j', async (folder, name) => {
    for (const record of await runNamed(folder, name, SOURCE)) {
      expect(textOf(record)).toBe('ran\n')
      expect(functionOf(record, 'f').file.endsWith(join(folder, name))).toBe(true)
    }
  })

  test.skipIf(process.platform !== 'linux')('bytes that are not UTF-8', async () => {
    for (const record of await runNamed('d\udce9', 's\udcff.py', SOURCE)) {
      expect(textOf(record)).toBe('ran\n')
      expect(functionOf(record, 'f').file.endsWith('d\udce9/s\udcff.py')).toBe(true)
      expect(record.sources[0]?.text).toBe(SOURCE)
    }
  })
})

describe('sources of all kinds', () => {
  test.each([
    [
      'Latin-1 with a coding line',
      Buffer.from(
        '# coding: latin-1\ndef gr\xf6\xdfe():\n    print("\xe4" == chr(228))\ngr\xf6\xdfe()\n',
        'latin1',
      ),
      'größe',
    ],
    ['a byte order mark', Buffer.from('\ufeffdef größe():\n    print(True)\ngröße()\n'), 'größe'],
    ['CRLF and tabs', Buffer.from('def f():\r\n\tprint(True)\r\nf()\r\n'), 'f'],
    ['old Mac line ends', Buffer.from('def f():\r    print(True)\rf()\r'), 'f'],
    ['no last line end', Buffer.from('def f():\n    print(True)\nf()'), 'f'],
    [
      'other letters in names',
      Buffer.from('class Ünï:\n    def ﬁt(self):\n        print(True)\nÜnï().fit()\n'),
      'Ünï.fit',
    ],
  ])('%s', async (_, content, name) => {
    for (const record of await runNamed('x', 'a.py', content)) {
      expect(textOf(record)).toBe('True\n')
      expect(functionOf(record, name).lines).toHaveLength(1)
    }
  })

  test('nothing at all', async () => {
    for (const record of await runNamed('x', 'a.py', '')) expect(record.output).toEqual([])
  })

  test('50,000 lines', { timeout: 120_000 }, async () => {
    const functions = Array.from({ length: 12_500 }, (_, n) => `def f${n}(x):\n    y = x\n    return y\n\n`)
    const calls = 'for f in list(globals().values()):\n    if callable(f): f(1)\nprint("ran")\n'
    const record = await runToEnd(functions.join('') + calls)
    expect(textOf(record)).toBe('ran\n')
    expect(record.detail.functions).toHaveLength(12_500 + 1)
  })
})
