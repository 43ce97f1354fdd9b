import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { RunTarget, WatchSelection } from '../../../../profiler-core/contract/index.ts'
import { type Selection, selectFunctions } from '../../../../profiler-core/targets/python/selection.ts'
import { agentDir, anInterpreter, folderWith, programOf } from './support.ts'

const python = (await anInterpreter()).path
const auto: WatchSelection = { kind: 'auto' }
const script = (path: string, call?: string): RunTarget => ({ kind: 'script', path, ...(call && { call }) })
const named = (...names: string[]): WatchSelection => ({ kind: 'functions', names })

async function select(
  cwd: string,
  target: RunTarget,
  watch: WatchSelection,
  projectDir = cwd,
): Promise<Selection> {
  const program = await programOf({ target, cwd, projectDir })
  return selectFunctions({ target, cwd, projectDir, watch, program }, { python, agentDir })
}

/** The watched functions as `file:name`, files relative to the folder. */
function watchedIn(folder: string, selection: Selection): string[] {
  return selection.files.flatMap(({ outline, watched }) =>
    [...watched].map((each) => `${outline.file.slice(folder.length + 1)}:${each.name}`),
  )
}

const loader = `
class Loader:
    def load(self):
        return 1
    @property
    def size(self):
        return 1
    @size.setter
    def size(self, value):
        pass

def outer():
    def inner():
        return lambda: 1
    return inner

def main():
    pass
`

describe('what is watched when nothing is said', () => {
  test('every function of the script and its module level', async () => {
    const folder = await folderWith({
      'a.py': 'import b\ndef f(): pass\ndef g(): pass\n',
      'b.py': 'def h(): pass\n',
    })
    const selection = await select(folder, script('a.py'), auto)
    expect(watchedIn(folder, selection)).toEqual(['a.py:<module>', 'a.py:f', 'a.py:g'])
    expect(selection).toMatchObject({ main: join(folder, 'a.py'), watchMarked: true, warnings: [] })
  })

  test('only what @profile decorates, in the script and in the project', async () => {
    const folder = await folderWith({
      'a.py': 'import b\n@profile\ndef f(): pass\ndef g(): pass\n',
      'pkg/b.py':
        'from memory_profiler import profile\n@profile(precision=4)\ndef h(): pass\ndef i(): pass\n',
    })
    expect(watchedIn(folder, await select(folder, script('a.py'), auto))).toEqual(['a.py:f', 'pkg/b.py:h'])
  })

  test('@profile elsewhere takes nothing from the script: what it loads is not known before it does', async () => {
    const folder = await folderWith({
      'a.py': '# see other\nfrom middle import go\ndef f(): pass\n',
      'middle.py': 'import tools.deep\n',
      'tools/deep.py': '@profile\ndef h(): pass\n',
      'other.py': '@profile\ndef i(): pass\ndef j(): pass\n',
    })
    const selection = await select(folder, script('a.py'), auto)
    expect(watchedIn(folder, selection)).toEqual(['a.py:<module>', 'a.py:f', 'other.py:i', 'tools/deep.py:h'])
    expect(selection).toMatchObject({
      narrowToMarked: false,
      toWatch: { why: 'program', count: 2, functions: [{ name: '<module>' }, { name: 'f' }] },
    })
  })

  test('a mark is the name `profile`, not any attribute of that name', async () => {
    const folder = await folderWith({
      'test_x.py':
        'import pytest\n@pytest.mark.profile\ndef test_a(): pass\n@shim.profile(False)\ndef b(): pass\n',
      'alias.py':
        'import memory_profiler as mp\nfrom memory_profiler import profile as p\n@mp.profile\ndef c(): pass\n@p(precision=2)\ndef d(): pass\ndef e(): pass\n',
      'theirs.py': 'from cProfile import profile\n@profile\ndef g(): pass\n',
      'whole.py':
        '@profile\nclass A:\n    def m(self): pass\n    @staticmethod\n    def n(): pass\ndef o(): pass\n',
    })
    const marked = async (file: string) =>
      watchedIn(folder, await select(folder, script(file), auto))
        .filter((each) => each.startsWith(file))
        .map((each) => each.slice(file.length + 1))
    expect(await marked('test_x.py')).toEqual(['<module>', 'test_a', 'b'])
    expect(await marked('alias.py')).toEqual(['c', 'd'])
    expect(await marked('theirs.py')).toEqual(['<module>', 'g'])
    expect(await marked('whole.py')).toEqual(['A.m', 'A.n'])
  })

  test('of a program of several files, marks count when they are met', async () => {
    const folder = await folderWith({
      'pkg/__main__.py': 'from . import cli\n',
      'pkg/cli.py': '@profile\ndef c(): pass\ndef d(): pass\n',
    })
    const selection = await select(folder, { kind: 'module', name: 'pkg' }, auto)
    expect(selection.narrowToMarked).toBe(true)
    expect(watchedIn(folder, selection)).toEqual(['pkg/__main__.py:<module>', 'pkg/cli.py:c', 'pkg/cli.py:d'])
  })

  test('a call is made after loading: not the module level', async () => {
    const folder = await folderWith({ 'a.py': loader })
    expect(watchedIn(folder, await select(folder, script('a.py', 'main()'), auto))).toEqual(
      expect.not.arrayContaining(['a.py:<module>']),
    )
  })

  test('-m: a module, a package with all its files, and a tool that runs the project', async () => {
    const folder = await folderWith({
      'tool.py': 'def t(): pass\n',
      'src/pkg/__main__.py': 'from .cli import c\nc()\n',
      'src/pkg/cli.py': 'def c(): pass\n',
      'src/pkg/sub/x.py': 'def x(): pass\n',
    })
    const module = (name: string) => select(folder, { kind: 'module', name }, auto)
    expect(watchedIn(folder, await module('tool'))).toEqual(['tool.py:<module>', 'tool.py:t'])
    expect(watchedIn(folder, await module('pkg'))).toEqual([
      'src/pkg/__main__.py:<module>',
      'src/pkg/cli.py:c',
      'src/pkg/sub/x.py:x',
    ])
    expect(watchedIn(folder, await module('pkg.sub.x'))).toEqual([
      'src/pkg/sub/x.py:<module>',
      'src/pkg/sub/x.py:x',
    ])
    const tool = await module('pytest')
    expect(tool.main).toBeNull()
    expect(watchedIn(folder, tool)).toEqual(['src/pkg/cli.py:c', 'src/pkg/sub/x.py:x', 'tool.py:t'])
  })
})

