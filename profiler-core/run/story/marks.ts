import type { SourceLine, TimelineMark } from '../../contract/index.ts'
import type { AgentClock } from '../tables/agentClock.ts'
import type { ExceptionRecord, RaisedRecord, RunLog } from '../tables/logReader.ts'

const MOST_MARKS = 2000
/** What may wait until there is an end to sort out. */
const MOST_WAITING = 4 * MOST_MARKS
const MOST_LETTERS = 200
/** What goes first where there are too many. */
const RANKS: readonly TimelineMark['kind'][] = [
  'limit',
  'exception',
  'child-start',
  'child-end',
  'collection',
]

/** The marks of a run's timeline. */
export class MarkList {
  #marks: TimelineMark[] = []

  add(...marks: readonly TimelineMark[]): void {
    for (const mark of marks) this.#marks.push(mark)
    if (this.#marks.length > MOST_WAITING) this.#marks = mostImportant(this.#marks, MOST_MARKS)
  }

  /** Ascending by time, none after the end of the run; at most 2000. */
  build(endNs: number): TimelineMark[] {
    return mostImportant(this.#marks, MOST_MARKS)
      .map((mark) => ({ ...mark, timeNs: Math.min(mark.timeNs, endNs) }))
      .sort((a, b) => a.timeNs - b.timeNs)
  }
}

/** What happened within a process. */
export function marksOfLog(log: RunLog, clock: AgentClock): TimelineMark[] {
  const pid = log.start?.pid ?? null
  const marks: TimelineMark[] = log.collections.map(({ atNs, durationNs, collected }) => ({
    kind: 'collection',
    timeNs: clock.toRunNs(atNs),
    durationNs,
    text: `Garbage collection: ${collected} ${collected === 1 ? 'object' : 'objects'}`,
    place: null,
    pid,
  }))
  const { exception } = log
  const exceptionMark = (record: RaisedRecord | ExceptionRecord, prefix: string): TimelineMark => ({
    kind: 'exception',
    timeNs: clock.toRunNs(record.atNs),
    durationNs: null,
    text: short(`${prefix}${record.type}${record.message === '' ? '' : `: ${record.message}`}`),
    place: placeOf(record),
    pid,
  })
  // The exception that ends a program has left watched functions on its way.
  const left = log.raised.findLast((raised) => exception !== null && isSame(raised, exception))
  const others = log.raised.filter((raised) => raised !== left)
  marks.push(...others.map((raised) => exceptionMark(raised, '')))
  if (exception) {
    const mark = exceptionMark(exception, 'Uncaught ')
    marks.push({ ...mark, place: mark.place ?? (left ? placeOf(left) : null) })
  }
  return marks
}

/** @param timeNs nanoseconds since the start of the run */
export function childStart(timeNs: number, pid: number, command: string): TimelineMark {
  // What multiprocessing passes to a process of its own says nothing to a person.
  const what = command.includes('--multiprocessing-fork') ? 'multiprocessing' : command
  const text = short(`Process ${pid} starts${what === '' ? '' : `: ${what}`}`)
  return { kind: 'child-start', timeNs, durationNs: null, text, place: null, pid }
}

/** @param timeNs nanoseconds since the start of the run */
export function childEnd(timeNs: number, pid: number): TimelineMark {
  return { kind: 'child-end', timeNs, durationNs: null, text: `Process ${pid} ends`, place: null, pid }
}

/** @param timeNs nanoseconds since the start of the run */
export function limitMark(timeNs: number, text: string): TimelineMark {
  return { kind: 'limit', timeNs, durationNs: null, text, place: null, pid: null }
}

function isSame(a: RaisedRecord, b: ExceptionRecord): boolean {
  return a.type === b.type && a.message === b.message
}

function placeOf({ file, line }: RaisedRecord | ExceptionRecord): SourceLine | null {
  return file === null || line === null ? null : { file, line }
}

/** Of the least important kind that still fits in part, some all along the run. */
function mostImportant(marks: readonly TimelineMark[], most: number): TimelineMark[] {
  const kept: TimelineMark[] = []
  for (const kind of RANKS) {
    const all = marks.filter((mark) => mark.kind === kind).sort((a, b) => a.timeNs - b.timeNs)
    const room = most - kept.length
    const step = Math.max(1, all.length / Math.max(1, room))
    for (let place = 0; place < all.length && kept.length < most; place += step) {
      const mark = all[Math.floor(place)]
      if (mark) kept.push(mark)
    }
  }
  return kept
}

function short(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim()
  return line.length <= MOST_LETTERS ? line : `${line.slice(0, MOST_LETTERS - 1)}…`
}
