import { readFileSync } from 'node:fs'
import { gunzipSync, gzipSync } from 'node:zlib'
import type { StoredRun } from '../../../profiler-core/contract/index.ts'
import { MebiError } from '../../../profiler-core/contract/index.ts'
import { readRuns, writeMebi } from '../../../profiler-core/exchange/index.ts'

export const projectDir = '/home/bob/fit'
export const now = '2026-05-01T12:00:00.000Z'

/** What a real program wrote: `fit.py` there under `mprof run` and `python -m memory_profiler` 0.61. */
export function fixture(name: string): Buffer {
  return readFileSync(new URL(`../../fixtures/exchange/${name}`, import.meta.url))
}

/** All runs of a file. */
export async function runsOf(content: Uint8Array | string, name = 'given.mebi'): Promise<StoredRun[]> {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content
  const runs: StoredRun[] = []
  for await (const run of readRuns({ name, bytes }, { projectDir, now })) runs.push(run)
  return runs
}

/** The only run of a file. */
export async function runOf(content: Uint8Array | string, name?: string): Promise<StoredRun> {
  const [run, ...others] = await runsOf(content, name)
  if (run === undefined || others.length > 0) throw new Error('not one run')
  return run
}

/** Why a file cannot be taken in. */
export async function refusal(content: Uint8Array | string, name?: string): Promise<MebiError> {
  try {
    await runsOf(content, name)
  } catch (error) {
    if (error instanceof MebiError) return error
    throw error
  }
  throw new Error('it was taken in')
}

export function writtenRuns(...runs: StoredRun[]): Promise<Buffer> {
  return writeMebi(runs.length, runs)
}

/** The lines of a file of runs, as values. */
export function linesOf(file: Uint8Array): unknown[] {
  return gunzipSync(file)
    .toString()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as unknown)
}

/** A file of such lines; text stays as it is. */
export function fileOf(...lines: readonly unknown[]): Buffer {
  const texts = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line)))
  return gzipSync(texts.map((text) => `${text}\n`).join(''))
}

export const head = { format: 'mebi-runs', version: 1, runs: 1 }
