import { execFileSync } from 'node:child_process'
import { appendFile, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { GitState, HostInfo } from '../../../profiler-core/contract/index.ts'
import { gitState, parseStatus } from '../../../profiler-core/run/git.ts'
import { hostInfo } from '../../../profiler-core/run/hostInfo.ts'
import { temporaryFolder } from '../targets/python/support.ts'

describe('the state of the repository', () => {
  const git = (cwd: string, ...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.org', ...args], {
      cwd,
      encoding: 'utf8',
    })

  test('commit, branch, and whether known files differ', async () => {
    const folder = await temporaryFolder()
    git(folder, 'init', '-q', '-b', 'work/größe')
    expect(await gitState(folder, 'git')).toBeNull()
    await writeFile(join(folder, 'a.py'), 'x = 1\n')
    git(folder, 'add', '.')
    git(folder, 'commit', '-q', '-m', 'first')
    const commit = git(folder, 'rev-parse', 'HEAD').trim()
    await writeFile(join(folder, 'new.py'), '')
    await mkdir(join(folder, 'sub'))
    const state = await gitState(join(folder, 'sub'), 'git')
    expect(GitState.parse(state)).toEqual({ commit, branch: 'work/größe', dirty: false })
    await appendFile(join(folder, 'a.py'), 'y = 2\n')
    expect(await gitState(folder, 'git')).toMatchObject({ dirty: true })
    git(folder, 'checkout', '-q', '--detach')
    expect(await gitState(folder, 'git')).toEqual({ commit, branch: null, dirty: true })
  })

  test('outside of one, or without the folder', async () => {
    const folder = await temporaryFolder()
    expect(await gitState(folder, 'git')).toBeNull()
    expect(await gitState(join(folder, 'gone'), 'git')).toBeNull()
  })

  test('conflicts and renames are changes', () => {
    const head = `# branch.oid ${'a'.repeat(40)}\n# branch.head main\n`
    expect(parseStatus(head)).toMatchObject({ dirty: false })
    expect(parseStatus(`${head}u UU N... 100644 100644 100644 100644 a b c f.py\n`)).toMatchObject({
      dirty: true,
    })
    expect(parseStatus(`${head}2 R. N... 100644 100644 100644 a b R100 g.py\tf.py\n`)).toMatchObject({
      dirty: true,
    })
    expect(parseStatus('# branch.oid (initial)\n# branch.head main\n')).toBeNull()
  })
})

test('this machine', () => {
  expect(HostInfo.parse(hostInfo())).toEqual(hostInfo())
})
