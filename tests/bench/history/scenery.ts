/** A history of thousands of runs, each like one that was really measured. */
import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import Database from 'better-sqlite3'
import type { RunStory, StoredRun, Timeline } from '../../../profiler-core/contract/index.ts'
import { storyParts } from '../../../profiler-core/contract/index.ts'
import { openStore } from '../../../profiler-core/store/index.ts'
import { NO_RESERVE, sqliteStore } from '../../../profiler-core/store/sqlite/store.ts'

const mebi = fileURLToPath(new URL('../../../bin/mebi.mjs', import.meta.url))

export const FUNCTIONS = 200
const LINES = 15
/** Runs of one state of the sources. */
const RUNS_A_COMMIT = 10
const TARGETS = 20
const RUNS_AT_ONCE = 100
/** So many runs have a series of their own, which takes long to pack; the others have copies of these. */
const SERIES = 20

/** A program of `FUNCTIONS` functions with some `LINES` lines each, called for a few seconds. */
function program(): string {
  const functions = Array.from({ length: FUNCTIONS }, (_, index) => {
    const body = Array.from(
      { length: LINES - 2 },
      (__, line) => `    kept.append(bytearray(${500 + ((index * 37 + line * 101) % 3000)}))`,
    )
    return `def step_${index}(kept):\n${body.join('\n')}\n    return len(kept)\n`
  })
  const calls = Array.from({ length: FUNCTIONS }, (_, index) => `        step_${index}(kept)`)
  return `import time\n\n${functions.join('\n')}\n
def main():
    for _ in range(30):
        kept = []
${calls.join('\n')}
        time.sleep(0.05)

main()
`
}

/** Runs that program once, with Mebi as it was built, and returns all that was kept of it. */
export function measuredRun(folder: string): StoredRun {
  const [project, home] = [join(folder, 'project'), join(folder, 'template')]
  mkdirSync(project, { recursive: true })
  writeFileSync(join(project, 'steps.py'), program())
  const done = spawnSync(process.execPath, [mebi, 'run', '-q', '--all', 'steps.py'], {
    cwd: project,
    env: { ...process.env, MEBI_HOME: home },
    encoding: 'utf8',
  })
  if (done.status !== 0) throw new Error(`bench: mebi run failed: ${done.stderr}`)
  const store = openStore(home)
  try {
    return {
      detail: store.get(1),
      sources: store.sources(1),
      timeline: store.timeline(1),
      story: store.story(1, storyParts),
      output: store.output(1),
    }
  } finally {
    store.close()
  }
}

/** Puts `count` variations of a run into the history of a data folder. */
export function fillHistory(home: string, template: StoredRun, count: number): void {
  openStore(home).close()
  const file = join(home, 'mebi.sqlite')
  const db = new Database(file)
  db.pragma('foreign_keys = ON')
  const store = sqliteStore(db, { file: file, obstacle: null, reserve: NO_RESERVE, closed: () => {} })
  const copySeries = db.prepare(
    "INSERT INTO stories SELECT ?, part, content FROM stories WHERE run_id = ? AND part LIKE 'series%'",
  )
  const countSeries = db.prepare(
    `UPDATE runs SET stored_bytes = stored_bytes +
       (SELECT sum(length(content)) FROM stories WHERE run_id = id AND part LIKE 'series%') WHERE id = ?`,
  )
  try {
    for (let from = 0; from < count; from += RUNS_AT_ONCE) {
      db.transaction(() => {
        const end = Math.min(count, from + RUNS_AT_ONCE)
        for (let index = from; index < end; index += 1) {
          const run = variation(template, index)
          if (index < SERIES) store.add(run)
          else {
            const id = store.add({ ...run, story: { ...run.story, series: null } })
            copySeries.run(id, 1 + (index % SERIES))
            countSeries.run(id)
          }
        }
      })()
    }
  } finally {
    store.close()
  }
}

/** The same run another time: other numbers, now and then other sources, data and targets. */
function variation(template: StoredRun, index: number): StoredRun {
  const random = randomNumbers(index)
  const vary = (bytes: number) => Math.round(bytes * (0.9 + 0.2 * random()))
  const { detail, sources, timeline, story, output } = template
  const commit = Math.floor(index / RUNS_A_COMMIT)
  const level = index > 6000 ? 1.3 : 1
  const more = 4096 * Math.round(vary(1000) * level)
  const { projectDir } = detail.request
  const target = { kind: 'script' as const, path: join(projectDir, `steps_${index % TARGETS}.py`) }
  return {
    detail: {
      ...detail,
      id: null,
      key: `bench ${index}`,
      startedAt: new Date(Date.UTC(2026, 0, 1) + index * 1_800_000).toISOString(),
      durationNs: vary(detail.durationNs),
      peakBytes: vary(detail.peakBytes * level),
      request: { ...detail.request, target },
      git: { commit: commit.toString(16).padStart(40, '0'), branch: 'main', dirty: false },
      label: index % 50 === 0 ? `experiment ${index}` : null,
      pinned: index % 100 === 0,
      group: index % 20 < 5 ? `group ${Math.floor(index / 20)}` : null,
      dataset: {
        label: `month ${index % 12}`,
        size: 1000 * (1 + (index % 12)),
        unit: 'rows',
        file: null,
        sha256: null,
      },
      functions: detail.functions.map((each) => ({
        ...each,
        lines: each.lines.map((line) => ({
          ...line,
          incrementBytes: line.incrementBytes * (1 + (index % 3)),
          memoryBytes: line.memoryBytes + more,
          peakBytes: line.peakBytes + more,
          timeNs: vary(line.timeNs),
        })),
      })),
    },
    sources: sources.map((source) => ({ ...source, text: `# ${commit}\n${source.text}` })),
    timeline: variedTimeline(timeline, vary),
    story: variedStory(story, vary),
    output,
  }
}

type Vary = (number: number) => number

function variedTimeline(timeline: Timeline, vary: Vary): Timeline {
  return {
    ...timeline,
    bytes: timeline.bytes.map((bytes) => bytes + 4096 * Math.round(vary(10))),
    timesNs: timeline.timesNs.map((time) => time + vary(1000)),
  }
}

function variedStory(story: RunStory, vary: Vary): RunStory {
  const { callTree, series } = story
  return {
    ...story,
    callTree: callTree && {
      ...callTree,
      growthBytes: callTree.growthBytes.map(vary),
      timeNs: callTree.timeNs.map(vary),
    },
    series: series && {
      ...series,
      functions: series.functions.map((each) => ({
        ...each,
        lines: each.lines.map((line) => ({
          ...line,
          timeNs: line.timeNs.map(vary),
        })),
      })),
    },
  }
}

/** From 0 to 1, the same for a seed: mulberry32, by Tommy Ettinger. */
function randomNumbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
