/** What is measured of the views of a run's story. Each scene starts an app of its own; times in milliseconds. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Locator, Page } from '@playwright/test'
import { runWithCallTree, runWithTimeline } from './storyScenery.ts'
import { Stage, startApp, watchFrames } from './window.ts'

/** How often each scene is played in one window; the first time compiles, and does not count. */
const ROUNDS = 4

export interface FrameFigures {
  /** From the click on the view to its drawing. */
  readonly shown: number
  /** Longest frame of each round. */
  readonly longest: readonly number[]
}

/** 1,000,000 samples: wheel, shifted drag, brush, arrow keys, one after the other. */
export async function timelineScene(): Promise<FrameFigures> {
  return onStory(
    (stage) => runWithTimeline(stage.home, stage.project, 1_000_000),
    async (page) => {
      const plot = page.getByRole('slider', { name: 'Memory over time' })
      const shown = await show(page, 'Timeline', plot)
      const longest = await rounds(page, async () => {
        await plot.focus()
        const at = await pointer(plot.locator('.u-over'))
        await at(0.4, 0.5)
        for (let turn = 0; turn < 12; turn += 1) await page.mouse.wheel(0, -120)
        await page.keyboard.down('Shift')
        await page.mouse.down()
        for (let step = 0; step < 20; step += 1) await at(0.4 + step * 0.02, 0.5)
        await page.mouse.up()
        await page.keyboard.up('Shift')
        await at(0.2, 0.5)
        await page.mouse.down()
        for (let step = 0; step < 20; step += 1) await at(0.2 + step * 0.03, 0.5)
        await page.mouse.up()
        for (let turn = 0; turn < 14; turn += 1) await page.mouse.wheel(0, 120)
        for (let step = 0; step < 20; step += 1) await page.keyboard.press('ArrowRight')
        await page.keyboard.press('Escape')
        await page.keyboard.press('0')
      })
      return { shown, longest }
    },
  )
}

/** 200,000 paths of calls: pointing, zooming in and out, searching, the tree as a table. */
export async function callTreeScene(): Promise<FrameFigures> {
  return onStory(
    (stage) => runWithCallTree(stage.home, stage.project, 200_000),
    async (page) => {
      const chart = page.getByRole('application', { name: /Call tree by/ })
      const shown = await show(page, 'Call tree', chart)
      const search = page.getByRole('textbox', { name: 'Find a function in the call tree' })
      const longest = await rounds(page, async () => {
        const at = await pointer(chart)
        for (let step = 0; step < 20; step += 1) await at(0.1 + step * 0.04, 0.1 + step * 0.02)
        await at(0.3, 0.2)
        await page.mouse.down()
        await page.mouse.up()
        await page.waitForTimeout(200)
        await chart.focus()
        await page.keyboard.press('Escape')
        await search.fill('function_17')
        await page.waitForTimeout(400)
        await search.fill('')
        await page.waitForTimeout(200)
      })
      return { shown, longest }
    },
  )
}

async function onStory(
  fill: (stage: Stage) => void,
  play: (page: Page) => Promise<FrameFigures>,
): Promise<FrameFigures> {
  const stage = new Stage()
  try {
    writeFileSync(join(stage.project, 'script_1.py'), '# bench\n')
    fill(stage)
    const running = await startApp(stage, stage.project)
    const { page } = running
    await page.getByRole('tree', { name: 'Runs' }).getByRole('treeitem', { name: /^1 / }).click()
    const figures = await play(page)
    await running.kill()
    return figures
  } finally {
    stage.remove()
  }
}

async function show(page: Page, view: string, there: Locator): Promise<number> {
  const started = performance.now()
  await page.getByRole('tab', { name: view }).click()
  await there.waitFor({ timeout: 60_000 })
  await page.evaluate(() => new Promise(requestAnimationFrame))
  const shown = performance.now() - started
  // What comes with the first sight, such as the parsing of what was loaded, is part of that.
  await page.waitForTimeout(1000)
  return shown
}

async function rounds(page: Page, play: () => Promise<void>): Promise<number[]> {
  const longest: number[] = []
  for (let round = 0; round < ROUNDS; round += 1) {
    const endFrames = await watchFrames(page)
    await play()
    const frames = await endFrames()
    if (round > 0) longest.push(frames.longest)
  }
  return longest
}

/** Moves the mouse within an element, from 0, 0 at its upper left to 1, 1. */
async function pointer(of: Locator): Promise<(x: number, y: number) => Promise<void>> {
  const box = await of.boundingBox()
  if (box === null) throw new Error('it is not in sight')
  return (x, y) => of.page().mouse.move(box.x + box.width * x, box.y + box.height * y)
}
