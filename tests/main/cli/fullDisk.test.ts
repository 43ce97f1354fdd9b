import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { openStore } from '../../../profiler-core/store/index.ts'
import { sampleRun } from '../../profiler-core/store/sample.ts'
import { MEBI, type Outcome, sandboxes } from './mebi.ts'

const sandbox = sandboxes()

const MOUNTING = ['unshare', '--map-root-user', '--mount']
const canMount =
  spawnSync('unshare', [...MOUNTING.slice(1), 'mount', '-t', 'tmpfs', 'tmpfs', tmpdir()]).status === 0

/** Runs with much output, which no packing makes small. */
function prepare(folder: string, project: string, runs: number): void {
  const store = openStore(folder)
  const request = { ...sampleRun('').detail.request, cwd: project, projectDir: project }
  for (let number = 0; number < runs; number++) {
    const run = sampleRun(`run ${number}`, { request })
    store.add({ ...run, output: [{ stream: 'stdout', text: randomBytes(1_000_000).toString('hex') }] })
  }
  store.close()
}

/**
 * Runs a script with a history of `runs` runs on a disk of its own; `mebi` is the command, `fill` leaves no room at all, `count`
 * prints how many runs there are.
 */
function onOwnDisk(runs: number, script: string): Promise<Outcome> {
  const here = sandbox()
  mkdirSync(here.home)
  prepare(join(here.folder, 'prepared'), here.project, runs)
  const line = `
mount -t tmpfs -o size=32m,mode=700 tmpfs "$MEBI_HOME" && cp -r "$MEBI_HOME/../prepared/." "$MEBI_HOME" || exit 9
node=$0 main=$1
mebi() { "$node" "$main" "$@"; }
fill() { head -c 40m /dev/urandom > "$MEBI_HOME/fill" 2> /dev/null || true; }
free() { df --output=avail "$MEBI_HOME" | tail -1 | tr -d ' '; }
count() { mebi list --json | grep -c '"id"'; }
${script}`
  return here.spawn([...MOUNTING, 'bash', '-c', line, process.execPath, MEBI])
}

describe.runIf(canMount)('on a full disk', () => {
  test('the history can be read, and a run be removed, which gives room', async () => {
    const { stdout, stderr } = await onOwnDisk(
      2,
      `fill; echo "free $(free)"
count; mebi show last > /dev/null; echo "show $?"
mebi rm 1; echo "rm $?"; count
test "$(free)" -gt 500; echo "room $?"; test -s "$MEBI_HOME/full-disk-reserve"; echo "reserve $?"`,
    )
    expect(stderr).toBe('')
    expect(stdout).toBe('free 0\n2\nshow 0\nrm 0\n1\nroom 0\nreserve 0\n')
  })

  test('it can be cleaned up, again and again', async () => {
    const { stdout, stderr } = await onOwnDisk(
      4,
      `fill; mebi clean --keep-last 2 --yes; echo "clean $?"; count
fill; mebi rm 3; echo "rm $?"; count
rm "$MEBI_HOME/fill"; mebi doctor | grep -c damaged`,
    )
    expect(stderr).toBe('')
    expect(stdout).toMatch(/^Removed 2 runs: 1, 2\. .*\nclean 0\n2\nrm 0\n1\n0\n$/)
  })

  test('that filled up while another host has the history open: the same', async () => {
    const { stdout, stderr } = await onOwnDisk(
      2,
      `mebi serve --port 0 > /dev/null 2>&1 & host=$!
sleep 3; fill; echo "free $(free)"
count; mebi rm 1; echo "rm $?"; count
kill $host; wait $host`,
    )
    expect(stderr).toBe('')
    expect(stdout).toBe('free 0\n2\nrm 0\n1\n')
  })

  test('without a reserve, what Python can make again goes', async () => {
    const { stdout, stderr } = await onOwnDisk(
      2,
      `mkdir "$MEBI_HOME/cache"; head -c 1m /dev/urandom > "$MEBI_HOME/cache/bytecode"
rm "$MEBI_HOME/full-disk-reserve"; fill
mebi rm 1; echo "rm $?"; count`,
    )
    expect(stderr).toBe('')
    expect(stdout).toBe('rm 0\n1\n')
  })

  test('where there is nothing to give up, it is said, and nothing is lost', async () => {
    const { stdout, stderr } = await onOwnDisk(
      2,
      `rm "$MEBI_HOME/full-disk-reserve"; fill
mebi rm 1; echo "rm $?"; count
rm "$MEBI_HOME/fill"; mebi rm 1; echo "rm $?"`,
    )
    expect(stderr).toMatch(/^mebi: The history .* cannot be written: the disk is full\.\n {6}Free some space/)
    expect(stdout).toBe('rm 1\n2\nrm 0\n')
  })
})
