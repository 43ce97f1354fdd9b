import { useProject } from './project.ts'

const KEY = 'mebi.project'

/** The project that this window had open before its page was loaded again; `null` in a new window. */
export function rememberedPlace(): string | null {
  return sessionStorage.getItem(KEY)
}

/** Keeps in mind which project is open, for as long as the window lives. */
export function rememberPlace(): void {
  const keep = () => {
    const { project } = useProject.getState()
    if (project === null) sessionStorage.removeItem(KEY)
    else sessionStorage.setItem(KEY, project.dir)
  }
  keep()
  useProject.subscribe(keep)
}
