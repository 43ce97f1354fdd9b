import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { RunListJson } from '../../../main/cli/listCommand.ts'
import { Finding } from '../../../profiler-core/contract/index.ts'
import { RunReportJson } from '../../../profiler-core/report/index.ts'
import { sandboxes } from './mebi.ts'

const sandbox = sandboxes()

async function threeRuns() {
  const here = sandbox()
  here.write('a.py', 'import sys\n\ndef f():\n    sys.exit(int(sys.argv[1]))\n\nf()\n')
  for (const word of ['0', '1', '2']) await here.mebi(['run', '-q', '--label', `try ${word}`, 'a.py', word])
  return here
}

describe('the history', () => {
  test('list: newest first, aligned', async () => {
    const { stdout, code } = await (await threeRuns()).mebi(['list'])
    const [header, ...rows] = stdout.trimEnd().split('\n')
    expect(header).toMatch(/^Run {2}Status +When +Duration +Peak {2}Target +Label$/)
    const shape = (id: number, status: string, word: number): unknown =>
      expect.stringMatching(
        new RegExp(
          `^  ${id}  ${status} +\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d +\\d+\\.\\d\\d s +\\d+\\.\\d MiB  a\\.py ${word} +try ${word}$`,
        ),
      )
    expect(rows).toEqual([
      shape(3, 'failed \\(2\\)', 2),
      shape(2, 'failed \\(1\\)', 1),
      shape(1, 'finished', 0),
    ])
    expect(code).toBe(0)
  })

  test('list --json is documented, -n and --project narrow it down', async () => {
    const here = await threeRuns()
    const list = async (...args: string[]) =>
      RunListJson.parse(JSON.parse((await here.mebi(['list', '--json', ...args])).stdout))
    expect(await list()).toMatchObject([
      {
        id: 3,
        status: 'failed',
        exitCode: 2,
        label: 'try 2',
        target: { kind: 'script', path: 'a.py' },
        args: ['2'],
      },
      { id: 2 },
      { id: 1 },
    ])
    expect((await list('-n', '1')).map(({ id }) => id)).toEqual([3])
    expect(await list('--project', '.')).toHaveLength(3)
    expect(await list('--project', '..')).toEqual([])
  })

  test('list of nothing', async () => {
    expect(await sandbox().mebi(['list'])).toMatchObject({
      stdout: '',
      stderr: 'mebi: no runs yet; mebi run SCRIPT makes one\n',
      code: 0,
    })
    expect((await sandbox().mebi(['list', '--json'])).stdout).toBe('[]\n')
  })

  test('show prints what run printed, also when the source has changed since', async () => {
    const here = sandbox()
    const path = 'a.py'
    here.write(path, 'def f():\n    x = 1\n\nf()\n')
    const { stdout } = await here.mebi(['run', path])
    here.write(path, 'changed = True\n')
    expect((await here.mebi(['show', '1'])).stdout).toBe(stdout)
    expect((await here.mebi(['show', 'last'])).stdout).toBe(stdout)
  })

  test('show --format json and csv, -o', async () => {
    const here = await threeRuns()
    const { stdout } = await here.mebi(['show', '2', '--format', 'json'])
    expect(RunReportJson.parse(JSON.parse(stdout)).run).toMatchObject({ id: 2, exitCode: 1 })
    expect((await here.mebi(['show', '2', '--format', 'csv'])).stdout).toMatch(/^file,function,/)
    expect(await here.mebi(['show', '2', '-o', '/dev/null'])).toMatchObject({ stdout: '', code: 0 })
  })

  test('show of a run that there is not', async () => {
    const here = await threeRuns()
    expect(await here.mebi(['show', '9'])).toMatchObject({
      code: 1,
      stdout: '',
      stderr: 'mebi: There is no run 9.\n      mebi list shows the runs there are.\n',
    })
    expect((await sandbox().mebi(['show', 'last'])).stderr).toMatch(/^mebi: There is no run yet\./)
  })

  test('rm removes, and names what there is not', async () => {
    const here = await threeRuns()
    expect(await here.mebi(['rm', '1'])).toMatchObject({ code: 0, stdout: '', stderr: '' })
    expect(await here.mebi(['rm', '2', '7', '1', '2'])).toMatchObject({
      code: 1,
      stderr: 'mebi: There are no runs 7, 1.\n      Removed: 2.\n',
    })
    const { stdout } = await here.mebi(['list', '--json'])
    expect(RunListJson.parse(JSON.parse(stdout)).map(({ id }) => id)).toEqual([3])
  })
})

describe('doctor', () => {
  test('tells what it found', async () => {
    const { code, stdout, stderr } = await sandbox().mebi(['doctor'])
    for (const subject of ['Node', 'Python', 'Data folder', 'History']) {
      expect(stdout).toMatch(new RegExp(`^ok +${subject}: `, 'm'))
    }
    expect(stdout).toMatch(/^(ok|warning) +\/proc\/self\/statm: /m)
    expect(stderr).toBe('')
    expect(code).toBe(0)
  })

  test('exits with 1 where something is wrong, and says what to do', async () => {
    const here = sandbox()
    here.write('file', '')
    const { code, stdout } = await here.mebi(['doctor'], { env: { MEBI_HOME: 'file/data' } })
    expect(stdout).toMatch(/^error +Data folder: .*\n +-> Make it writable, or point MEBI_HOME/m)
    expect(code).toBe(1)
  })

  test('--json follows the contract', async () => {
    const { stdout } = await sandbox().mebi(['doctor', '--json'])
    expect(z.array(Finding).parse(JSON.parse(stdout)).length).toBeGreaterThan(4)
  })
})
