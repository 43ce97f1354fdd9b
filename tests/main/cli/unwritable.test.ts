import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { MEBI, sandboxes } from './mebi.ts'

const sandbox = sandboxes()

/** A place of its own to mount file systems in, where the machine gives us one. */
const MOUNTING = ['unshare', '--map-root-user', '--mount']
const canMount =
  spawnSync('unshare', [...MOUNTING.slice(1), 'mount', '-t', 'tmpfs', 'tmpfs', tmpdir()]).status === 0

describe('a history that cannot be written: the run goes through, and a warning says why', () => {
  const goesThrough = async (home: string, reason: RegExp) => {
    const here = sandbox()
    here.write('file', '')
    here.write('a.py', 'print("ran")\n')
    const { code, stdout, stderr } = await here.mebi(['run', 'a.py'], { env: { MEBI_HOME: home } })
    expect(stdout).toMatch(/^ran\nFilename: a\.py\n/)
    expect(stderr).toMatch(/^mebi: warning: The run was not saved: /)
    expect(stderr).toMatch(reason)
    expect(stderr).toMatch(/\nmebi: run \(not saved\) finished/)
    expect(code).toBe(0)
  }

  test('below a file', () => goesThrough('file/data', /file/))

  const ON_DISK = `mount -t tmpfs -o size=8m,mode=700 tmpfs "$MEBI_HOME" && $2 && "$0" "$1" run a.py; echo "code $?"`

  test.runIf(canMount).each([
    ['on a full disk', `{ head -c 8m /dev/zero > "$MEBI_HOME/fill" || true; }`, /the disk is full/],
    ['on a disk that can only be read', `mount -o remount,ro "$MEBI_HOME"`, /data folder .* cannot be used/],
  ])('%s', async (_, prepare, reason) => {
    const here = sandbox()
    here.write('a.py', 'print("ran")\n')
    mkdirSync(here.home)
    const line = ON_DISK.replace('$2', prepare)
    const { stdout, stderr } = await here.spawn([...MOUNTING, 'bash', '-c', line, process.execPath, MEBI])
    expect(stderr).toMatch(/mebi: warning: The run was not saved: /)
    expect(stderr).toMatch(reason)
    expect(stderr).toMatch(/\nmebi: run \(not saved\) finished/)
    expect(stdout).toMatch(/^ran\nFilename: a\.py\n/)
    expect(stdout).toMatch(/\ncode 0\n$/)
  })

  test.runIf(canMount)('to be read only: what is in it can still be shown', async () => {
    const here = sandbox()
    here.write('a.py', 'print("ran")\n')
    await here.mebi(['run', 'a.py'])
    const readOnly = 'mount --bind "$MEBI_HOME" "$MEBI_HOME" && mount -o remount,bind,ro "$MEBI_HOME"'
    const line = `${readOnly} && "$0" "$1" list && "$0" "$1" show last && "$0" "$1" run a.py; "$0" "$1" rm 1`
    const { stdout, stderr, code } = await here.spawn([
      ...MOUNTING,
      'bash',
      '-c',
      line,
      process.execPath,
      MEBI,
    ])
    expect(stdout).toMatch(/^Run {2}Status[\s\S]*\nFilename: a\.py[\s\S]*\nran\nFilename: a\.py/)
    expect(stderr).toMatch(/^mebi: warning: The run was not saved: .*can be read but not written/)
    expect(stderr).toMatch(/\nmebi: The history .* can be read but not written\.\n {6}.*\n$/)
    expect(code).toBe(1)
  })

  test('damaged: it is left as it is', async () => {
    const here = sandbox()
    here.write('a.py', 'print("ran")\n')
    mkdirSync(here.home)
    const junk = 'this is no database, '.repeat(1000)
    writeFileSync(join(here.home, 'mebi.sqlite'), junk)
    const { code, stdout, stderr } = await here.mebi(['run', 'a.py'])
    expect(stdout).toMatch(/^ran\nFilename: a\.py\n/)
    expect(stderr).toMatch(/^mebi: warning: The run was not saved: .*mebi\.sqlite/)
    expect(code).toBe(0)
    const list = await here.mebi(['list'])
    expect(list).toMatchObject({ code: 1, stdout: '' })
    expect(list.stderr).toMatch(/^mebi: .*mebi\.sqlite.*\n {6}.*MEBI_HOME/)
    expect((await here.spawn(['cat', join(here.home, 'mebi.sqlite')])).stdout).toBe(junk)
  })
})
