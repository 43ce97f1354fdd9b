import type Database from 'better-sqlite3'
import type { SourceFile } from '../../contract/index.ts'
import { hashText, packText, unpackText } from './blobs.ts'
import { fromText, toText } from './text.ts'

/** A source on its way into the store; `text` is `null` where it is there already. */
interface Prepared {
  source: SourceFile
  hash: Buffer
  text: Buffer | null
}

/** Source files, each text kept once. */
export function sourceTable(db: Database.Database) {
  const idOf = db.prepare<[Buffer], { id: number }>('SELECT id FROM sources WHERE hash = ?')
  const addText = db.prepare<[Buffer, Buffer]>('INSERT INTO sources (hash, text) VALUES (?, ?)')
  const insert = db.prepare<[number, number, string, number]>(
    'INSERT INTO run_sources (run_id, position, file, source_id) VALUES (?, ?, ?, ?)',
  )
  const ofRun = db.prepare<[number], { file: string; text: Buffer }>(
    `SELECT file, text FROM run_sources JOIN sources ON sources.id = source_id WHERE run_id = ? ORDER BY position`,
  )
  const collect = db.prepare<[]>(
    'DELETE FROM sources WHERE NOT EXISTS (SELECT 1 FROM run_sources WHERE source_id = sources.id)',
  )

  return {
    /** Hashing and compressing are the slow part: to be done before the write lock is taken. */
    prepare: (sources: readonly SourceFile[]): Prepared[] =>
      sources.map((source) => {
        const hash = hashText(source.text)
        return { source, hash, text: idOf.get(hash) ? null : packText(source.text) }
      }),
    insert(runId: number, prepared: readonly Prepared[]): void {
      for (const [position, { source, hash, text }] of prepared.entries()) {
        // Another host may have added or removed the text since `prepare`.
        const id =
          idOf.get(hash)?.id ?? Number(addText.run(hash, text ?? packText(source.text)).lastInsertRowid)
        insert.run(runId, position, toText(source.file), id)
      }
    },
    /** A run's sources, for `SourceFile` to check. */
    ofRun: (runId: number): unknown[] =>
      ofRun.all(runId).map(({ file, text }) => ({ file: fromText(file), text: unpackText(text) })),
    /** Drops the texts that no run has any more. */
    collect: () => collect.run(),
  }
}
