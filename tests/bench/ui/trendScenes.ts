/** A target with 10,000 runs, as the trends show it; times in milliseconds. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { openStore } from '../../../profiler-core/store/index.ts'
import { pastRun } from './scenery.ts'
import { ROUNDS } from './scenes.ts'
import { Stage, startApp, watchFrames } from './window.ts'

const MIB = 2 ** 20
const RUNS = 10_000
/** `pastRun` has so many scripts. */
const SCRIPTS = 40

/** From the click to the plot, once and anew; the longest frame while it is zoomed, pointed at and laid out by commit. */
export async function trendScene(): Promise<{ shown: number[]; longest: number[] }> {
  const stage = new Stage()
  try {
    writeFileSync(join(stage.project, 'script_0.py'), 'print(1)\n')
    manyRuns(stage)
    const running = await startApp(stage, stage.project)
    const { page } = running
    await page.getByRole('treeitem', { level: 2 }).first().waitFor()
    const result = { shown: [] as number[], longest: [] as number[] }
    for (let round = -1; round < ROUNDS; round += 1) {
      const shown = await openTrends(page)
      const endFrames = await watchFrames(page)
      await play(page)
      const { longest } = await endFrames()
      await page.getByRole('button', { name: 'Back to the source' }).click()
      if (round < 0) continue
      result.shown.push(shown)
      result.longest.push(longest)
    }
    await running.kill()
    return result
  } finally {
    stage.remove()
  }
}

/** Runs of one script, four at each commit, with a step up and one down. */
function manyRuns({ home, project }: Stage): void {
  const store = openStore(home)
  try {
    for (let index = 0; index < RUNS; index += 1) {
      const run = pastRun(project, index * SCRIPTS)
      const level = index < RUNS * 0.3 ? 300 : index < RUNS * 0.7 ? 420 : 360
      const commit = Math.floor(index / 4)
        .toString(16)
        .padStart(7, '0')
        .padEnd(40, 'f')
      store.add({
        ...run,
        detail: {
          ...run.detail,
          key: `bench-trend-${index}`,
          status: index % 53 === 0 ? 'failed' : 'finished',
          startedAt: new Date(Date.UTC(2026, 0, 1) + index * 1_800_000).toISOString(),
          peakBytes: Math.round((level + noise(index) * 60) * MIB),
          git: { commit, branch: 'main', dirty: false },
        },
      })
    }
  } finally {
    store.close()
  }
}

/** From 0 to 1, as if by chance: the fractions of a large sine. */
function noise(index: number): number {
  const value = Math.sin(index + 1) * 43_758.5453
  return value - Math.floor(value)
}

async function openTrends(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const clicked = performance.now()
    document.querySelector<HTMLElement>('button[aria-label="Trends"]')?.click()
    while (document.querySelector('.runs-plot canvas') === null) await new Promise(requestAnimationFrame)
    return performance.now() - clicked
  })
}

async function play(page: Page): Promise<void> {
  const box = await page.locator('.runs-plot .u-over').boundingBox()
  if (box === null) throw new Error('There is no plot.')
  for (let step = 0; step < 40; step += 1) {
    await page.mouse.move(box.x + (box.width * step) / 40, box.y + box.height * 0.3)
  }
  for (let step = 0; step < 12; step += 1) await page.mouse.wheel(0, step < 6 ? -100 : 100)
  await page.getByRole('button', { name: 'By commit' }).click()
  await page.getByRole('button', { name: 'By date' }).click()
}
