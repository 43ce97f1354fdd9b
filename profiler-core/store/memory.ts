import {
  type FunctionHistory,
  type FunctionTrend,
  type HistoryEntry,
  type RunDetail,
  type RunRequest,
  RunStory,
  RunSummary,
  type StoredRun,
  targetWords,
  watchedWords,
} from '../contract/index.ts'
import { containing, fileContaining } from './matching.ts'
import {
  type DismissedHint,
  LATEST_RUNS,
  type NamedFunction,
  parseRun,
  type RunStore,
  runNotFound,
  type StoredProject,
  UNDO_MS,
} from './runStore.ts'
import { sparkline } from './sparkline.ts'

/** The in-memory twin of the store on disk: the same behaviour, forgotten when the process ends. */
export function memoryStore(): RunStore {
  const runs = new Map<number, StoredRun>()
  /** What can be restored, with the moment of its removal, in milliseconds since 1970. */
  const removed = new Map<number, { run: StoredRun; at: number }>()
  const interpreters = new Map<string, string>()
  const projects = new Map<string, StoredProject>()
  const requests = new Map<string, RunRequest>()
  const dismissed = new Map<string, DismissedHint[]>()
  let lastId = 0

  const find = (id: number): StoredRun => {
    const run = runs.get(id)
    if (!run) throw runNotFound(id)
    return run
  }
  const idOf = (key: string): number | null => {
    for (const [id, { detail }] of runs) if (detail.key === key) return id
    for (const [id, { run }] of removed) if (run.detail.key === key) return id
    return null
  }
  const newestFirst = (projectDir?: string): [number, StoredRun][] =>
    [...runs]
      .filter(([, { detail }]) => projectDir === undefined || detail.request.projectDir === projectDir)
      .sort(([a, { detail: one }], [b, { detail: other }]) =>
        one.startedAt === other.startedAt ? b - a : one.startedAt < other.startedAt ? 1 : -1,
      )

  /** Also those that can be restored. */
  const sameTarget = (request: RunRequest) =>
    [...runs.values(), ...[...removed.values()].map(({ run }) => run)]
      .map(({ detail }) => detail)
      .filter(
        (other) =>
          other.request.projectDir === request.projectDir &&
          targetWords(other.request) === targetWords(request),
      )

  return {
    obstacle: null,
    add(given) {
      const run = parseRun(given)
      const known = idOf(run.detail.key)
      if (known !== null) return known
      lastId += 1
      runs.set(lastId, { ...run, detail: { ...run.detail, id: lastId } })
      return lastId
    },
    idOf,
    list: ({ projectDir, limit }) =>
      newestFirst(projectDir)
        .slice(0, limit)
        .map(([, { detail }]) => RunSummary.parse(detail)),
    get: (id) => structuredClone(find(id).detail),
    sources: (id) => structuredClone(find(id).sources),
    timeline: (id) => structuredClone(find(id).timeline),
    story(id, parts) {
      const { story } = find(id)
      return RunStory.parse(Object.fromEntries(parts.map((part) => [part, story[part]])))
    },
    output: (id) => structuredClone(find(id).output),
    describe(id, { label, note, pinned, dataset, baseline }) {
      const { detail } = find(id)
      if (label !== undefined) detail.label = label
      if (note !== undefined) detail.note = note
      if (pinned !== undefined) detail.pinned = pinned
      if (dataset !== undefined) detail.dataset = structuredClone(dataset)
      if (baseline === true) for (const other of sameTarget(detail.request)) other.baseline = false
      if (baseline !== undefined) detail.baseline = baseline
      return RunSummary.parse(detail)
    },
    remove(ids, { undoable } = { undoable: false }) {
      const there = [...new Set(ids)].filter((id) => runs.has(id))
      for (const id of there) {
        if (undoable) removed.set(id, { run: find(id), at: Date.now() })
        runs.delete(id)
      }
      return there.length
    },
    restore(ids) {
      const there = [...new Set(ids)].filter((id) => removed.has(id))
      for (const id of there) {
        const hidden = removed.get(id)
        if (hidden) runs.set(id, hidden.run)
        removed.delete(id)
      }
      return there.length
    },
    history: (projectDir) => newestFirst(projectDir).map(([id, run]) => entryOf(id, run)),
    having(projectDir, wanted) {
      const named = wanted.function === undefined ? null : containing(wanted.function)
      const filed = wanted.file === undefined ? null : fileContaining(wanted.file, projectDir)
      return newestFirst(projectDir)
        .filter(
          ([, { detail, sources }]) =>
            (named === null || detail.functions.some(({ name }) => named(name))) &&
            (filed === null || sources.some(({ file }) => filed(file))),
        )
        .map(([id]) => id)
    },
    functions: (projectDir) =>
      functionsOf(
        newestFirst(projectDir)
          .slice(0, LATEST_RUNS)
          .map(([id, { detail }]) => ({ ...detail, id })),
      ),
    ofGroup: (group) =>
      newestFirst()
        .filter(([, { detail }]) => detail.group === group)
        .map(([id]) => id)
        .reverse(),
    functionTrend: (projectDir, wanted) => trendOf(newestFirst(projectDir).reverse(), wanted),
    sizeBytes: () => 0,
    count: (projectDir) => newestFirst(projectDir).length,
    storedBytes: () => 0,
    discard: (ids) =>
      [...new Set(ids)].filter((id) => {
        const detail = runs.get(id)?.detail
        return detail !== undefined && !detail.pinned && !detail.baseline && runs.delete(id)
      }),
    giveBack: () => false,
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
    projects: () => sortProjects(projects.values()),
    keepProject({ dir, openedAt, trusted }) {
      projects.set(dir, { dir, openedAt, trusted })
    },
    forgetProject(dir) {
      projects.delete(dir)
    },
    rememberedRequest: (projectDir, subject) =>
      structuredClone(requests.get(JSON.stringify([projectDir, subject])) ?? null),
    rememberRequest(projectDir, subject, request) {
      requests.set(JSON.stringify([projectDir, subject]), structuredClone(request))
    },
    dismissedHints: (projectDir) => structuredClone(dismissed.get(projectDir) ?? []),
    dismissHint(projectDir, { file, rule, code }, isDismissed) {
      const others = (dismissed.get(projectDir) ?? []).filter(
        (each) => each.file !== file || each.rule !== rule || each.code !== code,
      )
      dismissed.set(projectDir, isDismissed ? [...others, { file, rule, code }] : others)
    },
    close() {
      for (const [id, { at }] of removed) if (at < Date.now() - UNDO_MS) removed.delete(id)
    },
  }
}

