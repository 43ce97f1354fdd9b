import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { pack, packingMissing } from '../../build/pack.ts'
import { electronMissing } from '../../e2e/electron.ts'
import { Desktop } from './desktop.ts'

const GROWS = 'def grow():\n    kept = bytearray(32 * 2**20)\n    return kept\n\nkept = grow()\n'

const missing = packingMissing() ?? electronMissing()
const why = missing === null ? '' : ` (skipped: ${missing})`

// Without its fuses, for one of them forbids what Playwright drives it by.
describe.skipIf(missing !== null)(`the packed app without its fuses${why}`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'mebi-packed-'))
  const here = new Desktop()

  beforeAll(async () => {
    const { program } = await pack(folder, null)
    await here.start({ packed: program, dir: here.project })
    await here.listen()
  }, 120_000)

  afterAll(async () => {
    await here.remove()
    rmSync(folder, { recursive: true, force: true })
  })

  it('is the packed one', async () => {
    const [isPackaged, path] = await here.app.electron.evaluate(
      ({ app }) => [app.isPackaged, app.getAppPath()] as const,
    )
    expect(isPackaged).toBe(true)
    expect(path).toMatch(/resources\/app\.asar$/)
    expect(here.app.page.url()).toBe('app://mebi/index.html')
  })

  it('takes a folder from its command line', async () => {
    await expect
      .poll(() => here.call('projects.recent', {}), { timeout: 20_000 })
      .toMatchObject([{ dir: here.project }])
  })

  it('profiles a program: with the agent, the sampler and the history', async () => {
    await here.run(GROWS)
    const { run } = await here.hears('run.ended')
    expect(run).toMatchObject({ status: 'finished', id: 1 })
    expect(run.warnings).toEqual([])
    const grow = run.functions.find(({ name }) => name === 'grow')
    expect(grow?.lines.find(({ line }) => line === 2)?.incrementBytes).toBeGreaterThan(31 * 2 ** 20)
    expect((await here.call('runs.timeline', { id: 1 })).bytes.length).toBeGreaterThan(0)
  })

  it('outlines files', async () => {
    const files = [join(here.project, 'program.py')]
    const [outline] = await here.call('projects.outline', { projectDir: here.project, files })
    expect(outline?.items.map(({ name }) => name)).toEqual(['grow'])
  })

  it('brings its examples', async () => {
    const examples = await here.call('projects.examples', {})
    const names = examples.map(({ file }) => basename(file))
    expect(new Set(names)).toEqual(new Set(['leaky_cache.py', 'load_csv.py', 'sort_numbers.py']))
  })
})
