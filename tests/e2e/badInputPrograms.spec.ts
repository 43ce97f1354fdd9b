import { existsSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import type { Page } from '@playwright/test'
import {
  fileRow,
  messages,
  openTrusted,
  output,
  pastRuns,
  profileFile,
  askForRun as startAgain,
  statusBar,
  tableRow,
} from './badInput.ts'
import { expect, test } from './fixtures.ts'

const PRINTED_MB = 100

/** Each holds 8 MiB in line 4 before it comes to its end. */
function holding(rest: string): string {
  return `import os, signal, subprocess, sys, time

def hold():
    kept = bytearray(8 * 2**20)
${rest.replaceAll(/^(?=.)/gm, '    ')}
    return kept

hold()
`
}

/** The line in which the rest begins. */
const REST = 5

test('programs that come to a bad end: what they did stays, and where it ended is said', async ({ app }) => {
  const { page } = await openTrusted(app, {
    'raises.py': holding('raise ValueError("no such column")'),
    'broken.py': 'def hold(:\n    pass\n\nhold()\n',
    'killed.py': holding('os.kill(os.getpid(), signal.SIGKILL)'),
    'exits.py': holding('os._exit(3)'),
  })
  const ends = async (name: string, sentence: RegExp) => {
    await profileFile(page, name)
    await expect(statusBar(page)).toContainText(sentence)
  }
  await ends('raises.py', /Run 1 failed after .* with ValueError at line 5 of raises\.py/)
  await expect(tableRow(page, 4)).toContainText('+8.0')
  await expect(tableRow(page, REST)).toContainText('no such column')
  await ends('killed.py', /Run 2 was killed by SIGKILL after .* at line 5 of killed\.py/)
  await expect(tableRow(page, 4)).toContainText('+8.0')
  await expect(tableRow(page, REST)).toContainText('killed by SIGKILL')
  await ends('exits.py', /Run 3 failed after .* with exit code 3/)
  await expect(tableRow(page, 4)).toContainText('+8.0')
  await expect(tableRow(page, REST)).toContainText('ended here, as with os._exit')
  await ends('broken.py', /Run 4 failed after .* with SyntaxError at line 1 of broken\.py/)
  await expect(pastRuns(page)).toHaveCount(4)
})

test('programs that do not end by themselves: Stop ends them, however they resist', async ({ app }) => {
  const { page } = await openTrusted(app, {
    'endless.py': holding('while True:\n    time.sleep(0.01)'),
    'deaf.py': holding(
      'signal.signal(signal.SIGTERM, signal.SIG_IGN)\nprint("deaf", flush=True)\nwhile True:\n    time.sleep(0.01)',
    ),
  })
  await profileFile(page, 'endless.py')
  await stopAtNumbers(page)
  await expect(statusBar(page)).toContainText(/Run 1 was stopped after .* at line [56] of endless\.py/)
  await expect(tableRow(page, 4)).toContainText('+8.0')
  await profileFile(page, 'deaf.py')
  await page.getByRole('tab', { name: 'Output' }).click()
  await expect(output(page)).toContainText('deaf')
  await page.getByRole('tab', { name: 'Table' }).click()
  await stopAtNumbers(page)
  await expect(page.getByRole('button', { name: 'Stopping' }).first()).toBeVisible()
  await expect(statusBar(page)).toContainText(/Run 2 was stopped after .* of deaf\.py/)
  await expect(tableRow(page, 4)).toContainText('+8.0')
})

test('a program whose children outlive it: the run ends, and says that they go on', async ({ app }) => {
  const { page } = await openTrusted(app, {
    'leaves.py': holding(`for alone in (False, True):
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"], start_new_session=alone)
    print("child", child.pid, flush=True)
time.sleep(0.3)`),
  })
  const pids: number[] = []
  try {
    await profileFile(page, 'leaves.py')
    await expect(statusBar(page)).toContainText('Run 1 finished')
    await expect(messages(page)).toContainText('2 processes that the program started still run')
    await page.getByRole('tab', { name: 'Output' }).click()
    await expect(output(page)).toContainText(/child \d+.*child \d+/s)
    const text = (await output(page).textContent()) ?? ''
    pids.push(...[...text.matchAll(/child (\d+)/g)].map(([, pid]) => Number(pid)))
    expect(pids).toHaveLength(2)
    await page.getByRole('tab', { name: 'Details' }).click()
    const details = page.getByRole('tabpanel')
    for (const pid of pids) await expect(details).toContainText(String(pid))
    await page.getByRole('tab', { name: 'Table' }).click()
  } finally {
    for (const pid of pids) process.kill(pid)
  }
})

test(`a program that prints ${PRINTED_MB} MB: the window stays alive, and the run ends`, async ({ app }) => {
  const { page } = await openTrusted(app, {
    'prints.py': holding(`line = "x" * 1023 + "\\n"
for _ in range(${PRINTED_MB} * 1000):
    sys.stdout.write(line)
print("the last line", flush=True)`),
  })
  await page.getByRole('tab', { name: 'Output' }).click()
  await profileFile(page, 'prints.py')
  await expect(output(page)).toContainText('xxxx')
  // Frames go on being drawn, and the other panes answer, while it prints.
  const frames = page.evaluate(drawFrames, 60)
  await page.getByRole('tab', { name: 'Table' }).click()
  await expect(tableRow(page, 4)).toContainText('+8.0')
  await frames
  await page.getByRole('tab', { name: 'Output' }).click()
  await expect(statusBar(page)).toContainText('Run 1 finished', { timeout: 30_000 })
  await expect(output(page)).toContainText('the last line')
  await expect(page.getByRole('tabpanel')).toContainText('of earlier output not shown')
  const heap = await page.evaluate(
    () => (performance as unknown as { memory: { usedJSHeapSize: number } }).memory.usedJSHeapSize,
  )
  expect(heap).toBeLessThan(200 * 2 ** 20)
})

test('nothing runs in a folder that is not trusted', async ({ app }) => {
  const dir = app.project({
    'marks.py': 'import pathlib\npathlib.Path("ran").touch()\n\ndef hold():\n    pass\n',
  })
  const page = await app.open(dir)
  await fileRow(page, 'marks.py').click()
  await expect(page.getByRole('main')).toContainText('pathlib')
  await page.keyboard.press('F5')
  await expect(messages(page).getByRole('alert')).toContainText(
    'Mebi runs programs only from folders that you trust.',
  )
  await expect(pastRuns(page)).toHaveCount(0)
  await expect(statusBar(page)).toContainText('Folder not trusted')
  expect(existsSync(join(dir, 'ran'))).toBe(false)
})

test('an interpreter that disappears between two runs', async ({ app }) => {
  const { page, dir } = await openTrusted(app, { 'holds.py': holding('pass') })
  const python = join(dir, 'my-python')
  symlinkSync(process.env['PYTHON'] ?? '/usr/bin/python3', python)
  // Chosen for the project: another one is used, and it says so.
  await app.call('interpreters.choose', { projectDir: dir, path: python })
  await profileFile(page, 'holds.py')
  await expect(statusBar(page)).toContainText('Run 1 finished')
  rmSync(python)
  await page.keyboard.press('F5')
  await expect(statusBar(page)).toContainText('Run 2 finished')
  const alert = messages(page).getByRole('alert')
  await expect(alert).toContainText(
    `${python}, the interpreter chosen for this project, cannot be used: There is no such file.`,
  )
  await expect(alert).toContainText('ran the program instead')
  await alert.getByRole('button', { name: 'Settings...' }).click()
  await page.keyboard.press('Escape')

  // Named in the settings of the run: it is not run with another one; the settings are offered.
  const file = join(dir, 'holds.py')
  const target = { kind: 'script', path: file } as const
  const request = {
    target,
    cwd: dir,
    projectDir: dir,
    python,
    watch: { kind: 'functions', names: [`${file}:*`] },
  }
  await app.call('requests.remember', { projectDir: dir, subject: file, request: request as never })
  await startAgain(page, 'holds.py')
  await expect(alert).toContainText(`There is no Python interpreter ${python}.`)
  await alert.getByRole('button', { name: 'Settings...' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Interpreter', { exact: true }).selectOption('')
  await dialog.getByRole('button', { name: 'Run', exact: true }).click()
  await expect(statusBar(page)).toContainText('Run 3 finished')
})

async function stopAtNumbers(page: Page): Promise<void> {
  await expect(tableRow(page, 4)).toContainText('+8.0')
  await page.getByRole('button', { name: 'Stop', exact: true }).click()
}

/** Runs in the page; resolves when so many frames were drawn. */
function drawFrames(count: number): Promise<void> {
  return new Promise((resolve) => {
    let left = count
    const next = () => {
      left -= 1
      if (left === 0) resolve()
      else requestAnimationFrame(next)
    }
    requestAnimationFrame(next)
  })
}
