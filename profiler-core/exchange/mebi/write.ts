import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { MAX_EXCHANGE_BYTES, MebiError, masked, maskedCommand, type StoredRun } from '../../contract/index.ts'
import { FORMAT, VERSION } from './format.ts'
import { EXPANSION } from './jsonLines.ts'

/** Where the header of gzip names the system that wrote it (RFC 1952). */
const SYSTEM_AT = 9
const UNKNOWN_SYSTEM = 255

/**
 * Runs as a file. The same runs in the same order give the same bytes. What is secret or of this history alone is left
 * out: the run's number, the values and names of environment variables, and what looks like a secret on command lines. Throws where the file would be larger than what
 * is read again.
 */
export async function writeMebi(count: number, runs: Iterable<StoredRun>): Promise<Buffer> {
  const file = await pipeline(Readable.from(lines(count, runs)), createGzip(), collect)
  file[SYSTEM_AT] = UNKNOWN_SYSTEM
  return file
}

async function collect(chunks: AsyncIterable<Buffer>): Promise<Buffer> {
  const all: Buffer[] = []
  let size = 0
  for await (const chunk of chunks) {
    size += chunk.length
    if (size > MAX_EXCHANGE_BYTES) throw tooLarge()
    all.push(chunk)
  }
  return Buffer.concat(all)
}

function* lines(count: number, runs: Iterable<StoredRun>): Generator<Buffer> {
  yield Buffer.from(`${JSON.stringify({ format: FORMAT, version: VERSION, runs: count })}\n`)
  let size = 0
  for (const run of runs) {
    // JSON escapes lone surrogates, so that UTF-8 can hold it.
    const line = Buffer.from(`${JSON.stringify(withoutSecrets(run))}\n`)
    size += line.length
    if (line.length > EXPANSION.lineBytes || size > EXPANSION.fileBytes) throw tooLarge()
    yield line
  }
}

function withoutSecrets({ detail, story, ...rest }: StoredRun): StoredRun {
  const { withheld: _, ...request } = detail.request
  const { peakProcess } = detail
  return {
    detail: {
      ...detail,
      id: null,
      request: { ...request, env: {}, args: masked(request.args) },
      peakProcess: peakProcess && withoutSecret(peakProcess),
    },
    story: {
      ...story,
      peak: story.peak && { ...story.peak, processes: story.peak.processes.map(withoutSecret) },
      processes: story.processes.map(withoutSecret),
    },
    ...rest,
  }
}

function withoutSecret<T extends { readonly command: string }>(process: T): T {
  return { ...process, command: maskedCommand(process.command) }
}

function tooLarge(): MebiError {
  const mib = MAX_EXCHANGE_BYTES / 2 ** 20
  return new MebiError(
    'export-too-large',
    `These runs are too large for one file, which may have ${mib} MiB.`,
    'Export fewer runs at once.',
  )
}
