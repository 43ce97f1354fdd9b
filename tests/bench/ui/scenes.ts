/** What is measured of the built app. Each scene starts an app of its own; times in milliseconds, memory in bytes. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import type { CallInput } from '../../../profiler-core/contract/index.ts'
import { callFromPage } from '../../e2e/app.ts'
import type { RunningApp } from '../../e2e/electron.ts'
import { largeProject, longHistory, longProgram } from './scenery.ts'
import { emptyWindowMs, Stage, startApp, watchFrames } from './window.ts'

export const ROUNDS = 5

/** From the start of the process to a page that answers, and the same of an empty window; in turns. */
export async function startScene(): Promise<{ app: number[]; empty: number[] }> {
  return onStage(async (stage) => {
    const app: number[] = []
    const empty: number[] = []
    // The first start fills caches of the disk.
    for (let round = -1; round < ROUNDS; round += 1) {
      const emptyMs = await emptyWindowMs(stage)
      const running = await startApp(stage)
      await running.kill()
      if (round < 0) continue
      empty.push(emptyMs)
      app.push(running.readyMs)
    }
    return { app, empty }
  })
}

const LINES = 5000

/** From a click on one of two files of 5,000 lines to the numbers of its lines. */
export async function longFileScene(): Promise<number[]> {
  return onStage(async (stage) => {
    for (const name of ['one.py', 'two.py']) writeFileSync(join(stage.project, name), longProgram(LINES, 1))
    const running = await startApp(stage, stage.project)
    const { page } = running
    await trust(page, stage)
    await runToEnd(page, { ...request(stage, 'one.py'), watch: { kind: 'project' } })
    const took: number[] = []
    for (let round = -1; round < ROUNDS; round += 1) {
      await openFile(page, 'two.py')
      const ms = await clickToNumbers(page, 'one.py')
      if (round >= 0) took.push(ms)
    }
    await running.kill()
    return took
  })
}

/** Longest frame while a program runs through 5,000 lines over and over, over ten seconds each. */
export async function liveScene(): Promise<{ longest: number[]; over50: number[]; updates: number[] }> {
  return onStage(async (stage) => {
    writeFileSync(join(stage.project, 'one.py'), longProgram(LINES, 1_000_000))
    const running = await startApp(stage, stage.project)
    const { page } = running
    await trust(page, stage)
    await openFile(page, 'one.py')
    const key = await start(page, request(stage, 'one.py'))
    await page.locator('.number-row').first().waitFor()
    // The first second compiles and lays out what is drawn from then on.
    await page.waitForTimeout(3000)
    const result = { longest: [] as number[], over50: [] as number[], updates: [] as number[] }
    for (let round = 0; round < ROUNDS; round += 1) {
      const endFrames = await watchFrames(page)
      const updates = await countUpdates(page, 10_000)
      const { longest, over50 } = await endFrames()
      result.longest.push(longest)
      result.over50.push(over50)
      result.updates.push(updates)
    }
    await callFromPage(page, 'runs.stop', { key })
    await running.kill()
    return result
  })
}

const FILES = 10_000

/** A project of 10,000 files: until they are listed, until all functions can be found, the longest frame meanwhile. */
export async function largeProjectScene(): Promise<{
  listed: number[]
  searchable: number[]
  longest: number[]
}> {
  return onStage(async (stage) => {
    largeProject(stage.project, FILES)
    const result = { listed: [] as number[], searchable: [] as number[], longest: [] as number[] }
    for (let round = 0; round < ROUNDS; round += 1) {
      const running = await startApp(stage)
      const { listed, searchable, longest } = await openAndSearch(running.page, stage.project)
      result.listed.push(listed)
      result.searchable.push(searchable)
      result.longest.push(longest)
      await running.kill()
    }
    return result
  })
}

const RUNS = 10_000

/** From a key in the filter of 10,000 runs to the rows that it leaves. */
export async function historyScene(): Promise<number[]> {
  return onStage(async (stage) => {
    writeFileSync(join(stage.project, 'script_1.py'), 'print(1)\n')
    longHistory(stage.home, stage.project, RUNS)
    const running = await startApp(stage, stage.project)
    const { page } = running
    await page.getByRole('searchbox', { name: 'Filter runs' }).waitFor()
    await page.getByRole('treeitem', { level: 2 }).first().waitFor()
    const took: number[] = []
    for (let round = -1; round < ROUNDS; round += 1) {
      const ms = await filterRuns(page, `script_${11 + round}.py`)
      if (round >= 0) took.push(ms)
    }
    await running.kill()
    return took
  })
}

/** Resident memory of the page's process after as many short runs as an hour has minutes. */
export async function memoryScene(): Promise<number> {
  return onStage(async (stage) => {
    writeFileSync(
      join(stage.project, 'one.py'),
      `print("a line of output\\n" * 2000)\n${longProgram(1000, 3)}`,
    )
    const running = await startApp(stage, stage.project)
    const { page } = running
    await trust(page, stage)
    await openFile(page, 'one.py')
    for (let run = 0; run < 60; run += 1) await runToEnd(page, request(stage, 'one.py'))
    const bytes = await pageMemory(running)
    await running.kill()
    return bytes
  })
}

async function onStage<T>(scene: (stage: Stage) => Promise<T>): Promise<T> {
  const stage = new Stage()
  try {
    return await scene(stage)
  } finally {
    stage.remove()
  }
}

