import { realpathSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { places } from '../../profiler-core/serviceFixture.ts'
import { realBridge } from '../realBridge.ts'

const newPlace = places()

const PROGRAM = `import sys

def keep():
    kept = bytearray(30_000_000)
    return kept

def ask():
    return input()

keep()
if "ask" in sys.argv:
    print("heard", ask())
`

/** The stores of a fresh page over a real core, with a project that has one program. */
async function page() {
  const place = newPlace()
  const file = join(realpathSync(place.project), 'program.py')
  writeFileSync(file, PROGRAM)
  const service = place.service({ asksForTrust: true, stdin: 'pipe' })
  vi.stubGlobal('window', { mebi: realBridge(service), addEventListener: () => {} })
  vi.stubGlobal('navigator', { platform: 'Linux' })
  const actions = await import('../../../renderer/commands/actions.ts')
  const { connect, catchUp } = await import('../../../renderer/state/connect.ts')
  const { useProject, trustProject } = await import('../../../renderer/state/project.ts')
  const { useOutlines } = await import('../../../renderer/state/outlines.ts')
  const { useRuns } = await import('../../../renderer/state/runs.ts')
  const { outputOf, useOutput } = await import('../../../renderer/state/output.ts')
  const view = await import('../../../renderer/state/view.ts')
  const { shownLines } = await import('../../../renderer/state/shown.ts')
  const history = await import('../../../renderer/state/history.ts')
  const { useNotices } = await import('../../../renderer/state/notices.ts')
  connect(() => {})
  const outputText = () => {
    const key = view.useView.getState().shown?.key ?? null
    return outputOf(useOutput.getState(), key)?.text.text() ?? ''
  }
  const request = (args: string[] = []) => ({
    ...place.request(PROGRAM),
    args,
    pythonFlags: [],
    env: {},
    backend: 'rss' as const,
    watch: { kind: 'auto' as const },
    detail: 'lines' as const,
    exact: false,
    countObjects: false,
    watchChildren: true,
    includeChildren: false,
    save: true,
  })
  return {
    actions,
    catchUp,
    file,
    history,
    outputText,
    place,
    request,
    service,
    shownLines,
    trustProject,
    useNotices,
    useOutlines,
    useProject,
    useRuns,
    view,
  }
}

// Each test is a page of its own: the stores are modules.
beforeEach(() => {
  vi.resetModules()
})

describe('a person opens a project', () => {
  test('its files, functions and history are there', async () => {
    const { actions, place, file, useProject, useOutlines, history } = await page()
    expect(await actions.enterProject(place.project)).toBe(true)
    expect(useProject.getState()).toMatchObject({ files: [file], problem: null, project: { trusted: false } })
    await vi.waitFor(() => expect(useOutlines.getState().byFile.get(file)?.items).toHaveLength(2))
    await vi.waitFor(() => expect(history.useHistory.getState().entries).toEqual([]))
  })

  test('a folder that is not there is told, and nothing else changes', async () => {
    const { actions, place, useProject, useNotices } = await page()
    expect(await actions.enterProject(join(place.folder, 'gone'))).toBe(false)
    expect(useProject.getState().project).toBeNull()
    expect(useNotices.getState().notices).toMatchObject([{ tone: 'error' }])
  })
})

describe('a person runs a program', () => {
  test('not before the folder is trusted', async () => {
    const { actions, place, request, useRuns } = await page()
    await actions.enterProject(place.project)
    await expect(actions.run(request())).rejects.toThrow(/only from folders that you trust/)
    expect(useRuns.getState()).toMatchObject({ running: [], starting: false })
  })

  test('it is shown live, then as it ended, and is in the history', async () => {
    const { actions, place, request, trustProject, view, shownLines, history, file } = await page()
    await actions.enterProject(place.project)
    await trustProject()
    await view.openFile(file)
    await actions.run(request())
    await vi.waitFor(() => expect(view.useView.getState().shown?.kind).toBe('live'))
    await vi.waitFor(() => expect(view.useView.getState().shown?.kind).toBe('past'), 10_000)
    expect(view.shownText(view.useView.getState())).toMatchObject({ measured: true, changed: false })
    expect(shownLines().get(4)?.incrementBytes).toBeGreaterThan(29e6)
    await vi.waitFor(() => expect(history.useHistory.getState().entries).toHaveLength(1))
    expect(history.useHistory.getState().functions.get(`${file}:keep`)).toMatchObject({ runs: 1 })
  })

  test('what it reads can be typed', async () => {
    const { actions, place, request, trustProject, view, outputText, service, useRuns } = await page()
    await actions.enterProject(place.project)
    await trustProject()
    await actions.run(request(['ask']))
    await vi.waitFor(() => expect(useRuns.getState().running).toHaveLength(1))
    const key = useRuns.getState().running[0]?.key ?? ''
    await service.call('runs.input', { key, text: 'good news\n' })
    await vi.waitFor(() => expect(view.useView.getState().shown?.kind).toBe('past'), 10_000)
    expect(outputText()).toBe('heard good news')
  })

  test('a second run waits for the first; Stop ends what is shown', async () => {
    const { actions, place, request, trustProject, useRuns, history } = await page()
    await actions.enterProject(place.project)
    await trustProject()
    await actions.run(request(['ask']))
    await vi.waitFor(() => expect(useRuns.getState().running).toHaveLength(1))
    await actions.run(request())
    await vi.waitFor(() => expect(useRuns.getState().waiting).toHaveLength(1))
    await actions.stopShown()
    await vi.waitFor(() => {
      expect(history.useHistory.getState().entries?.map(({ status }) => status)).toEqual([
        'finished',
        'stopped',
      ])
    }, 15_000)
    // A run is in the history a moment before it is told to have ended.
    await vi.waitFor(() => expect(useRuns.getState()).toMatchObject({ running: [], waiting: [] }))
  })

  test('a page that comes later finds the run that goes on', async () => {
    const { actions, place, request, trustProject, useRuns, catchUp } = await page()
    await actions.enterProject(place.project)
    await trustProject()
    await actions.run(request(['ask']))
    await vi.waitFor(() => expect(useRuns.getState().running).toHaveLength(1))
    useRuns.setState({ running: [] })
    await catchUp()
    expect(useRuns.getState().running).toMatchObject([{ request: { args: ['ask'] }, stopping: false }])
  })
})

test('a page that was cut off shows how the run ended meanwhile', async () => {
  const { actions, place, request, trustProject, catchUp, view } = await page()
  await actions.enterProject(place.project)
  await trustProject()
  await actions.run(request())
  await vi.waitFor(() => expect(view.useView.getState().shown?.kind).toBe('past'), 10_000)
  const { key } = view.useView.getState().shown ?? { key: '' }
  view.useView.setState({ shown: { kind: 'live', key } })
  await catchUp()
  expect(view.useView.getState().shown).toMatchObject({ kind: 'past', key })
})

test('a file that is opened through a link has the heat of the file', async () => {
  const { actions, place, request, trustProject, view, shownLines, file } = await page()
  await actions.enterProject(place.project)
  await trustProject()
  const link = join(place.project, 'link.py')
  symlinkSync(file, link)
  await view.openFile(link)
  // The watcher, which sees the link appear, may have it read once more.
  await vi.waitFor(() => expect(view.useView.getState()).toMatchObject({ file, disk: { file } }))
  await actions.run({ ...request(), target: { kind: 'script', path: link } })
  await vi.waitFor(() => expect(view.useView.getState().shown?.kind).toBe('past'), 10_000)
  expect(shownLines().get(4)?.incrementBytes).toBeGreaterThan(29e6)
})

test('of two runs that are opened one after the other, and of a project that is left, the last word counts', async () => {
  const { actions, place, request, trustProject, view, history } = await page()
  await actions.enterProject(place.project)
  await trustProject()
  for (const count of [1, 2]) {
    await actions.run(request())
    await vi.waitFor(() => expect(history.useHistory.getState().entries).toHaveLength(count), 10_000)
  }
  const [last, first] = history.useHistory.getState().entries ?? []
  // The first to be asked for comes as the second to be shown.
  const { api } = await import('../../../renderer/api/index.ts')
  let answer: () => void = () => {}
  const slow = new Promise<void>((resolve) => {
    answer = resolve
  })
  const call = api.call.bind(api)
  vi.spyOn(api, 'call').mockImplementation(async (name, input) => {
    if (name === 'runs.get' && 'id' in input && input.id === first!.id) await slow
    return call(name, input)
  })
  const late = view.showRun(first!.id)
  await view.showRun(last!.id)
  answer()
  await late
  expect(view.useView.getState().shown).toMatchObject({ key: last!.key })
  const later = view.showRun(first!.id)
  actions.leaveProject()
  await later
  expect(view.useView.getState().shown).toBeNull()
})

describe('the file changes after a run', () => {
  test('the run keeps its text and its heat; the file as it is now has none', async () => {
    const { actions, place, request, trustProject, view, shownLines, file } = await page()
    await actions.enterProject(place.project)
    await trustProject()
    await view.openFile(file)
    await actions.run(request())
    await vi.waitFor(() => expect(view.useView.getState().shown?.kind).toBe('past'), 10_000)
    writeFileSync(file, `# edited\n${PROGRAM}`)
    await vi.waitFor(
      () =>
        expect(view.shownText(view.useView.getState())).toMatchObject({
          text: PROGRAM,
          measured: true,
          changed: true,
        }),
      5000,
    )
    view.preferText('disk')
    expect(view.shownText(view.useView.getState())).toMatchObject({ measured: false, changed: true })
    expect(shownLines().size).toBe(0)
  })
})

test('runs that were deleted come back', async () => {
  const { actions, place, request, trustProject, history, useNotices } = await page()
  await actions.enterProject(place.project)
  await trustProject()
  await actions.run(request())
  await vi.waitFor(() => expect(history.useHistory.getState().entries).toHaveLength(1), 10_000)
  await history.removeRuns([history.useHistory.getState().entries?.[0]?.id ?? 0])
  expect(history.useHistory.getState().entries).toEqual([])
  useNotices.getState().notices.at(-1)?.action?.run()
  await vi.waitFor(() => expect(history.useHistory.getState().entries).toHaveLength(1))
})
