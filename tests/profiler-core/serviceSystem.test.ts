import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { ProfilerService } from '../../profiler-core/service.ts'
import { openStore } from '../../profiler-core/store/index.ts'
import { agentDir, ask, examplesDir, HELLO, type Place, places, runToEnd } from './serviceFixture.ts'

const place = places()

describe('interpreters', () => {
  test('are listed, and a choice is remembered per project', async () => {
    const here = place()
    const service = here.service()
    const projectDir = here.project
    const usable = (await ask(service, 'interpreters.list', { projectDir })).filter(
      ({ problem }) => problem === null,
    )
    const other = usable.at(-1)
    expect(await ask(service, 'interpreters.choose', { projectDir, path: other?.path ?? '' })).toMatchObject({
      path: other?.path,
    })
    const [first] = await ask(service, 'interpreters.list', { projectDir })
    expect(first).toMatchObject({ path: other?.path, source: 'chosen for this project' })
    expect((await runToEnd(service, here.request(HELLO))).interpreter.path).toBe(other?.path)
    expect(await ask(service, 'interpreters.choose', { projectDir, path: null })).toBeNull()
    expect((await ask(service, 'interpreters.list', { projectDir }))[0]).toEqual(usable[0])
  })

  test('are looked for around the project only in folders that are trusted, too', async () => {
    const here = place()
    const service = here.service({ asksForTrust: true })
    const projectDir = join(here.project, 'part')
    mkdirSync(join(here.project, '.git'))
    mkdirSync(projectDir)
    spawnSync('python3', ['-m', 'venv', '--without-pip', join(here.project, '.venv')])
    const own = join(here.project, '.venv', 'bin', 'python')
    const listed = async () =>
      (await ask(service, 'interpreters.list', { projectDir })).map(({ path }) => path).includes(own)
    for (const dir of [projectDir, here.project]) await ask(service, 'projects.open', { dir })
    await ask(service, 'projects.trust', { projectDir, trusted: true })
    expect(await listed()).toBe(false)
    await ask(service, 'projects.trust', { projectDir: here.project, trusted: true })
    expect(await listed()).toBe(true)
  })

  test('that others may have put there are listed and not run, unless they are chosen by their path', async () => {
    const here = place()
    const service = here.service()
    const projectDir = here.project
    spawnSync('python3', ['-m', 'venv', '--without-pip', join(projectDir, '.venv')])
    chmodSync(projectDir, 0o777)
    const path = join(projectDir, '.venv', 'bin', 'python')
    const found = await ask(service, 'interpreters.list', { projectDir })
    expect(found.find((each) => each.path === path)?.problem).toContain(`others can write to ${projectDir}`)
    const run = await runToEnd(service, here.request(HELLO))
    expect(run.interpreter.path).not.toBe(path)
    expect(run.warnings).toMatchObject([{ code: 'interpreter-replaced' }])
    await ask(service, 'interpreters.choose', { projectDir, path })
    const [first] = await ask(service, 'interpreters.list', { projectDir })
    expect(first).toMatchObject({ path, source: 'chosen for this project', problem: null })
    expect((await runToEnd(service, here.request(HELLO))).interpreter.path).toBe(path)
  })

  test('that cannot be used are not remembered', async () => {
    const here = place()
    const service = here.service()
    const input = { projectDir: here.project, path: '/no/such/python' }
    expect(await service.call('interpreters.choose', input)).toMatchObject({
      error: { code: 'interpreter-missing' },
    })
  })
})

