import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { delimiter, dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { Result } from '../../../profiler-core/contract/index.ts'
import { type ServeProcess, startServe } from '../../e2e/serving.ts'
import { connect } from '../serve/eventSource.ts'
import { type Answer, sendTo } from '../serve/fixture.ts'
import { type Sandbox, sandboxes } from './mebi.ts'

const sandbox = sandboxes()
/** Does not end when it is asked to. */
const STUBBORN = `import signal, time
for number in (signal.SIGINT, signal.SIGTERM):
    signal.signal(number, signal.SIG_IGN)
print("up", flush=True)
time.sleep(60)
`

interface Served extends ServeProcess {
  readonly port: number
  readonly token: string
  readonly call: (name: string, input: unknown) => Promise<unknown>
}

/** A `mebi serve` that ends with the test at the latest. */
async function serve(
  here: Sandbox,
  args: readonly string[],
  env: Record<string, string | undefined> = {},
  command: 'serve' | 'open' = 'serve',
): Promise<Served> {
  const serving = await startServe(args, { MEBI_HOME: here.home, ...env }, command)
  onTestFinished(() => void serving.process.kill('SIGKILL'))
  const { port, searchParams } = new URL(serving.address)
  const token = searchParams.get('token') ?? ''
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` }
  const call = async (name: string, input: unknown) => {
    const body = JSON.stringify(input)
    const answer = await sendTo(Number(port), `/api/call/${name}`, { method: 'POST', headers, body })
    const result = JSON.parse(answer.body) as Result<unknown>
    if (!result.ok) throw new Error(answer.body)
    return result.value
  }
  return { ...serving, port: Number(port), token, call }
}

async function startProgram({ call }: Served, here: Sandbox, source: string): Promise<string> {
  here.write('program.py', source)
  const projectDir = here.project
  await call('projects.open', { dir: projectDir })
  await call('projects.trust', { projectDir, trusted: true })
  const target = { kind: 'script', path: 'program.py' }
  const { key } = (await call('runs.start', { target, cwd: projectDir, projectDir })) as { key: string }
  return key
}

async function runs(here: Sandbox): Promise<{ status: string }[]> {
  return JSON.parse((await here.mebi(['list', '--json'])).stdout) as { status: string }[]
}

describe('mebi serve', () => {
  test('prints the address of the app, and ends with Ctrl-C', async () => {
    const here = sandbox()
    const served = await serve(here, ['--port', '0', here.project])
    expect(served.address).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]{43}$/)
    const page = await get(served, '/')
    expect(page.status).toBe(200)
    expect(page.body).toContain('<title>Mebi</title>')
    expect(await served.call('host.initialProject', {})).toBe(here.project)
    expect(await served.stop()).toBe(0)
    expect(served.said()).not.toContain('warning')
  })

  test('asks for trust before it runs anything', async () => {
    const here = sandbox()
    const served = await serve(here, ['--port', '0'])
    here.write('program.py', 'print()\n')
    const request = {
      target: { kind: 'script', path: 'program.py' },
      cwd: here.project,
      projectDir: here.project,
    }
    await expect(served.call('runs.start', request)).rejects.toThrow('project-untrusted')
  })

  test('stops runs at Ctrl-C, and keeps them', async () => {
    const here = sandbox()
    const served = await serve(here, ['--port', '0'])
    await startProgram(served, here, 'import time\ntime.sleep(60)\n')
    expect(await served.stop()).toBe(0)
    expect(await runs(here)).toMatchObject([{ status: 'stopped' }])
  })

  test('kills what does not want to end, and keeps it also after a second Ctrl-C', async () => {
    const here = sandbox()
    const served = await serve(here, ['--port', '0'])
    await startProgram(served, here, STUBBORN)
    await expect.poll(async () => JSON.stringify(await served.call('runs.active', {}))).toContain('up\\n')
    const ended = served.stop()
    await expect.poll(() => served.said()).toContain('stopping')
    await served.stop()
    expect(await ended).toBe(0)
    expect(await runs(here)).toMatchObject([{ status: 'stopped', signal: 'SIGKILL' }])
  })

  test('lets a run go on when the last page is closed', async () => {
    const here = sandbox()
    const served = await serve(here, ['--port', '0'])
    const page = await connect(served.port, served.token)
    await startProgram(served, here, 'import time\ntime.sleep(1)\nprint("done")\n')
    page.leave()
    await expect
      .poll(() => served.call('runs.list', {}), { timeout: 10_000 })
      .toMatchObject([{ status: 'finished' }])
  })

  test('hands the input of a page to the program', async () => {
    const here = sandbox()
    const served = await serve(here, ['--port', '0'])
    const key = await startProgram(served, here, 'print("hello", input())\n')
    await served.call('runs.input', { key, text: 'world\n' })
    await expect.poll(() => served.call('runs.list', {}), { timeout: 10_000 }).toHaveLength(1)
    expect(await served.call('runs.output', { id: 1 })).toMatchObject([{ text: 'hello world\n' }])
  })
})

describe('the port', () => {
  test('that is named and in use is a sentence', async () => {
    const here = sandbox()
    const port = await occupy(0)
    const { code, stdout, stderr } = await here.mebi(['serve', '--port', String(port)])
    expect(code).toBe(1)
    expect(stdout).toBe('')
    expect(stderr).toBe(
      `mebi: Port ${port} of 127.0.0.1 is in use already.\n      Leave out --port to take one that is free.\n`,
    )
  })

  test('is another one where the usual one is in use, and it says so', async () => {
    // Whoever has it: it is in use now.
    await occupy(7363).catch(() => {})
    const served = await serve(sandbox(), [])
    expect(served.said()).toContain(`port 7363 is in use already; taking ${served.port}`)
    expect((await get(served, '/')).status).toBe(200)
  })

  test.each(['x', '-1', '65536', '1.5'])('is not %s', async (port) => {
    const { code, stderr } = await sandbox().mebi(['serve', `--port=${port}`])
    expect(code).toBe(2)
    expect(stderr).toContain('It must be a number from 0')
  })
})

describe('an address that other machines reach', () => {
  test('must be meant', async () => {
    for (const host of ['0.0.0.0', '::', '192.0.2.7', 'example.org']) {
      const { code, stdout, stderr } = await sandbox().mebi(['serve', '--host', host])
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
      expect(stderr).toContain(`With --host ${host} other machines could run programs here as you.`)
      expect(stderr).toContain('--allow-remote')
    }
  })

  test('comes with a warning', async () => {
    const served = await serve(sandbox(), ['--port', '0', '--host', '0.0.0.0', '--allow-remote'])
    expect(served.said()).toMatch(/warning: anyone who has this address.*\n.*not encrypted; an SSH tunnel/)
    expect(new URL(served.address).hostname).not.toBe('0.0.0.0')
    expect((await get(served, '/')).status).toBe(200)
  })

  test('must be one of this machine', async () => {
    const { code, stderr } = await sandbox().mebi([
      'serve',
      '--host',
      '192.0.2.7',
      '--allow-remote',
      '--port',
      '0',
    ])
    expect(code).toBe(1)
    expect(stderr).toContain('192.0.2.7 is no address of this machine.')
  })
})

describe('a folder', () => {
  test.each(['serve', 'open'])('that does not exist is a sentence of mebi %s', async (command) => {
    const { code, stderr } = await sandbox().mebi([command, 'nowhere'])
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: 'mebi: nowhere is not a folder.\n      Name the folder of the project to open, or none.\n',
    })
  })
})

describe.skipIf(process.platform === 'win32')('--open', () => {
  test('opens the browser of the system; no secret stands on its command line', async () => {
    const here = sandbox()
    const opened = join(here.folder, 'opened')
    const served = await serve(here, ['--port', '0', '--open'], {
      HOME: here.folder,
      ...fakeBrowser(here, `echo "$*" > '${opened}.part'; mv '${opened}.part' '${opened}'`),
    })
    await expect.poll(() => existsSync(opened)).toBe(true)
    const word = readFileSync(opened, 'utf8').trim()
    const file = fileURLToPath(word)
    const page = readFileSync(file, 'utf8')
    const ticket = /#ticket=([\w-]{43})"/.exec(page)?.[1] ?? ''
    expect(page).not.toContain(served.token)
    expect(word).not.toContain(ticket)
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(statSync(dirname(file)).mode & 0o777).toBe(0o700)
    const first = await exchange(served, ticket)
    expect(first.status).toBe(200)
    expect(first.body).not.toContain(served.token)
    expect(await exchange(served, ticket)).toMatchObject({ status: 401 })
    await expect.poll(() => existsSync(dirname(file))).toBe(false)
  })

  test('leaves no file behind when the server ends before a browser has come', async () => {
    const here = sandbox()
    const opened = join(here.folder, 'opened')
    const served = await serve(here, ['--port', '0', '--open'], {
      HOME: here.folder,
      ...fakeBrowser(here, `echo "$*" > '${opened}.part'; mv '${opened}.part' '${opened}'`),
    })
    await expect.poll(() => existsSync(opened)).toBe(true)
    const file = fileURLToPath(readFileSync(opened, 'utf8').trim())
    expect(existsSync(file)).toBe(true)
    expect(await served.stop()).toBe(0)
    expect(existsSync(dirname(file))).toBe(false)
  })

  test('that finds no browser says so, and the server goes on', async () => {
    const here = sandbox()
    const served = await serve(here, ['--port', '0', '--open'], fakeBrowser(here, 'exit 3'))
    await expect.poll(() => served.said()).toContain('mebi: cannot open a browser: ')
    await sleep(10)
    expect((await get(served, '/')).status).toBe(200)
  })
})

test.runIf(process.platform === 'linux')('mebi open takes a browser where there is no screen', async () => {
  const here = sandbox()
  const env = { DISPLAY: undefined, WAYLAND_DISPLAY: undefined, ...fakeBrowser(here, 'exit 3') }
  const served = await serve(here, [here.project], env, 'open')
  expect(served.said()).toMatch(/^mebi: .*browser/m)
  expect(await served.call('host.initialProject', {})).toBe(here.project)
  expect(await served.stop()).toBe(0)
})

function exchange({ port }: Served, secret: string): Promise<Answer> {
  const headers = { authorization: `Bearer ${secret}` }
  return sendTo(port, '/api/session', { method: 'POST', headers })
}

function get({ port, token }: Served, path: string): Promise<Answer> {
  return sendTo(port, path, { headers: { authorization: `Bearer ${token}` } })
}

/** Programs in place of the system's, which `PATH` names first. */
function fakeBrowser(here: Sandbox, script: string): Record<string, string> {
  const folder = join(here.folder, 'bin')
  mkdirSync(folder)
  for (const name of ['xdg-open', 'open']) {
    writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`)
    chmodSync(join(folder, name), 0o755)
  }
  return { PATH: `${folder}${delimiter}${process.env['PATH']}` }
}

/** Takes a port for the time of the test. */
function occupy(port: number): Promise<number> {
  const server = createServer()
  onTestFinished(() => void server.close())
  return new Promise((resolve, reject) => {
    server.on('error', reject)
    server.listen(port, '127.0.0.1', () => resolve((server.address() as { port: number }).port))
  })
}
