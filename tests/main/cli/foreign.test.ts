import { chmodSync, existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { MEBI, type Sandbox, sandboxes } from './mebi.ts'

const sandbox = sandboxes()

/** A folder that others may write to, in which somebody has laid a project with an interpreter of their own. */
function planted(): { here: Sandbox; open: string; hasRun: () => boolean } {
  const here = sandbox()
  const open = join(here.project, 'open')
  const mark = join(here.folder, 'ran')
  for (const name of ['.venv/bin/python', '.venv/bin/tool'])
    chmodSync(here.write(`open/${name}`, `#!/bin/sh\ntouch '${mark}'\n`), 0o755)
  mkdirSync(join(open, '.git'))
  here.write('open/pyproject.toml', '')
  here.write('open/victim/x.py', 'print("x ran")\n')
  chmodSync(open, 0o777)
  return { here, open, hasRun: () => existsSync(mark) }
}

describe('a project that others may have laid around a program', () => {
  test('is left alone by mebi run, which says so', async () => {
    const { here, open, hasRun } = planted()
    const { code, stdout, stderr } = await here.mebi(['run', 'open/victim/x.py'])
    expect([code, hasRun()]).toEqual([0, false])
    expect(stdout).toContain('x ran')
    expect(stderr).toContain(
      `mebi: warning: ${open} is not taken for the project, because others can write to ${open}: ` +
        'name it with --project, or in MEBI_SAFE_DIRECTORY.',
    )
    const named = await here.mebi(['run', '--project', 'open', 'open/victim/x.py'])
    expect([named.code, hasRun()]).toEqual([0, false])
    expect(named.stderr).toContain('was passed over. It is run only where you name it')
  })

  test('is not run by mebi doctor, which lists it', async () => {
    const { here, open, hasRun } = planted()
    const shown = await here.spawn([
      'sh',
      '-c',
      'cd open && exec "$@"',
      'sh',
      process.execPath,
      MEBI,
      'doctor',
    ])
    expect(shown.stdout).toContain(`${open}/.venv/bin/python (.venv of the project): It is run only where`)
    expect(hasRun()).toBe(false)
  })

  test('runs no command, and no interpreter that a first line names', async () => {
    const { here, open, hasRun } = planted()
    const command = await here.mebi(['run', '--project', 'open', 'tool'])
    expect([command.code, hasRun()]).toEqual([2, false])
    here.write('shebang', `#!${open}/.venv/bin/python\nprint(1)\n`)
    const shebang = await here.mebi(['run', 'shebang'])
    expect([shebang.code, hasRun()]).toEqual([2, false])
    expect(shebang.stderr).toContain(`because others can write to ${open}`)
  })

  test('has its interpreter run where that is named', async () => {
    const { here, hasRun } = planted()
    await here.mebi(['run', '--python', 'open/.venv', 'open/victim/x.py'])
    expect(hasRun()).toBe(true)
  })
})
