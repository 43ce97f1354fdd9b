import { create } from 'zustand'
import type { FileOutline } from '../../profiler-core/contract/index.ts'
import { api } from '../api/index.ts'
import { attempt } from './notices.ts'
import { useProject } from './project.ts'

interface Outlines {
  /** By file. A new map after each batch. */
  readonly byFile: ReadonlyMap<string, FileOutline>
  /** How many files are to be outlined, and how many have been. */
  readonly total: number
  readonly done: number
}

const none: Outlines = { byFile: new Map(), total: 0, done: 0 }

/** What the project's files define. */
export const useOutlines = create<Outlines>(() => none)

/** As the contract's `OUTLINE_BATCH`, whose module would bring its schemas along. */
const BATCH = 200
let round = 0

// Whatever lists the files anew, those that are new are outlined.
useProject.subscribe(({ project, files }, before) => {
  if (project?.dir !== before.project?.dir) forgetOutlines()
  if (project !== null && files !== null && files !== before.files) attempt(outlineAll(project.dir, files))
})

/** Outlines files batch by batch, so that nothing waits for the whole; a later call for all files ends an earlier one. */
export async function outlineAll(projectDir: string, files: readonly string[]): Promise<void> {
  round += 1
  const mine = round
  const listed = new Set(files)
  const known = [...useOutlines.getState().byFile].filter(([file]) => listed.has(file))
  const byFile = new Map(known)
  const missing = files.filter((file) => !byFile.has(file))
  useOutlines.setState({ byFile, total: files.length, done: byFile.size })
  await outlineBatches(projectDir, missing, () => mine === round)
}

/** Outlines files anew that have changed. */
export async function outlineAgain(projectDir: string, files: readonly string[]): Promise<void> {
  const known = files.filter((file) => useOutlines.getState().byFile.has(file))
  await outlineBatches(projectDir, known, () => useProject.getState().project?.dir === projectDir)
}

/** Outlines a file that is wanted now, before the rest of its project. */
export async function outlineNow(projectDir: string, file: string): Promise<void> {
  if (useOutlines.getState().byFile.has(file)) return
  await outlineBatches(projectDir, [file], () => useProject.getState().project?.dir === projectDir)
}

/** Leaves the rest unread; files that are opened are outlined all the same. */
export function stopOutlining(): void {
  round += 1
  useOutlines.setState(({ byFile }) => ({ total: byFile.size }))
}

function forgetOutlines(): void {
  round += 1
  useOutlines.setState(none)
}

async function outlineBatches(
  projectDir: string,
  files: readonly string[],
  isWanted: () => boolean,
): Promise<void> {
  for (let at = 0; at < files.length; at += BATCH) {
    const batch = files.slice(at, at + BATCH)
    const outlines = await api.call('projects.outline', { projectDir, files: batch })
    if (!isWanted()) return
    add(outlines)
  }
}

function add(outlines: readonly FileOutline[]): void {
  useOutlines.setState((state) => {
    const byFile = new Map(state.byFile)
    for (const outline of outlines) byFile.set(outline.file, outline)
    return { byFile, done: byFile.size }
  })
}
