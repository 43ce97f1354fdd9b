import type Database from 'better-sqlite3'
import { initial } from './0001-initial.ts'
import { projects } from './0002-projects.ts'
import { stories } from './0003-stories.ts'
import { comparing } from './0004-comparing.ts'
import { upkeep } from './0005-upkeep.ts'
import { toWatch } from './0006-to-watch.ts'
import { peaks } from './0007-peaks.ts'

/** What brings the database from one version to the next: SQL, or a function that executes some. Never changed once released. */
export type Migration = string | ((db: Database.Database) => void)

/** Migration `i` makes version `i + 1`. New ones are appended. */
export const migrations: readonly Migration[] = [
  initial,
  projects,
  stories,
  comparing,
  upkeep,
  toWatch,
  peaks,
]
