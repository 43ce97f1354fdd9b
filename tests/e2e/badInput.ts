import { spawnSync } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Locator, Page } from '@playwright/test'
import { type App, expect } from './fixtures.ts'

// What the walks through bad input have in common: getting to a run as a person does, and the places of sentences.

/** A program that grows and prints, then waits until there is a file `go`, and prints again. */
export const WAITS = `import os, time

def wait():
    kept = bytearray(8 * 2**20)
    print("before", flush=True)
    while not os.path.exists("go"):
        time.sleep(0.02)
    print("after", flush=True)
    return kept

wait()
`

/** Opens a folder with such files as a project that is trusted. */
export async function openTrusted(
  app: App,
  files: Readonly<Record<string, string | Buffer>>,
): Promise<{ page: Page; dir: string }> {
  const dir = app.project(files)
  // Interpreters that a person has installed at home are many, and each that is found is started.
  app.env['HOME'] = app.env['PYENV_ROOT'] = dirname(app.home)
  const page = await app.open(dir)
  await trust(page)
  return { page, dir }
}

export async function trust(page: Page): Promise<void> {
  const button = page.getByRole('button', { name: 'Trust this folder' })
  await button.click()
  await expect(button).toHaveCount(0)
}

/** A file among the files of the project. */
export function fileRow(page: Page, name: string): Locator {
  return page.getByRole('navigation', { name: 'Files' }).getByRole('treeitem', { name, exact: false }).first()
}

/** Profiles a file in the plainest way, settings and all. */
export async function profileFile(page: Page, name: string): Promise<void> {
  await askForRun(page, name)
  await page.getByRole('dialog').getByRole('button', { name: 'Run', exact: true }).click()
}

/** Opens the form that asks how a file is run. */
export async function askForRun(page: Page, name: string): Promise<void> {
  await fileRow(page, name).click()
  await page.keyboard.press('Control+Enter')
}

/** The line at the bottom that says what happens, or what has come of it. */
export function statusBar(page: Page): Locator {
  return page.getByRole('contentinfo')
}

/** Messages in the corner. */
export function messages(page: Page): Locator {
  return page.getByRole('region', { name: 'Messages' })
}

/** A row of the classic table, by its line. */
export function tableRow(page: Page, line: number): Locator {
  return page
    .getByRole('region', { name: 'Run', exact: true })
    .getByRole('row', { name: new RegExp(`^${line}\\b`) })
}

export function output(page: Page): Locator {
  return page.getByRole('log', { name: 'Output' })
}

/** Runs that have ended, in the list of all. */
export function pastRuns(page: Page): Locator {
  return page.getByRole('tree', { name: 'Runs' }).getByRole('treeitem', { level: 2 })
}

/** Has the next start of the app happen in surroundings that a shell prepares: `exec "$PROGRAM_WITHIN" "$@"` at its end. */
export function startThrough(app: App, script: string): void {
  const file = join(mkdtempSync(join(dirname(app.home), 'starter-')), 'starter')
  writeFileSync(file, `#!/bin/sh\n${script}\n`, { mode: 0o755 })
  app.starter = file
}

export function succeeds(command: string, ...args: string[]): boolean {
  return spawnSync(command, args, { stdio: 'ignore' }).status === 0
}
