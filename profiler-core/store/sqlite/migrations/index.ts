import { initial } from './0001-initial.ts'

/** The SQL that brings the database from one version to the next. Never changed once released. */
export type Migration = string

/** Migration `i` makes version `i + 1`. New ones are appended. */
export const migrations: readonly Migration[] = [initial]
