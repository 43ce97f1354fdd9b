import { create } from 'zustand'
import type { OutputChunk } from '../../profiler-core/contract/index.ts'
import { api } from '../api/index.ts'
import { OutputText } from './outputText.ts'

/** What a program printed, as far as it is kept here. A new object after every change; the text in it only grows. */
export interface Output {
  readonly text: OutputText
  /** Nothing is missing from it that the history has. */
  readonly whole: boolean
}

/** Runs whose output stays at hand. */
const RUNS = 8

/** Output by key of its run. */
export const useOutput = create<{ byRun: ReadonlyMap<string, Output> }>(() => ({ byRun: new Map() }))

/** `null` for a run of which nothing was heard or loaded. */
export function outputOf(state: { byRun: ReadonlyMap<string, Output> }, key: string | null): Output | null {
  return key === null ? null : (state.byRun.get(key) ?? null)
}

/** So often a run's output is drawn anew at most. */
const PAUSE_MS = 80

/** Takes in what a run that goes on has just printed. */
export function appendOutput(key: string, chunks: readonly OutputChunk[]): void {
  change(key, (text) => {
    for (const { stream, text: piece } of chunks) text.append(stream, piece)
  })
}

/** Shows what the person typed into a program's input. */
export function echoInput(key: string, typed: string): void {
  change(key, (text) => text.echo(typed))
}

/** Puts the latest output of a run, as a page is told that comes later, in place of what was heard. */
export function setOutput(key: string, chunks: readonly OutputChunk[]): void {
  put(key, { text: textOf(chunks), whole: false })
}

/** Asks for the output of a run of the history, unless all of it is here. */
export async function loadOutput(key: string, id: number): Promise<void> {
  const known = useOutput.getState().byRun.get(key)
  if (known?.whole === true && known.text.dropped === 0) return
  put(key, { text: textOf(await api.call('runs.output', { id })), whole: true })
}

function textOf(chunks: readonly OutputChunk[]): OutputText {
  const text = new OutputText()
  for (const { stream, text: piece } of chunks) text.append(stream, piece)
  return text
}

function change(key: string, grow: (text: OutputText) => void): void {
  const known = useOutput.getState().byRun.get(key)
  // A run of which nothing was heard before is heard from its start.
  const text = known?.text ?? new OutputText()
  grow(text)
  const output = { text, whole: known?.whole ?? true }
  if (known !== undefined && resting.has(key)) {
    resting.set(key, output)
    return
  }
  put(key, output)
  resting.set(key, null)
  setTimeout(endRest, PAUSE_MS, key)
}

/** Runs whose output was told of just now, each with what is to be told next. */
const resting = new Map<string, Output | null>()

function endRest(key: string): void {
  const output = resting.get(key)
  resting.delete(key)
  // Loaded anew meanwhile, it is another text.
  if (output && useOutput.getState().byRun.get(key)?.text === output.text) put(key, output)
}

function put(key: string, output: Output): void {
  useOutput.setState(({ byRun }) => {
    const next = new Map(byRun)
    next.delete(key)
    next.set(key, output)
    for (const old of [...next.keys()].slice(0, -RUNS)) next.delete(old)
    return { byRun: next }
  })
}
