import { execFileSync } from 'node:child_process'
import { chmod, mkdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { RunTarget } from '../../../../profiler-core/contract/index.ts'
import { interpreterOf } from '../../../../profiler-core/targets/python/choose.ts'
import { findProgram } from '../../../../profiler-core/targets/python/program/findProgram.ts'
import { firstLineOf, isStub } from '../../../../profiler-core/targets/python/program/firstLine.ts'
import { anInterpreter, folderWith, temporaryFolder, thisMachine } from './support.ts'

const python = (await anInterpreter()).path

const PIP_STUB = `# -*- coding: utf-8 -*-
import re
import sys
from tool.cli import main
if __name__ == '__main__':
    sys.argv[0] = re.sub(r'(-script\\.pyw|\\.exe)?$', '', sys.argv[0])
    sys.exit(main())
`
const UV_STUB = `# -*- coding: utf-8 -*-
import sys
from tool import main
if __name__ == "__main__":
    if sys.argv[0].endswith("-script.pyw"):
        sys.argv[0] = sys.argv[0][:-11]
    elif sys.argv[0].endswith(".exe"):
        sys.argv[0] = sys.argv[0][:-4]
    sys.exit(main())
`

/** A folder with files that may be run. */
async function toolsIn(files: Record<string, string>, folder = ''): Promise<string> {
  const made = await folderWith(
    Object.fromEntries(Object.entries(files).map(([name, text]) => [join(folder, name), text])),
  )
  for (const name of Object.keys(files)) await chmod(join(made, folder, name), 0o755)
  return made
}

function find(
  cwd: string,
  path: string,
  more: { call?: string; env?: Record<string, string>; beside?: string } = {},
) {
  const target: RunTarget = { kind: 'script', path, ...(more.call && { call: more.call }) }
  return findProgram(
    { target, cwd, projectDir: cwd },
    {
      ...thisMachine,
      env: more.env ?? {},
      chosen: async () => ({
        ...(await anInterpreter()),
        ...(more.beside && { path: join(more.beside, 'python') }),
      }),
    },
  )
}

describe('the first line of a script', () => {
  test.each([
    ['#!/usr/bin/python3', '/usr/bin/python3', []],
    ['#! /usr/bin/python3 -sE', '/usr/bin/python3', ['-sE']],
    ['#!/opt/a b/python', '/opt/a', ['b/python']],
    ['#!/usr/bin/env python3', 'python3', []],
    ['#!/usr/bin/env -S python3 -u -Xdev', 'python3', ['-u', '-Xdev']],
    ['#!/bin/bash', '/bin/bash', []],
    ["#!/bin/sh\n'''exec' /a/very/long/python \"$0\" \"$@\"\n' '''", '/a/very/long/python', []],
    ["#!/bin/sh\n'''exec' \"/with a space/python3\" \"$0\" \"$@\"\n' '''", '/with a space/python3', []],
    ["#!/bin/sh\n'''exec' '/with a space/python3' \"$0\" \"$@\"\n' '''", '/with a space/python3', []],
    ["#!/bin/sh\n'''exec' /a/python -sE \"$0\" \"$@\"\n' '''", '/a/python', ['-sE']],
    [
      '#!/bin/sh\n\'\'\'exec\' "$(dirname -- "$(realpath -- "$0")")"/\'python\' "$0" "$@"\n\' \'\'\'',
      '/env/bin/python',
      [],
    ],
    ["#!/bin/sh\n'''exec' \"$HOME/python\" \"$0\" \"$@\"\n' '''", '/bin/sh', []],
    ['#!/bin/sh\necho hello', '/bin/sh', []],
  ])('%s', (head, interpreter, flags) => {
    expect(firstLineOf(`${head}\nx = 1\n`, '/env/bin/tool')).toEqual({ interpreter, flags })
  })

  test('none', () => {
    expect(firstLineOf('import sys\n', '/a')).toBeNull()
  })

  test.each([
    ['pip', PIP_STUB, true],
    ['uv', UV_STUB, true],
    ['a program of its own', 'import sys\n\ndef main():\n    return 1\n\nsys.exit(main())\n', false],
    ['a script', 'import train\ntrain.go()\n', false],
  ])('what an installer writes: %s', (_who, text, expected) => {
    expect(isStub(text)).toBe(expected)
  })
})

describe('finding the program', () => {
  test('a script goes before a command of the same name', async () => {
    const folder = await toolsIn({ tool: 'print(1)\n', 'bin/tool': `#!${python}\n${PIP_STUB}` })
    expect(await find(folder, 'tool', { env: { PATH: join(folder, 'bin') } })).toEqual({
      kind: 'script',
      path: 'tool',
      file: join(folder, 'tool'),
      firstLine: null,
    })
  })

  test('beside the interpreter of the project, then in its environment, then on PATH', async () => {
    const stub = `#!/some/python\n${PIP_STUB}`
    const folder = await toolsIn({ 'path/tool': stub })
    const env = { PATH: join(folder, 'path') }
    expect(await find(folder, 'tool', { env })).toMatchObject({
      kind: 'command',
      path: join(folder, 'path/tool'),
    })
    await mkdir(join(folder, '.venv/bin'), { recursive: true })
    await symlink(python, join(folder, '.venv/bin/python'))
    await writeFile(join(folder, '.venv/bin/tool'), stub)
    expect(await find(folder, 'tool', { env })).toMatchObject({ path: join(folder, '.venv/bin/tool') })
    const beside = await toolsIn({ tool: stub }, 'bin')
    expect(await find(folder, 'tool', { env, beside: join(beside, 'bin') })).toMatchObject({
      path: join(beside, 'bin/tool'),
      firstLine: { interpreter: '/some/python', flags: [] },
    })
  })

  test('a package without __main__ does not stand before the command that it is about', async () => {
    const folder = await toolsIn({ 'tool/__init__.py': '', 'path/tool': `#!${python}\n${UV_STUB}` })
    expect(await find(folder, 'tool', { env: { PATH: join(folder, 'path') } })).toMatchObject({
      kind: 'command',
    })
  })

  test('a script with an extension is run by the interpreter of the project, one without by its own', async () => {
    const text = '#!/usr/bin/env python3\ndef main():\n    pass\nmain()\n'
    const folder = await toolsIn({ 'manage.py': text, manage: text })
    expect(await find(folder, './manage.py')).toMatchObject({ kind: 'script', firstLine: null })
    expect(await find(folder, './manage')).toMatchObject({
      kind: 'script',
      path: './manage',
      firstLine: { interpreter: 'python3', flags: [] },
    })
  })

  test('folders, archives, compiled code', async () => {
    const folder = await folderWith({ 'app/__main__.py': 'print(1)\n', 'a.py': 'x = 1\n' })
    execFileSync(python, ['-m', 'zipapp', 'app', '-o', 'app.pyz', '-p', '/usr/bin/env python3'], {
      cwd: folder,
    })
    execFileSync(python, ['-m', 'zipapp', 'app', '-o', 'tool', '-p', '/usr/bin/env python3'], { cwd: folder })
    execFileSync(
      python,
      ['-c', 'import py_compile; py_compile.compile("a.py", "a.pyc"); py_compile.compile("a.py", "b")'],
      {
        cwd: folder,
      },
    )
    const kinds = await Promise.all(
      ['app', 'app/', 'app.pyz', 'tool', 'a.pyc', 'b'].map(async (path) => (await find(folder, path))?.kind),
    )
    expect(kinds).toEqual(['folder', 'folder', 'archive', 'archive', 'bytecode', 'bytecode'])
    expect(await find(folder, 'app')).toMatchObject({ path: 'app', file: join(folder, 'app/__main__.py') })
    expect((await find(folder, 'app.pyz'))?.firstLine).toBeNull()
    expect((await find(folder, 'tool'))?.firstLine).toMatchObject({ interpreter: 'python3' })
  })

  test('a module is none of these', async () => {
    const target: RunTarget = { kind: 'module', name: 'x' }
    const deps = { ...thisMachine, chosen: anInterpreter }
    expect(await findProgram({ target, cwd: '/', projectDir: '/' }, deps)).toBeNull()
  })

  test.each([
    ['nothing', 'script-not-found', /no file nothing here, and no such command/],
    ['./nothing', 'script-not-found', /There is no file \.\/nothing/],
    ['mian.py', 'script-not-found', /There is no file mian\.py/],
    ['empty', 'script-is-folder', /a folder without a __main__\.py/],
    ['shell', 'script-not-python', /a script for bash, not a Python program/],
    ['perl', 'script-not-python', /a script for perl/],
    ['machine', 'script-not-python', /machine code/],
    ['python3', 'script-not-python', /the interpreter itself/],
    ['data', 'script-binary', /NUL/],
  ])('%s is refused', async (path, code, message) => {
    const folder = await toolsIn({
      'main.py': '',
      'empty/readme': '',
      shell: '#!/bin/bash\necho hello\n',
      perl: '#!/usr/bin/env perl\nprint 1\n',
      machine: '\x7fELF\x02\x01\0\0',
      data: 'x\0y',
      'path/python3': '\x7fELF\x02\x01\0\0',
    })
    await expect(find(folder, path, { env: { PATH: join(folder, 'path') } })).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message),
    })
  })

  test('a statement is run in the namespace of sources only', async () => {
    const folder = await folderWith({ 'app/__main__.py': '' })
    await expect(find(folder, 'app', { call: 'f()' })).rejects.toMatchObject({
      code: 'script-cannot-be-called',
    })
  })

  test('an interpreter of a first line that is not there: who names it is said', async () => {
    const folder = await temporaryFolder()
    const firstLine = { interpreter: '/nowhere/python', flags: [] }
    const program = { kind: 'command', path: '/bin/tool', file: '/bin/tool', firstLine } as const
    const wish = { projectDir: folder, cwd: folder }
    await expect(interpreterOf(program, wish, thisMachine)).rejects.toMatchObject({
      code: 'interpreter-missing',
      message:
        '/bin/tool names /nowhere/python in its first line: There is no Python interpreter /nowhere/python.',
      hint: 'Name another one with --python PATH.',
    })
  })
})