describe('the check of the system', () => {
  const check = (here: Place, service: ProfilerService) =>
    ask(service, 'system.check', { projectDir: here.project })

  test('finds everything in order, or says what to do', async () => {
    const here = place()
    const findings = await check(here, here.service())
    for (const { status, advice } of findings) expect(advice === null).toBe(status === 'ok')
    const subjects = findings.map(({ subject }) => subject)
    expect(subjects).toEqual(expect.arrayContaining(['Node', 'Python', 'Data folder', 'History']))
  })

  test.skipIf(process.platform === 'win32')('tells of a data folder that others can look into', async () => {
    const here = place()
    const service = here.service({ openStore: () => openStore(here.data) })
    const finding = async () => (await check(here, service)).find(({ subject }) => subject === 'Data folder')
    chmodSync(here.data, 0o755)
    expect(await finding()).toMatchObject({ status: 'ok' })
    writeFileSync(join(here.data, 'thesis.tex'), '')
    chmodSync(here.data, 0o755)
    expect(await finding()).toMatchObject({
      status: 'warning',
      detail: `${here.data}: others may look into it`,
      advice: expect.stringContaining('chmod 700') as string,
    })
  })

  test('tells of a history that cannot be opened, and of a data folder that cannot be written', async () => {
    const here = place()
    writeFileSync(join(here.folder, 'file'), '')
    const dataFolder = join(here.folder, 'file', 'data')
    const findings = await check(here, here.service({ dataFolder, openStore: () => openStore(dataFolder) }))
    const broken = findings.filter(({ status }) => status === 'error').map(({ subject }) => subject)
    expect(broken).toEqual(['Data folder', 'History'])
  })

  test('tells of what could not be recovered', async () => {
    const here = place()
    mkdirSync(join(here.data, 'running', 'broken'), { recursive: true })
    const findings = await check(here, here.service())
    expect(findings).toContainEqual(
      expect.objectContaining({ subject: 'Interrupted runs', status: 'warning' }),
    )
  })
})

test('what a host left behind when it died is in the history at the next start', async () => {
  const here = place()
  const { data } = here
  const input = here.request('import os\n\ndef leave():\n    os.kill(os.getppid(), 9)\n\nleave()\n')
  const core = JSON.stringify(new URL('../../profiler-core/service.ts', import.meta.url).href)
  const store = JSON.stringify(new URL('../../profiler-core/store/index.ts', import.meta.url).href)
  // A host of its own, which its program kills.
  const host = `
    import { createProfilerService } from ${core}
    import { openStore } from ${store}
    const data = ${JSON.stringify(data)}
    const service = createProfilerService({
      openStore: () => openStore(data), dataFolder: data, tempFolder: data, agentDir: ${JSON.stringify(agentDir)},
      examplesDir: ${JSON.stringify(examplesDir)}, asksForTrust: false,
      env: process.env, home: data, platform: process.platform, stdin: 'ignore', reportFault: console.error,
    })
    console.log(await service.call('runs.start', ${JSON.stringify(input)}))
    await new Promise((resolve) => setTimeout(resolve, 20_000))
  `
  const flags = ['--experimental-strip-types', '--no-warnings', '--input-type=module', '-e']
  expect(spawnSync(process.execPath, [...flags, host]).signal).toBe('SIGKILL')
  // As long as its program lives a run is left alone: the very next start may be too early.
  let service = here.service({ openStore: () => openStore(data) })
  for (let tries = 0; tries < 50 && (await ask(service, 'runs.list', {})).length === 0; tries += 1) {
    await new Promise((resolve) => setTimeout(resolve, 100))
    service = here.service({ openStore: () => openStore(data) })
  }
  const run = await ask(service, 'runs.get', { id: 1 })
  expect(run).toMatchObject({ status: 'interrupted' })
  expect(run.functions.map(({ name }) => name)).toContain('leave')
  expect(readdirSync(join(data, 'running'))).toEqual([])
})

test('the line for a notebook loads the package in a Python that has nothing of Mebi', async () => {
  const line = await ask(place().service(), 'system.notebookLine', {})
  // Of IPython's, all that it asks for.
  const code = `
class Shell:
    def run_line_magic(self, name, words):
        __import__(words)
        print(name, words, "watch" in dir(sys.modules[words]))
get_ipython = Shell
${line}`
  expect(spawnSync('python3', ['-I', '-c', code], { encoding: 'utf8' }).stdout).toBe('load_ext mebi True\n')
})
