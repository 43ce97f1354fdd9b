import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { appendFile, mkdir, rename, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { GitState, HostInfo } from '../../../../profiler-core/contract/index.ts'
import { gitState, parseStatus } from '../../../../profiler-core/run/git/state.ts'
import { hostInfo } from '../../../../profiler-core/run/hostInfo.ts'
import { folderWith, temporaryFolder } from '../../targets/python/support.ts'

const git = (cwd: string, ...args: string[]) =>
  execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.org', ...args], {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  })
const stateOf = (folder: string) => gitState(folder, 'git')

/** A repository with these files committed. */
async function repository(files: Record<string, string>, ...init: string[]): Promise<string> {
  const folder = await folderWith(files)
  git(folder, 'init', '-q', '-b', 'main', ...init)
  git(folder, 'add', '.')
  git(folder, 'commit', '-q', '-m', 'first')
  return folder
}

/** Gives a file another time of change, so that git has to compare its content. */
const touch = (file: string) => utimesSync(file, 1_000_000_000, 1_000_000_000)

describe('the state of the repository', () => {
  test('commit, branch, and whether known files differ', async () => {
    const folder = await temporaryFolder()
    git(folder, 'init', '-q', '-b', 'work/größe')
    expect(await stateOf(folder)).toBeNull()
    await writeFile(join(folder, 'a.py'), 'x = 1\n')
    git(folder, 'add', '.')
    git(folder, 'commit', '-q', '-m', 'first')
    const commit = git(folder, 'rev-parse', 'HEAD').trim()
    await writeFile(join(folder, 'new.py'), '')
    await mkdir(join(folder, 'sub'))
    const state = await stateOf(join(folder, 'sub'))
    expect(GitState.parse(state)).toEqual({ commit, branch: 'work/größe', dirty: false })
    await appendFile(join(folder, 'a.py'), 'y = 2\n')
    expect(await stateOf(folder)).toMatchObject({ dirty: true })
    git(folder, 'checkout', '-q', '--detach')
    expect(await stateOf(folder)).toEqual({ commit, branch: null, dirty: true })
    git(folder, 'add', '.')
    expect(await stateOf(folder)).toMatchObject({ dirty: true })
  })

  test('outside of one, without the folder, or without git', async () => {
    const folder = await temporaryFolder()
    expect(await stateOf(folder)).toBeNull()
    expect(await stateOf(join(folder, 'gone'))).toBeNull()
    expect(await gitState(await repository({ a: '' }), null)).toBeNull()
    expect(await gitState(await repository({ a: '' }), join(folder, 'no-git'))).toBeNull()
  })

  test('of every form of repository', async () => {
    const main = await repository({ 'a.py': 'x\n', 'b.py': 'y\n' })
    const clean = { branch: 'main', dirty: false }
    git(main, 'worktree', 'add', '-q', '-b', 'other', join(main, '.wt'))
    expect(await stateOf(join(main, '.wt'))).toMatchObject({ branch: 'other', dirty: false })
    await writeFile(join(main, '.wt', 'a.py'), 'z\n')
    expect(await stateOf(join(main, '.wt'))).toMatchObject({ dirty: true })
    git(main, 'update-index', '--split-index')
    git(main, 'pack-refs', '--all')
    git(main, 'gc', '-q')
    expect(await stateOf(main)).toMatchObject(clean)
    await writeFile(join(main, 'b.py'), 'z\n')
    expect(await stateOf(main)).toMatchObject({ dirty: true })
    const shared = await temporaryFolder()
    git(shared, 'clone', '-q', '--shared', main, 'copy')
    expect(await stateOf(join(shared, 'copy'))).toMatchObject(clean)
    const sha256 = await repository({ a: '1' }, '--object-format=sha256')
    expect(await stateOf(sha256)).toMatchObject(clean)
    expect(await stateOf(join(sha256, '.git'))).toBeNull()
  })

  test('with line ends as the repository is told to have them, and a file that was only touched', async () => {
    const folder = await repository({ 'a.py': 'x\ny\n' })
    git(folder, 'config', 'core.autocrlf', 'true')
    await writeFile(join(folder, 'a.py'), 'x\r\ny\r\n')
    git(folder, 'add', '.')
    touch(join(folder, 'a.py'))
    expect(await stateOf(folder)).toMatchObject({ dirty: false })
    git(folder, 'config', 'core.autocrlf', 'false')
    expect(await stateOf(folder)).toMatchObject({ dirty: true })
    await writeFile(join(folder, 'a.py'), 'x\ny\n')
    git(folder, 'add', '.')
    touch(join(folder, 'a.py'))
    const index = readFileSync(join(folder, '.git', 'index'))
    expect(await stateOf(folder)).toMatchObject({ dirty: false })
    expect(readFileSync(join(folder, '.git', 'index'))).toEqual(index)
  })

  test('files behind a filter are told by time and size', async () => {
    const folder = await repository({ 'data.bin': 'pointer\n', '.gitattributes': '*.bin filter=lfs\n' })
    const file = join(folder, 'data.bin')
    git(folder, 'config', 'filter.lfs.clean', 'echo pointer #')
    await writeFile(file, 'the large content that the pointer stands for\n')
    git(folder, 'add', '.')
    expect(await stateOf(folder)).toMatchObject({ dirty: false })
    await appendFile(file, 'more\n')
    expect(await stateOf(folder)).toMatchObject({ dirty: true })
  })

  test('submodules count by their commit', async () => {
    const inner = await repository({ 'a.py': 'x\n' })
    const outer = await repository({ 'b.py': 'y\n' })
    git(outer, '-c', 'protocol.file.allow=always', 'submodule', 'add', '-q', inner, 'sub')
    git(outer, 'commit', '-q', '-m', 'sub')
    expect(await stateOf(outer)).toMatchObject({ dirty: false })
    git(join(outer, 'sub'), 'commit', '-q', '--allow-empty', '-m', 'next')
    expect(await stateOf(outer)).toMatchObject({ dirty: true })
  })

  test('conflicts and renames are changes', () => {
    const hashes = `100644 100644 100644 ${'a'.repeat(40)} ${'b'.repeat(40)}`
    expect(parseStatus('')).toEqual({ changed: false, edited: [] })
    expect(parseStatus(`u UU N... 100644 ${hashes} c f.py\0`)).toEqual({ changed: true, edited: [] })
    expect(parseStatus(`2 R. N... ${hashes} R100 g.py\0f.py\0`)).toEqual({ changed: true, edited: [] })
    expect(parseStatus(`1 .M N... ${hashes} my f.py\0`)).toEqual({ changed: false, edited: ['my f.py'] })
    expect(parseStatus(`1 .M N... ${hashes} f.py\0` + `1 M. N... ${hashes} g.py\0`).changed).toBe(true)
  })
})

describe('nothing runs that git can be configured to run', () => {
  afterEach(() => vi.unstubAllEnvs())

  /** A program that leaves a mark, and is named as each of the things that git may be told to run. */
  async function traps(): Promise<{ trap: string; config: string; ran: () => string[] }> {
    const folder = await temporaryFolder()
    const marks = join(folder, 'marks')
    await mkdir(marks)
    const trap = join(folder, 'trap')
    writeFileSync(trap, `#!/bin/sh\ntouch '${marks}/'"$1"\nexit 1\n`)
    chmodSync(trap, 0o755)
    const config = [
      ...['x', 'a=b', 'a.b', 'we ird'].flatMap((name) => [
        `[filter "${name}"]`,
        ...['clean', 'smudge', 'process'].map((what) => `${what} = "${trap} filter"`),
        'required = true',
      ]),
      '[filter "single"]',
      `clean = "${trap} clean"`,
      '[diff "x"]',
      `textconv = "${trap} textconv"`,
      `command = "${trap} diff"`,
      '[diff]',
      `external = "${trap} external"`,
      '[core]',
      `fsmonitor = "${trap}"`,
      `hooksPath = "${folder}/hooks"`,
      `pager = "${trap} pager"`,
      `editor = "${trap} editor"`,
      `sshCommand = "${trap} ssh"`,
      `askPass = "${trap}"`,
      `alternateRefsCommand = "${trap} alternates"`,
      `gitProxy = "${trap}"`,
      '[pager]',
      ...['status', 'config', 'rev-parse', 'ls-files'].map((name) => `${name} = "${trap} pager"`),
      '[alias]',
      ...['status', 'config', 'rev-parse'].map((name) => `${name} = "!${trap} alias"`),
      '[credential]',
      `helper = "!${trap} credential"`,
      '[gpg]',
      `program = "${trap}"`,
      '[log]',
      'showSignature = true',
      '[status]',
      'submoduleSummary = true',
      '[submodule]',
      'recurse = true',
    ].join('\n')
    await mkdir(join(folder, 'hooks'))
    for (const hook of ['post-index-change', 'fsmonitor-watchman', 'reference-transaction'])
      symlinkSync(trap, join(folder, 'hooks', hook))
    return { trap, config, ran: () => readdirSync(marks) }
  }

  const ATTRIBUTES = [
    '*.x filter=x diff=x',
    '*.e filter=a=b',
    '*.d filter=a.b',
    '*.s filter=single',
    '[attr]odd filter=x',
    '*.o odd',
  ].join('\n')
  const FILES = Object.fromEntries(['x', 'e', 'd', 's', 'o'].map((end) => [`f.${end}`, 'text\n']))

  /** Every known file has another time than the index says, and every name of a program leads to the trap. */
  async function trapped(where: 'repository' | 'included' | 'person' | 'work tree', attributes: string) {
    const { config, ran } = await traps()
    const folder = await repository(FILES)
    const place = join(folder, attributes)
    await mkdir(join(place, '..'), { recursive: true })
    await writeFile(place, ATTRIBUTES)
    if (where === 'repository') await appendFile(join(folder, '.git', 'config'), config)
    else {
      const file = join(await temporaryFolder(), 'config')
      await writeFile(file, config)
      if (where === 'included') git(folder, 'config', 'include.path', file)
      if (where === 'work tree') {
        git(folder, 'config', 'extensions.worktreeConfig', 'true')
        await writeFile(join(folder, '.git', 'config.worktree'), config)
      }
      if (where === 'person') vi.stubEnv('GIT_CONFIG_GLOBAL', file)
    }
    for (const name of Object.keys(FILES)) touch(join(folder, name))
    return { folder, ran }
  }

  test.each(['repository', 'included', 'person', 'work tree'] as const)(
    'by the configuration: %s',
    async (where) => {
      const { folder, ran } = await trapped(where, '.gitattributes')
      expect(await stateOf(folder)).toMatchObject({ branch: 'main' })
      expect(ran()).toEqual([])
      // The traps are real: git alone walks into them.
      try {
        git(folder, 'status')
      } catch {
        // a filter that is required has failed
      }
      expect(ran()).not.toEqual([])
    },
  )

  test('by attributes of the repository itself', async () => {
    const { folder, ran } = await trapped('repository', '.git/info/attributes')
    expect(await stateOf(folder)).toMatchObject({ branch: 'main', dirty: false })
    expect(ran()).toEqual([])
  })

  test('by a submodule', async () => {
    const { config, ran } = await traps()
    const inner = await repository(FILES)
    const outer = await repository({ 'b.py': 'y\n' })
    git(outer, '-c', 'protocol.file.allow=always', 'submodule', 'add', '-q', inner, 'sub')
    git(outer, 'commit', '-q', '-m', 'sub')
    await appendFile(join(outer, '.git', 'modules', 'sub', 'config'), config)
    await writeFile(join(outer, 'sub', '.gitattributes'), ATTRIBUTES)
    for (const name of Object.keys(FILES)) touch(join(outer, 'sub', name))
    expect(await stateOf(outer)).toMatchObject({ dirty: false })
    expect(ran()).toEqual([])
  })

  test('by what a partial clone lacks', async () => {
    const { trap, config, ran } = await traps()
    const folder = await repository({ 'a/b.py': 'x\n' })
    git(folder, 'config', 'core.repositoryFormatVersion', '1')
    git(folder, 'config', 'extensions.partialClone', 'origin')
    git(folder, 'config', 'remote.origin.promisor', 'true')
    git(folder, 'config', 'remote.origin.url', `ext::${trap} transport`)
    git(folder, 'config', 'protocol.ext.allow', 'always')
    await appendFile(join(folder, '.git', 'config'), config)
    for (const each of readdirSync(join(folder, '.git', 'objects')).filter((name) => name.length === 2))
      await rename(join(folder, '.git', 'objects', each), join(folder, '.git', `gone-${each}`))
    touch(join(folder, 'a', 'b.py'))
    expect(await stateOf(folder)).toBeNull()
    expect(ran()).toEqual([])
  })

  test('by a repository that lies bare in the folder', async () => {
    const { config, ran } = await traps()
    const source = await repository(FILES)
    const folder = await temporaryFolder()
    git(folder, 'clone', '-q', '--bare', source, '.')
    await appendFile(join(folder, 'config'), `[core]\nbare = false\nworktree = "${folder}"\n${config}`)
    await writeFile(join(folder, '.gitattributes'), ATTRIBUTES)
    await stateOf(folder)
    expect(ran()).toEqual([])
  })

  test.skipIf(process.getuid?.() !== 0)(
    'in a repository of somebody else, which git itself refuses',
    async () => {
      const folder = await repository({ 'a.py': '' })
      for (const path of [folder, join(folder, '.git')]) chownSync(path, 65_534, 65_534)
      expect(await stateOf(folder)).toBeNull()
    },
  )

  test('nor does what git reads keep the host waiting, or leave anything behind', async () => {
    const before = readdirSync(tmpdir()).filter((name) => name.startsWith('mebi-git-'))
    const folder = await repository({ 'a.py': '' })
    execFileSync('mkfifo', [join(folder, '.gitattributes')])
    touch(join(folder, 'a.py'))
    expect(await stateOf(folder)).toBeNull()
    expect(
      readdirSync(tmpdir()).filter((name) => name.startsWith('mebi-git-') && !before.includes(name)),
    ).toEqual([])
  })
})

test('this machine', () => {
  expect(HostInfo.parse(hostInfo())).toEqual(hostInfo())
})
