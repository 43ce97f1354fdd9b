import type Database from 'better-sqlite3'
import { type RunStory, storyParts, Timeline } from '../../contract/index.ts'
import { packText, unpackText } from './blobs.ts'
import { packSeries, unpackSeries } from './series.ts'

/** What a timeline has beside its points. */
const TIMELINE = 'timeline'
/** What `series.ts` makes of a series beside its outline. Older runs have the whole in JSON. */
const FUNCTION_COLUMNS = 'series.functions'
const LINE_COLUMNS = 'series.lines'

interface Part {
  part: string
  content: Buffer
}

/** The parts of a run's story, each packed by itself: a call tree may be large, and is seldom asked for. */
export function storyTable(db: Database.Database) {
  const add = db.prepare<[number, string, Buffer]>(
    'INSERT INTO stories (run_id, part, content) VALUES (?, ?, ?)',
  )
  const one = db
    .prepare<[number, string], Buffer>('SELECT content FROM stories WHERE run_id = ? AND part = ?')
    .pluck()
  const read = (id: number, part: string): unknown => {
    const content = one.get(id, part)
    return content === undefined ? undefined : JSON.parse(unpackText(content))
  }
  const readSeries = (id: number): unknown => {
    const outline = read(id, 'series')
    const [functions, lines] = [one.get(id, FUNCTION_COLUMNS), one.get(id, LINE_COLUMNS)]
    return functions === undefined || lines === undefined
      ? outline
      : unpackSeries({ outline, functions, lines })
  }

  return {
    /** Compressing is the slow part: to be done before the write lock is taken. */
    prepare(story: RunStory, { timesNs: _times, bytes: _bytes, ...beside }: Timeline): Part[] {
      const series = story.series && packSeries(story.series)
      const all: [string, unknown][] = [
        ...Object.entries({ ...story, series: series?.outline ?? null }),
        [TIMELINE, isBare(beside) ? null : beside],
      ]
      const parts = all.filter(([, part]) => part !== null)
      return [
        // JSON escapes lone surrogates.
        ...parts.map(([part, content]) => ({ part, content: packText(JSON.stringify(content)) })),
        ...(series === null
          ? []
          : [
              { part: FUNCTION_COLUMNS, content: series.functions },
              { part: LINE_COLUMNS, content: series.lines },
            ]),
      ]
    },
    insert(id: number, parts: readonly Part[]): void {
      for (const { part, content } of parts) add.run(id, part, content)
    },
    /** For the caller's schema to check; parts that the run does not have are absent. */
    ofRun: (id: number, parts: readonly string[] = storyParts): Record<string, unknown> =>
      Object.fromEntries(parts.map((part) => [part, part === 'series' ? readSeries(id) : read(id, part)])),
    /** A timeline with everything that belongs to it. */
    timeline: (id: number, points: Pick<Timeline, 'timesNs' | 'bytes'>): Timeline =>
      Timeline.parse({ ...Object(read(id, TIMELINE)), ...points }),
  }
}

function isBare({ marks, ...columns }: Omit<Timeline, 'timesNs' | 'bytes'>): boolean {
  return marks.length === 0 && Object.values(columns).every((column) => column === null || column === false)
}
