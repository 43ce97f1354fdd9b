import type Database from 'better-sqlite3'
import type { OutputChunk, Timeline } from '../../contract/index.ts'
import { packOutput, packTimeline, unpackOutput, unpackTimeline } from './blobs.ts'

interface Prepared {
  points: Buffer
  chunks: Buffer
  text: Buffer
}

/** What a run left over time: its memory and its output. In tables of their own, so that lists of runs stay quick. */
export function traceTables(db: Database.Database) {
  const addTimeline = db.prepare<[number, Buffer]>('INSERT INTO timelines (run_id, points) VALUES (?, ?)')
  const addOutput = db.prepare<[number, Buffer, Buffer]>(
    'INSERT INTO outputs (run_id, chunks, text) VALUES (?, ?, ?)',
  )
  const timelineOf = db.prepare<[number], { points: Buffer }>('SELECT points FROM timelines WHERE run_id = ?')
  const outputOf = db.prepare<[number], { chunks: Buffer; text: Buffer }>(
    'SELECT chunks, text FROM outputs WHERE run_id = ?',
  )

  return {
    /** Compressing is the slow part: to be done before the write lock is taken. */
    prepare: (timeline: Timeline, output: readonly OutputChunk[]): Prepared => ({
      points: packTimeline(timeline),
      ...packOutput(output),
    }),
    insert(runId: number, { points, chunks, text }: Prepared): void {
      addTimeline.run(runId, points)
      addOutput.run(runId, chunks, text)
    },
    /** The points alone. */
    timeline(runId: number): Pick<Timeline, 'timesNs' | 'bytes'> {
      const row = timelineOf.get(runId)
      if (!row) throw new RangeError('the timeline is missing')
      return unpackTimeline(row.points)
    },
    output(runId: number): OutputChunk[] {
      const row = outputOf.get(runId)
      if (!row) throw new RangeError('the output is missing')
      return unpackOutput(row)
    },
  }
}
