import { execFileSync } from 'node:child_process'
import { lstatSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { toFsPath } from '../../../../profiler-core/targets/python/fsPath.ts'
import {
  type Extent,
  ProjectFilter,
  projectFiles,
} from '../../../../profiler-core/targets/python/projectFiles.ts'
import { folderWith, temporaryFolder } from './support.ts'

/** The listed files, relative to the folder. */
async function listed(folder: string, extent?: Extent): Promise<string[]> {
  const { files } = await projectFiles(folder, extent)
  return files.map((file) => file.slice(folder.length + 1))
}

describe('the files of a project', () => {
  test('Python files below the folder, sorted', async () => {
    const folder = await folderWith({ 'b.py': '', 'a/z.pyw': '', 'a/b/c.py': '', 'x.txt': '', 'y.pyc': '' })
    expect(await projectFiles(folder)).toEqual({
      files: ['a/b/c.py', 'a/z.pyw', 'b.py'].map((name) => join(folder, name)),
      truncated: false,
      notes: [],
    })
  })

  test('not: hidden folders, environments under any name, installed packages, built copies', async () => {
    const folder = await folderWith({
      'a.py': '',
      '.hidden/a.py': '',
      'env/pyvenv.cfg': '',
      'env/bin/a.py': '',
      'conda/conda-meta/history': '',
      'conda/lib/a.py': '',
      'node_modules/a.py': '',
      'lib/site-packages/a.py': '',
      'build/a.py': '',
      '__pycache__/a.py': '',
    })
    expect(await listed(folder)).toEqual(['a.py'])
  })

  test('links to files of the project, and none that lead elsewhere, nowhere or to folders', async () => {
    const elsewhere = await folderWith({ 'out.py': '' })
    const folder = await folderWith({ 'a.py': '', 'pkg/b.py': '' })
    symlinkSync('a.py', join(folder, 'link.py'))
    symlinkSync(join(elsewhere, 'out.py'), join(folder, 'out.py'))
    symlinkSync('nothing.py', join(folder, 'dangling.py'))
    symlinkSync('pkg', join(folder, 'folder.py'))
    symlinkSync('pkg', join(folder, 'other'))
    execFileSync('mkfifo', [join(folder, 'pipe.py')])
    expect(await listed(folder)).toEqual(['a.py', 'link.py', 'pkg/b.py'])
  })

  test('names that are not UTF-8', async () => {
    const folder = await temporaryFolder()
    const file = join(folder, 'caf\udce9', 'd\udcff.py')
    mkdirSync(toFsPath(dirname(file)))
    writeFileSync(toFsPath(file), '')
    writeFileSync(join(folder, '.gitignore'), '*.log\n')
    expect((await projectFiles(folder)).files).toEqual([file])
  })

  test('a folder that is gone has none', async () => {
    expect(await projectFiles(join(await temporaryFolder(), 'gone'))).toEqual({
      files: [],
      truncated: false,
      notes: [],
    })
  })

  test('at most 20,000', async () => {
    const folder = await temporaryFolder()
    const names = Array.from({ length: 20_001 }, (_, index) => `${index}.py`)
    execFileSync('touch', names, { cwd: folder })
    const { files, truncated } = await projectFiles(folder)
    expect([files.length, truncated]).toEqual([20_000, true])
  })
})

describe('what git leaves out', () => {
  const files = {
    '.gitignore': '*_pb2.py\n/generated/\n!keep_pb2.py\nlocal\n',
    'a_pb2.py': '',
    'keep_pb2.py': '',
    'generated/x.py': '',
    'pkg/generated/y.py': '',
    'pkg/.gitignore': '# own rules\n!b_pb2.py\nsecret*.py\n',
    'pkg/b_pb2.py': '',
    'pkg/c_pb2.py': '',
    'pkg/secrets.py': '',
    'pkg/local/z.py': '',
    'main.py': '',
  }

  test('by .gitignore files, the deeper one deciding', async () => {
    const folder = await folderWith(files)
    const own = ['keep_pb2.py', 'main.py', 'pkg/b_pb2.py', 'pkg/generated/y.py']
    expect(await listed(folder)).toEqual(own)
    expect(await listed(folder, 'own')).toEqual(own)
    expect(await listed(folder, 'all')).toEqual(
      Object.keys(files)
        .filter((name) => name.endsWith('.py'))
        .sort(),
    )
  })

  test('by .git/info/exclude, and by the rules of the repository that the folder is a part of', async () => {
    const folder = await folderWith({
      '.git/info/exclude': 'private.py\n',
      '.gitignore': '/sub/top.py\n*_old.py\n',
      'sub/private.py': '',
      'sub/top.py': '',
      'sub/deep/top.py': '',
      'sub/deep/x_old.py': '',
      'ignored/.gitignore': '*\n',
      'ignored/a.py': '',
    })
    expect(await listed(join(folder, 'sub'))).toEqual(['deep/top.py'])
    expect(await listed(folder)).toEqual(['sub/deep/top.py'])
  })

  test('not where the folder itself is left out: it was opened all the same', async () => {
    const folder = await folderWith({ '.git/HEAD': '', '.gitignore': 'scratch/\n*.py\n', 'scratch/a.py': '' })
    expect(await listed(join(folder, 'scratch'))).toEqual(['a.py'])
  })

  test('not by the rules around a repository of its own', async () => {
    const folder = await folderWith({
      '.git/HEAD': '',
      '.gitignore': 'a.py\n',
      'own/.git/HEAD': '',
      'own/a.py': '',
      'part/a.py': '',
    })
    expect(await listed(join(folder, 'own'))).toEqual(['a.py'])
    expect(await listed(join(folder, 'part'))).toEqual([])
  })

  test('rules that are none harm nothing', async () => {
    const folder = await folderWith({
      '.gitignore': Buffer.from('[z-a]\n[\n\\\n!\n/\n\xff\n(\n', 'latin1'),
      'pkg/.gitignore/x.py': '',
      'pkg/a.py': '',
      'a.py': '',
    })
    expect(await listed(folder)).toEqual(expect.arrayContaining(['a.py', 'pkg/a.py']))
  })

  test('as git itself sees it', { timeout: 120_000 }, async () => {
    const names = fc.constantFrom('a', 'b', 'cc', 'x.py', 'y.py', 'z_1.py')
    const patterns = fc.constantFrom(
      'a',
      '/a',
      'a/',
      '*.py',
      '!x.py',
      'b/*',
      '!b/y.py',
      '**/cc',
      'cc/**',
      'a/**/y.py',
      '?.py',
      '[xy].py',
      '#x',
      '',
      '!a/',
      '/b/x.py',
      '*_?.py',
      '!z_1.py',
      ' x.py',
      'x.py ',
      '\\!x.py',
    )
    const rules = fc.array(patterns, { maxLength: 4 })
    await fc.assert(
      fc.asyncProperty(
        rules,
        rules,
        rules,
        fc.array(names, { maxLength: 3 }),
        async (top, inA, inAB, extra) => {
          const folder = await folderWith({
            '.gitignore': top.join('\n'),
            'a/.gitignore': inA.join('\n'),
            'a/b/.gitignore': inAB.join('\n'),
            ...Object.fromEntries(
              ['', 'a/', 'a/b/', 'b/', 'cc/', 'a/cc/', 'a/b/cc/'].flatMap((place) =>
                ['x.py', 'y.py', 'z_1.py'].map((name) => [place + name, '']),
              ),
            ),
            [`d/${extra.filter((name) => !name.endsWith('.py')).join('/')}/x.py`]: '',
          })
          execFileSync('git', ['init', '-q', folder])
          const seen = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '*.py'], {
            cwd: folder,
            encoding: 'utf8',
          })
          expect(await listed(folder)).toEqual(
            seen
              .split('\n')
              .filter((name) => name !== '')
              .sort(),
          )
        },
      ),
      { numRuns: 60 },
    )
  })
})

test('a filter asked one by one leaves out what the listing does', async () => {
  const folder = await folderWith({
    '.gitignore': 'gen/\n*_pb2.py\n',
    'a.py': '',
    'a_pb2.py': '',
    'notes.txt': '',
    'gen/x.py': '',
    'env/pyvenv.cfg': '',
    '.git/HEAD': '',
    'pkg/.gitignore': '!b_pb2.py\n',
    'pkg/b_pb2.py': '',
  })
  const filter = new ProjectFilter(folder)
  const leavesOut = (name: string) => filter.leavesOut(join(folder, name), lstatSync(join(folder, name)))
  const names = ['.', '.gitignore', 'a.py', 'pkg', 'pkg/.gitignore', 'pkg/b_pb2.py']
  expect(names.filter(leavesOut)).toEqual([])
  expect(['a_pb2.py', 'notes.txt', 'gen', 'env', '.git'].filter((name) => !leavesOut(name))).toEqual([])
})
