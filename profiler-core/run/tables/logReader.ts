import { closeSync, readSync } from 'node:fs'
import { StringDecoder } from 'node:string_decoder'
import { z } from 'zod'
import { openPlain } from '../plainFile.ts'

const atNs = z.number()

const FunctionRecord = z.object({
  kind: z.literal('function'),
  atNs,
  file: z.string().min(1),
  name: z.string(),
  firstLine: z.number().int(),
  lastLine: z.number().int(),
  /** The function's own row; those of its lines follow it. */
  row: z.number().int().positive(),
  lines: z.array(z.number().int().positive()),
})
export type FunctionRecord = z.infer<typeof FunctionRecord>

const place = {
  file: z.string().min(1).nullable().catch(null),
  line: z.number().int().positive().nullable().catch(null),
}
const ObjectCounts = z.record(z.string(), z.number().int().nonnegative())

/** Of the text of code without a file, in characters: what an agent tells at most. */
const LONGEST_SOURCE = 4 * 2 ** 20

const LogRecord = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('start'),
    atNs,
    pid: z.number().int(),
    baselineBytes: z.number().nonnegative(),
    /** The monotonic clock, which the host shares, at `atNs` 0. */
    clockNs: z.number().nullable().catch(null),
    parentPid: z.number().int().nullable().catch(null),
    command: z.string().catch(''),
  }),
  FunctionRecord,
  z.object({
    kind: z.literal('exception'),
    atNs,
    type: z.string(),
    message: z.string(),
    ...place,
  }),
  z.object({ kind: z.literal('raised'), atNs, type: z.string(), message: z.string(), ...place }),
  z.object({
    kind: z.literal('collection'),
    atNs,
    generation: z.number(),
    durationNs: z.number().nonnegative(),
    collected: z.number().nonnegative(),
  }),
  z.object({
    kind: z.literal('thread'),
    atNs,
    lane: z.number().int().nonnegative(),
    thread: z.number(),
    name: z.string(),
    main: z.boolean(),
  }),
  z.object({ kind: z.literal('objects'), atNs, when: z.enum(['first', 'last']), counts: ObjectCounts }),
  z.object({ kind: z.literal('estimated'), atNs, row: z.number().int().positive() }),
  z.object({ kind: z.literal('marked'), atNs, row: z.number().int().positive() }),
  z.object({ kind: z.literal('warning'), atNs, code: z.string(), message: z.string() }),
  z.object({
    kind: z.literal('source'),
    atNs,
    file: z.string().min(1),
    text: z.string().max(LONGEST_SOURCE),
  }),
  z.object({ kind: z.literal('refused'), atNs, code: z.string(), message: z.string() }),
  z.object({ kind: z.literal('child'), atNs, pid: z.number().int() }),
  z.object({ kind: z.literal('exec'), atNs, command: z.string(), followed: z.boolean() }),
  z.object({ kind: z.literal('exec-failed'), atNs }),
  z.object({ kind: z.literal('exit'), atNs }),
])
type LogRecord = z.infer<typeof LogRecord>
export type StartRecord = Extract<LogRecord, { kind: 'start' }>
export type ExceptionRecord = Extract<LogRecord, { kind: 'exception' }>
/** An exception that left a watched function. */
export type RaisedRecord = Extract<LogRecord, { kind: 'raised' }>
type CollectionRecord = Extract<LogRecord, { kind: 'collection' }>
type ThreadRecord = Extract<LogRecord, { kind: 'thread' }>
type ObjectCounts = z.infer<typeof ObjectCounts>
export type WarningRecord = Extract<LogRecord, { kind: 'warning' }>
/** The agent did not start the program, and says why. */
export type RefusalRecord = Extract<LogRecord, { kind: 'refused' }>

/** The program was about to replace itself with another one. */
export type ExecRecord = Extract<LogRecord, { kind: 'exec' }>

/** What an agent's log has said so far. */
export interface RunLog {
  /** The first one: a program that replaced itself with another one in Python (`exec`) goes on as the same run. */
  start: StartRecord | null
  /** By what the program has replaced itself, where nothing was heard of that one; `null` where it has not. */
  exec: ExecRecord | null
  /** In the order of their registration. */
  functions: FunctionRecord[]
  /** The last one logged. */
  exception: ExceptionRecord | null
  /** The first ones. */
  raised: RaisedRecord[]
  /** Of garbage; the first ones. */
  collections: CollectionRecord[]
  /** Which thread has which lane. */
  threads: ThreadRecord[]
  /** How many objects of each type there were; `null` where they were not counted. */
  objects: { first: ObjectCounts | null; last: ObjectCounts | null }
  /** Rows of the functions whose numbers are scaled up. */
  estimated: Set<number>
  /** Rows of the functions that were marked, where only these are to be shown as soon as there are some. */
  marked: Set<number>
  warnings: WarningRecord[]
  /** Texts of code that has no file, by the name under which it stands. */
  sources: Map<string, string>
  refusal: RefusalRecord | null
  /** The interpreter came to an orderly end. */
  exited: boolean
  /** When it did, in the agent's time. */
  exitedAtNs: number | null
}