describe('functions by name', () => {
  const files = {
    'a.py': loader,
    'lib/io.py': 'def read(): pass\ndef write(): pass\nclass Store:\n    def save(self): pass\n',
    'lib/net.py': 'def read(): pass\nclass Store:\n    def send(self): pass\n',
    'dir/ünï.py': 'def größe(): pass\n',
  }

  test.each([
    ['load', ['a.py:Loader.load']],
    ['Loader.load', ['a.py:Loader.load']],
    ['outer.<locals>.inner', ['a.py:outer.<locals>.inner']],
    ['outer.inner', ['a.py:outer.<locals>.inner']],
    ['inner', ['a.py:outer.<locals>.inner']],
    ['<module>', ['a.py:<module>']],
    ['size', ['a.py:Loader.size', 'a.py:Loader.size']],
    ['a.py:main', ['a.py:main']],
    ['write', ['lib/io.py:write']],
    ['save', ['lib/io.py:Store.save']],
    ['net.py:read', ['lib/net.py:read']],
    ['lib/io.py:read', ['lib/io.py:read']],
    ['./lib/io.py:read', ['lib/io.py:read']],
    ['net.py:<module>', ['lib/net.py:<module>']],
    ['gro\u0308ße', ['dir/ünï.py:größe']],
    ['net.py:*', ['lib/net.py:read', 'lib/net.py:Store.send']],
    [
      'lib:*',
      [
        'lib/io.py:read',
        'lib/io.py:write',
        'lib/io.py:Store.save',
        'lib/net.py:read',
        'lib/net.py:Store.send',
      ],
    ],
  ])('%s', async (name, expected) => {
    const folder = await folderWith(files)
    const selection = await select(folder, script('a.py'), named(name))
    expect(watchedIn(folder, selection)).toEqual(expected)
    expect(selection.watchMarked).toBe(false)
  })

  test.each([
    ['lib.io:read', ['lib/io.py:read']],
    ['io:read', ['lib/io.py:read']],
    ['lib.io.read', ['lib/io.py:read']],
    ['lib.io:Store.save', ['lib/io.py:Store.save']],
    ['lib.io.Store.save', ['lib/io.py:Store.save']],
    ['lib.io:*', ['lib/io.py:read', 'lib/io.py:write', 'lib/io.py:Store.save']],
    ['pkg.sub:*', ['pkg/sub/__init__.py:make', 'pkg/sub/deep.py:dig', 'pkg/sub/deep.py:fill']],
    ['pkg.sub:make', ['pkg/sub/__init__.py:make']],
    ['pkg.sub.dig', ['pkg/sub/deep.py:dig']],
    ['a.main', ['a.py:main']],
    ['a.Loader.load', ['a.py:Loader.load']],
    ['dir.ünï.größe', ['dir/ünï.py:größe']],
    ['write()', ['lib/io.py:write']],
    ['lib/io.py::Store::save', ['lib/io.py:Store.save']],
  ])('as a module has it: %s', async (name, expected) => {
    const more = {
      'pkg/sub/__init__.py': 'from .deep import dig\ndef make(): pass\n',
      'pkg/sub/deep.py': 'def dig(): pass\ndef fill(): pass\n',
    }
    const folder = await folderWith({ ...files, ...more })
    expect(watchedIn(folder, await select(folder, script('a.py'), named(name)))).toEqual(expected)
  })

  test('a module that has no such function, and one that there is not', async () => {
    const folder = await folderWith({ ...files, 'lib/sub/io.py': 'def read(): pass\n' })
    await expect(select(folder, script('a.py'), named('lib.io:wriet'))).rejects.toMatchObject({
      message: 'There is no function wriet in lib/io.py. Did you mean write?',
    })
    await expect(select(folder, script('a.py'), named('gone.mod:f'))).rejects.toMatchObject({
      message: 'There is no function gone.mod:f: the project has no module gone.mod.',
    })
    await expect(select(folder, script('a.py'), named('lib.net.raed'))).rejects.toMatchObject({
      code: 'function-not-found',
      message: expect.stringMatching(/^There is no function lib\.net\.raed .* Did you mean /),
    })
    await expect(select(folder, script('a.py'), named('io:read'))).rejects.toMatchObject({
      code: 'function-ambiguous',
      message: 'Several functions are called io:read: lib/io.py:read, lib/sub/io.py:read.',
    })
  })

  test('several names at once', async () => {
    const folder = await folderWith(files)
    const selection = await select(folder, script('a.py'), named('main', 'net.py:read', 'load'))
    expect(watchedIn(folder, selection)).toEqual(['a.py:Loader.load', 'a.py:main', 'lib/net.py:read'])
  })

  test('a name that fits none says which there are, and which may be meant', async () => {
    const folder = await folderWith(files)
    await expect(select(folder, script('a.py'), named('laod'))).rejects.toMatchObject({
      code: 'function-not-found',
      message: 'There is no function laod in the program or its project. Did you mean Loader.load?',
      hint: 'There are: Loader.load, Loader.size, outer, outer.<locals>.inner, main.',
    })
    await expect(select(folder, script('a.py'), named('io.py:wriet'))).rejects.toMatchObject({
      message: 'There is no function wriet in lib/io.py. Did you mean write?',
    })
    await expect(select(folder, script('a.py'), named('gone.py:f'))).rejects.toMatchObject({
      message: 'There is no function gone.py:f: the project has no file gone.py.',
    })
  })

  test('a name that fits several lists them as they can be chosen', async () => {
    const folder = await folderWith(files)
    await expect(select(folder, script('a.py'), named('read'))).rejects.toMatchObject({
      code: 'function-ambiguous',
      message: 'Several functions are called read: lib/io.py:read, lib/net.py:read.',
    })
  })

  test('beside a script that lies outside of the project', async () => {
    const folder = await folderWith({ ...files, 'project/b.py': 'def b(): pass\n' })
    const project = join(folder, 'project')
    const find = async (name: string) =>
      watchedIn(folder, await select(project, script('../a.py'), named(name), project))
    expect(await find('write')).toEqual(['lib/io.py:write'])
    expect(await find('b')).toEqual(['project/b.py:b'])
  })

  test('in a script that does not parse, the interpreter is left to say so', async () => {
    const folder = await folderWith({ 'a.py': 'def f(:\n' })
    expect((await select(folder, script('a.py'), named('f'))).files).toEqual([])
    expect((await select(folder, script('a.py'), auto)).files).toEqual([])
  })
})

