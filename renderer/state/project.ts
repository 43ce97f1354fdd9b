import { create } from 'zustand'
import type { Example, Project, ProjectChange } from '../../profiler-core/contract/index.ts'
import { api } from '../api/index.ts'
import { errorText, notifyError } from './notices.ts'

interface ProjectState {
  readonly recent: readonly Project[]
  readonly examples: readonly Example[]
  /** The open one; `null` on the welcome screen. */
  readonly project: Project | null
  /** A folder that is being opened. */
  readonly opening: string | null
  /** Python files of the open project, absolute, sorted; `null` while they are first listed. */
  readonly files: readonly string[] | null
  /** There are more files than are listed. */
  readonly truncated: boolean
  /** What was given up when they were listed, a sentence each. */
  readonly notes: readonly string[]
  /** Why the files cannot be listed, in a sentence. */
  readonly problem: string | null
}

const closed = { project: null, files: null, truncated: false, notes: [], problem: null }

export const useProject = create<ProjectState>(() => ({ recent: [], examples: [], opening: null, ...closed }))

/** The open project's folder; throws where none is open. */
export function projectDir(): string {
  const { project } = useProject.getState()
  if (project === null) throw new Error('Open a project first.')
  return project.dir
}

export async function loadWelcome(): Promise<void> {
  const [recent, examples] = await Promise.all([
    api.call('projects.recent', {}),
    api.call('projects.examples', {}),
  ])
  useProject.setState({ recent, examples })
}

/** Opens a folder in place of the open one. Returns it, or `null` where it could not be opened, which is told. */
export async function openProject(dir: string): Promise<Project | null> {
  useProject.setState({ opening: dir })
  try {
    const project = await api.call('projects.open', { dir })
    useProject.setState({ ...closed, project })
    await listFiles()
    return project
  } catch (error) {
    notifyError(error)
    return null
  } finally {
    useProject.setState({ opening: null })
  }
}

export function closeProject(): void {
  useProject.setState(closed)
  loadWelcome().catch(notifyError)
}

export async function listFiles(): Promise<void> {
  const dir = projectDir()
  try {
    const { files, truncated, notes } = await api.call('projects.files', { projectDir: dir })
    if (useProject.getState().project?.dir === dir) {
      useProject.setState({ files, truncated, notes, problem: null })
    }
  } catch (error) {
    if (useProject.getState().project?.dir === dir) useProject.setState({ problem: errorText(error) })
  }
}

export async function trustProject(): Promise<void> {
  const project = await api.call('projects.trust', { projectDir: projectDir(), trusted: true })
  useProject.setState({ project })
}

export async function forgetProject(dir: string): Promise<void> {
  await api.call('projects.forget', { projectDir: dir })
  await loadWelcome()
}

/** Takes in what the watcher saw of the open project. */
export function projectChanged({ problem, listing }: ProjectChange): void {
  useProject.setState(({ project }) => ({ problem, project: project && { ...project, problem } }))
  if (problem === null && listing) listFiles().catch(notifyError)
}
