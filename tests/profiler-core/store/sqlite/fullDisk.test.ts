import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { scratchFolder } from '../scratch.ts'
import { typescript } from './typescript.ts'

/** Runs a command with a disk of 2 MiB at `folder`, which nobody else sees; Linux lets most users do so. */
function onSmallDisk(folder: string, command: readonly string[]) {
  const mount = 'mount -t tmpfs -o size=2m none "$0" && exec "$@"'
  const unshare = ['--user', '--map-root-user', '--mount', 'sh', '-c', mount, folder, ...command]
  return spawnSync('unshare', unshare, { encoding: 'utf8' })
}

test('a full disk says so, and loses nothing', ({ skip }) => {
  const folder = scratchFolder()
  skip(onSmallDisk(folder, ['true']).status !== 0, 'no small disk can be mounted here')
  const { stdout, stderr } = onSmallDisk(folder, [process.execPath, ...typescript('disk.ts'), folder])
  expect(stderr).toBe('')
  const seen: unknown = JSON.parse(stdout)
  expect(seen).toEqual({
    adding: 'disk-full',
    kept: ['a'],
    addingAgain: 'done',
    cleaning: 'disk-full',
    spared: 3,
    cleaningAgain: 'done',
    problems: [],
    openings: Object.fromEntries(
      [0, 4096, 8192, 16_384, 40_960].map((free) => [free, 'disk-full, then done']),
    ),
    reopening: 'disk-full',
    readable: ['large', 'a'],
    describing: 'disk-full',
    // A disk so small has no reserve.
    removing: 'disk-full',
    untouched: true,
    all: ['large', 'a'],
  })
})
