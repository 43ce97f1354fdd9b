import { RunSummary } from '../contract/index.ts'
import { parseRun, type RunStore, runNotFound, type StoredRun } from './runStore.ts'

/** The in-memory twin of the store on disk: the same behaviour, forgotten when the process ends. */
export function memoryStore(): RunStore {
  const runs = new Map<number, StoredRun>()
  const interpreters = new Map<string, string>()
  let lastId = 0

  const find = (id: number): StoredRun => {
    const run = runs.get(id)
    if (!run) throw runNotFound(id)
    return run
  }

  return {
    readOnly: false,
    add(given) {
      const run = parseRun(given)
      for (const [id, { detail }] of runs) if (detail.key === run.detail.key) return id
      lastId += 1
      runs.set(lastId, { ...run, detail: { ...run.detail, id: lastId } })
      return lastId
    },
    list({ projectDir, limit }) {
      return [...runs.values()]
        .map(({ detail }) => detail)
        .filter(({ request }) => projectDir === undefined || request.projectDir === projectDir)
        .reverse()
        .sort((a, b) => (a.startedAt < b.startedAt ? 1 : a.startedAt > b.startedAt ? -1 : 0))
        .slice(0, limit)
        .map((detail) => RunSummary.parse(detail))
    },
    get: (id) => structuredClone(find(id).detail),
    sources: (id) => structuredClone(find(id).sources),
    timeline: (id) => structuredClone(find(id).timeline),
    output: (id) => structuredClone(find(id).output),
    describe(id, { label, note }) {
      const { detail } = find(id)
      if (label !== undefined) detail.label = label
      if (note !== undefined) detail.note = note
      return RunSummary.parse(detail)
    },
    remove: (ids) => ids.filter((id) => runs.delete(id)).length,
    interpreterChoice: (projectDir) => interpreters.get(projectDir) ?? null,
    chooseInterpreter(projectDir, path) {
      if (path === null) interpreters.delete(projectDir)
      else interpreters.set(projectDir, path)
    },
    check: () => ({
      file: null,
      sqliteVersion: null,
      journalMode: null,
      sizeBytes: 0,
      runs: runs.size,
      problems: [],
    }),
    close() {},
  }
}
