/** The built app in a window, and an empty window of the same Electron beside it. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { _electron, type Page } from '@playwright/test'
import { findElectron } from '../../../build/electron.mjs'
import { electronOptions } from '../../../build/sandbox.mjs'
import type { RunningApp } from '../../e2e/electron.ts'
import { launchApp, windowEnvironment } from '../../e2e/electron.ts'

/** A folder for one bench, with a data folder and room for projects. */
export class Stage {
  readonly folder = mkdtempSync(join(tmpdir(), 'mebi-bench-ui-'))
  readonly home = join(this.folder, 'home')
  readonly project = join(this.folder, 'project')

  constructor() {
    for (const folder of [this.home, this.project]) mkdirSync(folder)
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 3 })
  }
}

/** The app with its page ready, and how long that took from the start of the process, in milliseconds. */
export async function startApp(stage: Stage, dir?: string): Promise<RunningApp & { readyMs: number }> {
  const started = Date.now()
  const app = await launchApp({ home: stage.home, dir })
  await app.page.waitForFunction(() => document.documentElement.dataset['ready'] === 'true', null, {
    polling: 'raf',
  })
  const readyAt = await app.page.evaluate(
    () => performance.timeOrigin + (performance.getEntriesByName('mebi.ready')[0]?.startTime ?? Number.NaN),
  )
  return { ...app, readyMs: readyAt - started }
}

/** How long the same Electron takes to show a window with nothing in it, in milliseconds. */
export async function emptyWindowMs(stage: Stage): Promise<number> {
  const folder = join(stage.folder, 'empty')
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), '{"name": "empty", "main": "main.js"}')
  writeFileSync(
    join(folder, 'main.js'),
    `const { app, BrowserWindow } = require('electron')
app.setPath('userData', ${JSON.stringify(join(folder, 'profile'))})
app.whenReady().then(() => new BrowserWindow({ width: 1280, height: 800 }).loadURL('data:text/html,<p>empty'))`,
  )
  const executablePath = findElectron()
  if (executablePath === null) throw new Error('there is no Electron')
  const started = Date.now()
  const electron = await _electron.launch({
    executablePath,
    args: [...electronOptions(), folder],
    env: await windowEnvironment(),
  })
  const page = await electron.firstWindow()
  await page.waitForLoadState()
  const loadedAt = await page.evaluate(() => {
    const [entry] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[]
    return performance.timeOrigin + (entry?.loadEventEnd ?? Number.NaN)
  })
  await electron.close()
  return loadedAt - started
}

/** Notes the longest time between two frames of a page, in milliseconds, until told to stop. */
export async function watchFrames(
  page: Page,
): Promise<() => Promise<{ longest: number; over50: number; frames: number }>> {
  await page.evaluate(() => {
    const gaps: number[] = []
    let last = performance.now()
    let goesOn = true
    const frame = () => {
      const now = performance.now()
      gaps.push(now - last)
      last = now
      if (goesOn) requestAnimationFrame(frame)
    }
    requestAnimationFrame(frame)
    Object.assign(window, {
      endFrames: () => {
        goesOn = false
        return gaps
      },
    })
  })
  return async () => {
    const gaps = await page.evaluate(() => (window as unknown as { endFrames: () => number[] }).endFrames())
    return {
      longest: Math.max(...gaps),
      over50: gaps.filter((gap) => gap > 50).length,
      frames: gaps.length,
    }
  }
}