/** Last opened first. */
function sortProjects(projects: Iterable<StoredProject>): StoredProject[] {
  return [...projects].sort((a, b) =>
    a.openedAt === b.openedAt ? (a.dir < b.dir ? -1 : 1) : a.openedAt < b.openedAt ? 1 : -1,
  )
}

function entryOf(id: number, { detail, timeline }: StoredRun): HistoryEntry {
  const { key, status, signal, exitCode, startedAt, durationNs, peakBytes, firstProcessPeakBytes } = detail
  const { request, backend, label, note, pinned, git, group, dataset, baseline, origin } = detail
  return {
    id,
    key,
    status,
    signal,
    exitCode,
    startedAt,
    durationNs,
    peakBytes,
    firstProcessPeakBytes,
    target: targetWords(request),
    watched: watchedWords(request),
    backend,
    label,
    note,
    pinned,
    git: structuredClone(git),
    group,
    dataset: structuredClone(dataset),
    baseline,
    origin: structuredClone(origin),
    sparkline: sparkline(timeline),
  }
}

/** `runs`: newest first. */
function functionsOf(runs: readonly (RunDetail & { id: number })[]): FunctionHistory[] {
  const found = new Map<string, FunctionHistory>()
  for (const { id, functions } of runs) {
    const inRun = new Map<string, FunctionHistory>()
    for (const { file, name, lines } of functions) {
      const key = JSON.stringify([file, name])
      const none = { incrementBytes: 0, peakBytes: 0, overlapped: false }
      const entry = inRun.get(key) ?? { file, name, runs: 1, runId: id, ...none }
      for (const line of lines) {
        entry.incrementBytes += line.incrementBytes
        entry.peakBytes = Math.max(entry.peakBytes, line.peakBytes)
        entry.overlapped ||= line.overlapped
      }
      inRun.set(key, entry)
    }
    for (const [key, entry] of inRun) {
      const newer = found.get(key)
      const runs = (newer?.runs ?? 0) + 1
      // Of a function that was watched as a whole no line is known: an older run tells more.
      if (newer && (newer.peakBytes > 0 || entry.peakBytes === 0)) newer.runs = runs
      else found.set(key, { ...entry, runs })
    }
  }
  return [...found.values()]
}

/** `runs`: by start. */
function trendOf(runs: readonly [number, StoredRun][], { file, name }: NamedFunction): FunctionTrend {
  const trend: FunctionTrend = { runIds: [], calls: [], growthBytes: [], peakBytes: [], timeNs: [] }
  for (const [id, { detail }] of runs) {
    // A name may be defined more than once.
    const found = detail.functions.filter((known) => known.file === file && known.name === name)
    const lines = found.flatMap((each) => each.lines)
    // Of a function that was watched as a whole no line is known.
    if (lines.every(({ peakBytes }) => peakBytes === 0)) continue
    trend.runIds.push(id)
    trend.calls.push(found.reduce((sum, { calls }) => sum + calls, 0))
    trend.growthBytes.push(lines.reduce((sum, { incrementBytes }) => sum + incrementBytes, 0))
    trend.peakBytes.push(lines.reduce((highest, { peakBytes }) => Math.max(highest, peakBytes), 0))
    trend.timeNs.push(lines.reduce((sum, { timeNs }) => sum + timeNs, 0))
  }
  return trend
}