/** An agent tells no more; a program that writes into the log may. */
const MOST_RAISED = 200
const MOST_COLLECTIONS = 1000
const MOST_THREADS = 10_000
const CHUNK = 262_144
/** Nor more than this: what is longer was written, or made sparse, by the program. */
const MOST_LOG_BYTES = 128 * 2 ** 20
const LONGEST_LINE = 32 * 2 ** 20

/**
 * Follows an agent's log. Lines that are not whole yet wait for their end; lines that are no records are passed over, for
 * a program can write into any file.
 */
export class LogReader {
  readonly log: RunLog = {
    start: null,
    exec: null,
    functions: [],
    exception: null,
    raised: [],
    collections: [],
    threads: [],
    objects: { first: null, last: null },
    estimated: new Set(),
    marked: new Set(),
    warnings: [],
    sources: new Map(),
    refusal: null,
    exited: false,
    exitedAtNs: null,
  }
  readonly #path: string
  readonly #decoder = new StringDecoder('utf8')
  #offset = 0
  #rest = ''

  constructor(path: string) {
    this.#path = path
  }

  /** Reads what was appended since the last time. Does nothing where the file cannot be read. */
  poll(): RunLog {
    let fd: number
    try {
      fd = openPlain(this.#path)
    } catch {
      return this.log
    }
    try {
      const buffer = Buffer.allocUnsafe(CHUNK)
      while (this.#offset < MOST_LOG_BYTES) {
        const length = readSync(fd, buffer, 0, CHUNK, this.#offset)
        if (length === 0) break
        this.#offset += length
        this.#take(this.#decoder.write(buffer.subarray(0, length)))
      }
    } catch {
      // a disk that fails: what was read before stands
    } finally {
      closeSync(fd)
    }
    return this.log
  }

  #take(text: string): void {
    const end = text.lastIndexOf('\n')
    if (end === -1) {
      // What still comes of a line that is too long is no record either.
      this.#rest = this.#rest.length > LONGEST_LINE ? '' : this.#rest + text
      return
    }
    const lines = (this.#rest + text.slice(0, end)).split('\n')
    this.#rest = text.slice(end + 1)
    for (const line of lines) {
      const record = parseRecord(line)
      if (record) this.#add(record)
    }
  }

  #add(record: LogRecord): void {
    switch (record.kind) {
      case 'start':
        this.log.start ??= record
        this.log.exec = null
        break
      case 'exec':
        this.log.exec = record
        break
      case 'exec-failed':
        this.log.exec = null
        break
      case 'function':
        this.log.functions.push(record)
        break
      case 'exception':
        this.log.exception = record
        break
      case 'raised':
        pushSome(this.log.raised, record, MOST_RAISED)
        break
      case 'collection':
        pushSome(this.log.collections, record, MOST_COLLECTIONS)
        break
      case 'thread':
        pushSome(this.log.threads, record, MOST_THREADS)
        break
      case 'objects':
        this.log.objects[record.when] = record.counts
        break
      case 'estimated':
        this.log.estimated.add(record.row)
        break
      case 'marked':
        this.log.marked.add(record.row)
        break
      case 'warning':
        this.log.warnings.push(record)
        break
      case 'source':
        this.log.sources.set(record.file, record.text)
        break
      case 'refused':
        this.log.refusal = record
        break
      case 'exit':
        this.log.exited = true
        this.log.exitedAtNs = record.atNs
        break
      case 'child':
        break // children are found by their tables
    }
  }
}

function pushSome<T>(list: T[], item: T, most: number): void {
  if (list.length < most) list.push(item)
}

function parseRecord(line: string): LogRecord | null {
  try {
    return LogRecord.safeParse(JSON.parse(line)).data ?? null
  } catch {
    return null
  }
}

/** What is the same for one function in all processes. */
export function functionKey({
  file,
  name,
  firstLine,
}: Pick<FunctionRecord, 'file' | 'name' | 'firstLine'>): string {
  return `${file}\0${name}\0${firstLine}`
}