function request({ project }: Stage, file: string): CallInput<'runs.start'> {
  return { target: { kind: 'script', path: join(project, file) }, cwd: project, projectDir: project }
}

async function trust(page: Page, { project }: Stage): Promise<void> {
  await page.getByRole('button', { name: 'Trust this folder' }).click()
  await page.getByRole('button', { name: 'Trust this folder' }).waitFor({ state: 'detached' })
  await callFromPage(page, 'interpreters.list', { projectDir: project })
}

async function start(page: Page, input: CallInput<'runs.start'>): Promise<string> {
  const result = await callFromPage(page, 'runs.start', input)
  if (!result.ok) throw new Error(result.error.message)
  return (result.value as { key: string }).key
}

/** Runs a program and waits until the page shows it as ended. */
async function runToEnd(page: Page, input: CallInput<'runs.start'>): Promise<void> {
  await start(page, input)
  await page.getByRole('button', { name: 'Stop', exact: true }).waitFor()
  await page.getByRole('button', { name: 'Stop', exact: true }).waitFor({ state: 'detached' })
}

async function openFile(page: Page, name: string): Promise<void> {
  await page.getByRole('treeitem', { name, exact: false, level: 1 }).filter({ hasText: name }).click()
  await page.getByRole('textbox', { name: `Source of ${name}` }).waitFor({ state: 'attached' })
}

async function clickToNumbers(page: Page, name: string): Promise<number> {
  return page.evaluate(async (wanted) => {
    const row = [...document.querySelectorAll<HTMLElement>('[role="treeitem"][aria-level="1"]')].find(
      (each) => each.textContent.includes(wanted),
    )
    if (row === undefined) throw new Error(`no row ${wanted}`)
    const isThere = () =>
      document.querySelector(`[aria-label="Source of ${wanted}"]`) !== null &&
      document.querySelectorAll('.number-row').length > 10
    const started = performance.now()
    row.dispatchEvent(new PointerEvent('pointerdown', { bubbles: true }))
    row.click()
    while (!isThere()) await new Promise(requestAnimationFrame)
    // Two frames on, it has been drawn.
    await new Promise(requestAnimationFrame)
    await new Promise(requestAnimationFrame)
    return performance.now() - started
  }, name)
}

/** How many times the numbers changed within a time: that there was something to draw. */
async function countUpdates(page: Page, ms: number): Promise<number> {
  return page.evaluate(
    (duration) =>
      new Promise<number>((resolve) => {
        const sheet = document.querySelector('.number-sheet')
        if (sheet === null) throw new Error('no numbers')
        let batches = 0
        const observer = new MutationObserver(() => {
          batches += 1
        })
        observer.observe(sheet, { subtree: true, childList: true, characterData: true, attributes: true })
        setTimeout(() => {
          observer.disconnect()
          resolve(batches)
        }, duration)
      }),
    ms,
  )
}

/** From a click on a recent project to its tree, and to the moment when all its functions can be found. */
async function openAndSearch(
  page: Page,
  dir: string,
): Promise<{ listed: number; searchable: number; longest: number }> {
  await callFromPage(page, 'projects.open', { dir })
  await page.reload()
  const recent = page.getByRole('list', { name: 'Recent projects' }).getByRole('button').first()
  await recent.waitFor()
  const endFrames = await watchFrames(page)
  const times = await page.evaluate(async () => {
    const until = async (isThere: () => boolean) => {
      while (!isThere()) await new Promise(requestAnimationFrame)
      return performance.now()
    }
    const clicked = performance.now()
    document.querySelector<HTMLElement>('[aria-label="Recent projects"] button')?.click()
    const listed = await until(() => document.querySelector('[role="treeitem"]') !== null)
    // The bar that tells of the functions being read comes, and goes when all of them have been.
    const isReading = () => document.querySelector('[aria-label="Reading functions"]') !== null
    await until(isReading)
    const read = await until(() => !isReading())
    return { listed: listed - clicked, searchable: read - clicked }
  })
  return { ...times, longest: (await endFrames()).longest }
}

/** Timed in the page, from the event that typing makes. */
async function filterRuns(page: Page, text: string): Promise<number> {
  const box = page.getByRole('searchbox', { name: 'Filter runs' })
  const took = page.evaluate(async (wanted) => {
    const groups = () => [...document.querySelectorAll('[role="tree"][aria-label="Runs"] [aria-level="1"]')]
    const typed = await new Promise<number>((resolve) => {
      window.addEventListener('input', () => resolve(performance.now()), { capture: true, once: true })
      Object.assign(window, { listens: true })
    })
    while (!(groups().length === 1 && groups()[0]?.textContent.includes(wanted) === true)) {
      await new Promise(requestAnimationFrame)
    }
    return performance.now() - typed
  }, text)
  await page.waitForFunction(() => 'listens' in window)
  await box.fill(text)
  const ms = await took
  await page.evaluate(() => {
    Reflect.deleteProperty(window, 'listens')
  })
  await box.fill('')
  await page
    .getByRole('tree', { name: 'Runs' })
    .getByRole('treeitem', { level: 1 })
    .filter({ hasNotText: text })
    .first()
    .waitFor()
  return ms
}

async function pageMemory({ electron }: RunningApp): Promise<number> {
  const kilobytes = await electron.evaluate(({ app }) =>
    app
      .getAppMetrics()
      .filter(({ type }) => type === 'Tab')
      .reduce((sum, { memory }) => sum + memory.workingSetSize, 0),
  )
  return kilobytes * 1024
}
