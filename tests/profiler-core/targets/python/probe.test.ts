import { existsSync } from 'node:fs'
import { chmod, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { probe } from '../../../../profiler-core/targets/python/probe.ts'
import { agentDir, anInterpreter, folderWith, oneOfEachVersion, temporaryFolder } from './support.ts'

const options = { agentDir, timeoutMs: 20_000 }

async function program(text: string): Promise<string> {
  const path = join(await temporaryFolder(), 'program')
  await writeFile(path, text)
  await chmod(path, 0o755)
  return path
}

describe('asking a program whether it is Python', () => {
  test('every interpreter of this machine says its version and outlines a file', async () => {
    const folder = await folderWith({ 'a.py': 'def f():\n    return [\n        1]\n' })
    for (const { path, version } of await oneOfEachVersion()) {
      const outcome = await probe(path, [join(folder, 'a.py')], options)
      expect(outcome).toMatchObject({
        kind: 'answer',
        answer: {
          version,
          implementation: 'cpython',
          files: [
            { file: join(folder, 'a.py'), functions: [{ name: '<module>' }, { name: 'f', lines: [2] }] },
          ],
        },
      })
    }
  })

  test('a file that does not parse is an error of that file alone', async () => {
    const folder = await folderWith({ 'a.py': 'def f(:\n', 'b.py': 'x = 1\n' })
    const { path } = await anInterpreter()
    const outcome = await probe(path, [join(folder, 'a.py'), join(folder, 'b.py')], options)
    expect(outcome).toMatchObject({
      answer: { files: [{ error: { type: 'SyntaxError', line: 1 } }, { functions: [{ name: '<module>' }] }] },
    })
  })

  test('what is not there, not a program, or not Python', async () => {
    const folder = await folderWith({ text: 'hello' })
    expect(await probe(join(folder, 'gone'), [], options)).toEqual({ kind: 'missing' })
    expect(await probe(join(folder, 'text'), [], options)).toEqual({ kind: 'forbidden' })
    expect(await probe('/bin/echo\0', [], options)).toMatchObject({ kind: 'other' })
    expect(await probe(await program('#!/bin/sh\necho hello >&2\nexit 3\n'), [], options)).toEqual({
      kind: 'other',
      detail: 'hello',
    })
  })

  test('a stand-in finds nothing in the folder that it is started in, though PATH be relative', async () => {
    const cwd = await folderWith({ planted: '#!/bin/sh\ntouch ran\n' })
    await chmod(join(cwd, 'planted'), 0o755)
    vi.stubEnv('PATH', `.:./bin::${process.env['PATH']}`)
    onTestFinished(() => void vi.unstubAllEnvs())
    const path = await program('#!/usr/bin/env planted\n')
    expect(await probe(path, [], { ...options, cwd })).toMatchObject({ kind: 'other' })
    expect(existsSync(join(cwd, 'ran'))).toBe(false)
  })

  test('a program that hangs is given up with all that it started', async () => {
    const path = await program('#!/bin/sh\nsleep 1000\n')
    const before = Date.now()
    expect(await probe(path, [], { agentDir, timeoutMs: 300 })).toEqual({ kind: 'timeout' })
    expect(Date.now() - before).toBeLessThan(5000)
  })

  test('a program that never stops talking is given up', async () => {
    const path = await program('#!/bin/sh\nyes\n')
    expect(await probe(path, [], { agentDir, timeoutMs: 20_000 })).toEqual({ kind: 'other', detail: '' })
  })
})
