import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { chromium } from '@playwright/test'
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { findBrowser } from '../e2e/browser.ts'
import { oneOfEachVersion, temporaryFolder } from '../profiler-core/targets/python/support.ts'

// pip fetches JupyterLab, and servers start.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 600_000 })

const packageDir = fileURLToPath(new URL('../../profiler-core/targets/python/package', import.meta.url))
const CELLS = [
  '%load_ext mebi',
  'def load(n):\n    rows = [bytes(10_000) for _ in range(n * 100)]\n    return rows',
  '%mprun -f load rows = load(20)',
  '%mebi on',
  'more = load(10)',
  '%mebi report',
]

let programs = ''
let reason = ''
const started: ChildProcess[] = []

beforeAll(async () => {
  const python = (await oneOfEachVersion()).at(-1)
  const folder = await temporaryFolder()
  if (python) spawnSync(python.path, ['-m', 'venv', folder])
  const packages = ['jupyterlab', 'ipykernel', 'papermill']
  const pip = ['-m', 'pip', 'install', '-q', '--retries', '1', '--disable-pip-version-check', ...packages]
  const done = spawnSync(join(folder, 'bin', 'python'), pip, { encoding: 'utf8' })
  if (done.status === 0) programs = join(folder, 'bin')
  else reason = `JupyterLab could not be fetched: ${done.stderr.trim().slice(-300)}`
})

afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL')
})

async function folderWithNotebook() {
  const folder = await temporaryFolder()
  const cells = CELLS.map((source, index) => ({
    cell_type: 'code',
    execution_count: null,
    id: `c${index}`,
    metadata: {},
    outputs: [],
    source,
  }))
  const metadata = { kernelspec: { name: 'python3', display_name: 'Python 3', language: 'python' } }
  writeFileSync(join(folder, 'nb.ipynb'), JSON.stringify({ cells, metadata, nbformat: 4, nbformat_minor: 5 }))
  const env = {
    ...process.env,
    HOME: folder,
    MEBI_HOME: join(folder, 'mebi'),
    PYTHONPATH: packageDir,
    PYTHONDONTWRITEBYTECODE: '1',
    PATH: `${programs}:${process.env['PATH']}`,
    JUPYTERLAB_SETTINGS_DIR: join(folder, 'settings'),
  }
  return { folder, env }
}

describe('a notebook that is executed by', () => {
  test.for<[string, string[]]>([
    ['nbclient', ['jupyter-execute', '--inplace', 'nb.ipynb']],
    ['papermill', ['papermill', 'nb.ipynb', 'nb.ipynb']],
  ])('%s holds the tables as HTML and as text', async ([, [program = '', ...args]], context) => {
    if (programs === '') context.skip(reason)
    const { folder, env } = await folderWithNotebook()
    const done = spawnSync(join(programs, program), args, { cwd: folder, env, encoding: 'utf8' })
    expect(done.status, done.stderr).toBe(0)
    const text = readFileSync(join(folder, 'nb.ipynb'), 'utf8')
    const { cells } = JSON.parse(text) as { cells: { outputs: object[] }[] }
    const outputs = cells.map((cell) => cell.outputs)
    expect(outputs.slice(-4)).toMatchObject([
      [
        {
          output_type: 'display_data',
          data: { 'text/html': expect.anything(), 'text/plain': expect.anything() },
        },
      ],
      [],
      [{ output_type: 'display_data' }],
      [{ output_type: 'display_data' }],
    ])
    expect(text).toContain('Line #    Mem usage    Increment  Occurrences   Line Contents')
    expect(text).toContain('Lines that took most')
  })
})

describe('JupyterLab', () => {
  test.for(['Light', 'Dark'])(
    'shows them in its %s theme, in columns, and asks for nothing',
    async (theme, context) => {
      if (programs === '') context.skip(reason)
      const { folder, env } = await folderWithNotebook()
      const settings = join(folder, 'settings', '@jupyterlab', 'apputils-extension')
      mkdirSync(settings, { recursive: true })
      writeFileSync(
        join(settings, 'themes.jupyterlab-settings'),
        JSON.stringify({ theme: `JupyterLab ${theme}` }),
      )
      const at = `http://127.0.0.1:${await freePort()}`
      const lab = spawn(
        join(programs, 'jupyter-lab'),
        [
          '--allow-root',
          '--no-browser',
          '--ip=127.0.0.1',
          `--port=${new URL(at).port}`,
          '--IdentityProvider.token=t',
          '--LabApp.expose_app_in_browser=True',
          `--ServerApp.root_dir=${folder}`,
        ],
        { env, stdio: 'ignore' },
      )
      started.push(lab)
      await vi.waitFor(() => fetch(`${at}/api`), { timeout: 60_000, interval: 200 })
      const executablePath = findBrowser(process.env)
      const browser = await chromium.launch({
        ...(executablePath && { executablePath }),
        args: ['--no-sandbox'],
      })
      try {
        const page = await browser.newPage({ viewport: { width: 1280, height: 1000 } })
        const elsewhere: string[] = []
        page.on('request', (request) => {
          if (!/^(data|blob):/.test(request.url()) && !request.url().startsWith(at))
            elsewhere.push(request.url())
        })
        await page.goto(`${at}/lab/tree/nb.ipynb?token=t`)
        await page.locator('.jp-Notebook .jp-CodeCell').first().waitFor({ timeout: 90_000 })
        await page.getByText('Python 3 (ipykernel) | Idle').waitFor({ timeout: 60_000 })
        await page.evaluate("jupyterapp.commands.execute('notebook:run-all-cells')")
        const shown = page.locator('.jp-OutputArea-output .mebi')
        await shown.nth(1).waitFor({ timeout: 60_000 })
        await page.screenshot({ path: join(folder, `${theme}.png`) })
        const boxes = await Promise.all(
          (await shown.first().locator('th').all()).map((each) => each.boundingBox()),
        )
        for (const [index, box] of boxes.slice(1).entries()) {
          const before = boxes[index]!
          expect(box!.x).toBeGreaterThanOrEqual(before.x + before.width - 1)
        }
        const isDark = theme === 'Dark'
        const color = String(await page.evaluate("getComputedStyle(document.querySelector('.mebi')).color"))
        const [red = '', green = '', blue = ''] = color.match(/[\d.]+/g) ?? []
        const lightness = (Number(red) + Number(green) + Number(blue)) / 3 / 255
        expect(lightness > 0.5).toBe(isDark)
        expect(elsewhere).toEqual([])
      } finally {
        await browser.close()
      }
    },
  )
})

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}
