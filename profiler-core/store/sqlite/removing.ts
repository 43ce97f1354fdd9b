import type Database from 'better-sqlite3'
import { isFull } from './errors.ts'
import type { Reserve } from './reserve.ts'
import { giveBack, shortenLog } from './room.ts'

/** Pages that are moved in one go where there is hardly room for them. */
const FEW_PAGES = 64

/** What makes room, also where there is none: on a full disk in that of the reserve, which is laid aside again at the end. */
export interface Removing {
  /** Does `work`, which removes the runs of these numbers in a transaction and says how many those were. */
  runs(ids: readonly number[], work: (ids: readonly number[]) => number): number
  /** Gives back a piece of the room that removed runs have left; returns whether there is more. */
  giveBack(): boolean
}

export function removingIn(db: Database.Database, reserve: Reserve): Removing {
  const giveBackAll = () => {
    try {
      while (giveBack(db, FEW_PAGES)) shortenLog(db)
    } catch (error) {
      // The runs are gone; what of their room stays in the file is there for later ones.
      if (!isFull(error)) throw error
    }
  }
  /** The log of one run is small, and is at its beginning again before the next. */
  const oneByOne = (ids: readonly number[], work: (ids: readonly number[]) => number): number => {
    let removed = 0
    try {
      for (const id of ids) {
        removed += work([id])
        shortenLog(db)
      }
    } catch (error) {
      if (removed === 0 || !isFull(error)) throw error
    }
    return removed
  }
  const inReserve = <T>(work: () => T, otherwise: () => T): T => {
    try {
      return work()
    } catch (error) {
      if (!isFull(error) || !reserve.spend()) throw error
      return otherwise()
    }
  }
  /** It may have been given up before: the database could not even be opened. */
  const takingBack = <T>(work: () => T): T => {
    try {
      return work()
    } finally {
      if (reserve.isSpent) {
        giveBackAll()
        reserve.keep()
      }
    }
  }
  return {
    runs: (ids, work) =>
      takingBack(() =>
        inReserve(
          () => work(ids),
          () => oneByOne(ids, work),
        ),
      ),
    giveBack: () =>
      takingBack(() =>
        inReserve(
          () => giveBack(db),
          () => false,
        ),
      ),
  }
}
