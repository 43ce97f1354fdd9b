import { existsSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { fixture } from '../../profiler-core/exchange/files.ts'
import { sandboxes } from './mebi.ts'

const sandbox = sandboxes()
const PROGRAM = 'def grow():\n    return [0] * 300000\n\ndef main():\n    return grow()\n\nmain()\n'

describe('mebi export and mebi import', () => {
  test('hand a run to a colleague', async () => {
    const ours = sandbox()
    const theirs = sandbox()
    ours.write('fit.py', PROGRAM)
    await ours.mebi(['run', '-q', 'fit.py'], { env: { API_TOKEN: 'hunter2' } })
    expect(await ours.mebi(['export', 'last', '-o', 'fit.mebi'])).toMatchObject({ code: 0, stdout: '' })
    const file = readFileSync(`${ours.project}/fit.mebi`)
    writeFileSync(`${theirs.project}/fit.mebi`, file)
    const first = await theirs.mebi(['import', 'fit.mebi'])
    expect(first).toMatchObject({ code: 0, stdout: 'fit.mebi: run 1\n', stderr: '' })
    const again = await theirs.mebi(['import', 'fit.mebi'])
    expect(again.stdout).toBe('fit.mebi: run 1; it was there already\n')
    const [one, other] = [await ours.mebi(['show', '1']), await theirs.mebi(['show', '1'])]
    expect(other.stdout).toBe(one.stdout)
    expect(other.stdout).toContain('return [0] * 300000')
    const list = JSON.parse((await theirs.mebi(['list', '--json'])).stdout) as { projectDir: string }[]
    expect(list.map(({ projectDir }) => projectDir)).toEqual([theirs.project])
  })

  test('give stacks to viewers of stacks', async () => {
    const box = sandbox()
    box.write('fit.py', PROGRAM)
    await box.mebi(['run', '-q', 'fit.py'])
    expect((await box.mebi(['export', '1', '--format', 'speedscope', '-o', 'a.json'])).code).toBe(0)
    const profile = JSON.parse(readFileSync(`${box.project}/a.json`, 'utf8')) as { $schema: string }
    expect(profile.$schema).toContain('speedscope')
    const collapsed = ['export', '1', '--format', 'collapsed', '--metric', 'time', '-o', 'a.txt']
    expect((await box.mebi(collapsed)).code).toBe(0)
    expect(readFileSync(`${box.project}/a.txt`, 'utf8')).toMatch(/main.*;.*grow.* \d+/)
    expect((await box.mebi(['export', '1', '1', '--format', 'collapsed', '-o', 'a.txt'])).code).toBe(2)
  })

  test('take in what other programs wrote', async () => {
    const box = sandbox()
    for (const name of ['functions.dat', 'table.txt']) box.write(name, fixture(name))
    const { code, stdout } = await box.mebi(['import', 'functions.dat', 'table.txt', '--project', '.'])
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'functions.dat: run 1\ntable.txt: run 2\n' })
    expect((await box.mebi(['show', '2'])).stdout).toContain('kept.append(bytearray(rows * 1000))')
  })

  test('say what is wrong', async () => {
    const box = sandbox()
    box.write('bad.mebi', Buffer.from('1f8b0800', 'hex'))
    box.write('table.txt', fixture('table.txt'))
    const bad = await box.mebi(['import', 'table.txt', 'bad.mebi'])
    expect(bad).toMatchObject({ code: 1, stdout: 'table.txt: run 1\n' })
    expect(bad.stderr).toContain('mebi: bad.mebi is cut off: its end is missing.')
    const missing = await box.mebi(['import', 'table.txt', 'none.mebi'])
    expect(missing).toMatchObject({ code: 2, stdout: '' })
    expect(missing.stderr).toContain('cannot read none.mebi: there is no such file')
    expect(await box.mebi(['import', '.'])).toMatchObject({ code: 2 })
    const endless = await box.mebi(['import', '/dev/zero'])
    expect(endless).toMatchObject({ code: 2 })
    expect(endless.stderr).toContain('cannot read /dev/zero: it is a device')
    const piped = await box.mebi(['import', '/dev/stdin'])
    expect(piped.stderr).toContain('cannot read /dev/stdin: it is a ')
    box.write('large.mebi', '')
    truncateSync(`${box.project}/large.mebi`, 65 * 2 ** 20)
    const large = await box.mebi(['import', 'large.mebi'])
    expect(large).toMatchObject({ code: 1 })
    expect(large.stderr).toContain('large.mebi is too large: a file of runs may have 64 MiB.')
    const unknown = await box.mebi(['export', '41', '-o', 'x.mebi'])
    expect(unknown).toMatchObject({ code: 1 })
    expect(unknown.stderr).toContain('There is no run 41.')
    expect(existsSync(`${box.project}/x.mebi`)).toBe(false)
    expect((await box.mebi(['export', '1'])).code).toBe(2)
  })
})