describe('the whole project', () => {
  test('all but environments, hidden and built folders; the module level of the script only', async () => {
    const folder = await folderWith({
      'a.py': 'def f(): pass\n',
      'pkg/b.py': 'def g(): pass\n',
      'pkg/broken.py': 'def (\n',
      '.hidden/c.py': 'def c(): pass\n',
      'env37/pyvenv.cfg': '',
      'env37/lib/d.py': 'def d(): pass\n',
      'node_modules/e.py': 'def e(): pass\n',
      'build/lib/h.py': 'def h(): pass\n',
      'x/site-packages/i.py': 'def i(): pass\n',
    })
    const selection = await select(folder, script('a.py'), { kind: 'project' })
    expect(watchedIn(folder, selection)).toEqual(['a.py:<module>', 'a.py:f', 'pkg/b.py:g'])
  })

  test('a script outside of the project folder counts as well', async () => {
    const folder = await folderWith({ 'project/b.py': 'def g(): pass\n', 'a.py': 'def f(): pass\n' })
    const selection = await select(folder, script('a.py'), { kind: 'project' }, join(folder, 'project'))
    expect(watchedIn(folder, selection)).toEqual(['a.py:<module>', 'a.py:f', 'project/b.py:g'])
  })
})

describe('scripts that cannot be run', () => {
  test.each([
    ['gone.py', 'script-not-found', 'There is no file gone.py.'],
    ['a.py/x.py', 'script-not-found', 'There is no file a.py/x.py.'],
    ['folder', 'script-is-folder', 'folder is a folder without a __main__.py: Python cannot run it.'],
    ['binary', 'script-not-python', 'binary is machine code, not a Python program.'],
    ['/dev/null', 'script-not-a-file', '/dev/null is not a regular file.'],
  ])('%s', async (path, code, message) => {
    const folder = await folderWith({ 'a.py': '', 'folder/x.py': '', binary: Buffer.from('\x7fELF\0\0') })
    await expect(select(folder, script(path), auto)).rejects.toMatchObject({ code, message })
  })

  test('a similar name is suggested', async () => {
    const folder = await folderWith({ 'train.py': '', 'b.txt': '' })
    await expect(select(folder, script('trian.py'), auto)).rejects.toMatchObject({
      hint: 'Did you mean train.py?',
    })
  })

  test('an empty script is fine', async () => {
    const folder = await folderWith({ 'a.py': '' })
    expect(watchedIn(folder, await select(folder, script('a.py'), auto))).toEqual(['a.py:<module>'])
  })
})

describe('what git leaves out', () => {
  test('is not all of the project, but can be named', async () => {
    const folder = await folderWith({
      '.gitignore': 'generated/\n',
      'a.py': 'def f(): pass\n',
      'generated/g.py': 'def g(): pass\n',
    })
    const all = await select(folder, script('a.py'), { kind: 'project' })
    expect(watchedIn(folder, all)).toEqual(['a.py:<module>', 'a.py:f'])
    expect(watchedIn(folder, await select(folder, script('a.py'), named('g')))).toEqual(['generated/g.py:g'])
  })
})

test('every function of a file that has none, or does not parse: the run is to say so', async () => {
  const folder = await folderWith({ 'broken.py': 'def hold(:\n    pass\n', 'empty.py': '' })
  for (const file of ['broken.py', 'empty.py']) {
    const selection = await select(folder, script(join(folder, file)), named(`${file}:*`))
    expect(watchedIn(folder, selection).filter((name) => !name.endsWith('<module>'))).toEqual([])
  }
  await expect(select(folder, script(join(folder, 'empty.py')), named('nowhere.py:*'))).rejects.toMatchObject(
    { code: 'function-not-found' },
  )
})
