import { randomFillSync } from 'node:crypto'
import { rmSync, statfsSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Room for the log of a removal, and for the first steps of giving its room back. */
const RESERVE_BYTES = 2 * 2 ** 20
/** It is laid aside where so much more is free. */
const PLENTY = 8

/**
 * A file beside the history that is given up when the disk is full: without a little room nothing can be removed from a
 * database without a danger to it, and so no room be made.
 */
export interface Reserve {
  /** It was given up, and is not there again. */
  readonly isSpent: boolean
  /** Lays it aside, where it is not there and may be. Never throws. */
  keep(): void
  /** Gives it up; false where there was nothing to give. */
  spend(): boolean
}

export function reserveIn(folder: string): Reserve {
  const file = join(folder, 'full-disk-reserve')
  /** What was given up here is taken back as soon as it fits. */
  let isSpent = false
  return {
    get isSpent() {
      return isSpent
    },
    keep() {
      if (sizeOf(file) === RESERVE_BYTES || (!isSpent && !hasPlenty(folder))) return
      try {
        // Zeros may take no room on a disk that compresses.
        writeFileSync(file, randomFillSync(new Uint8Array(RESERVE_BYTES)), { mode: 0o600 })
        isSpent = false
      } catch {
        rmSync(file, { force: true })
      }
    },
    spend() {
      isSpent = true
      if (remove(file)) return true
      // The agent's bytecode: Python makes it again.
      return remove(join(folder, 'cache'))
    },
  }
}

function remove(path: string): boolean {
  try {
    rmSync(path, { recursive: true })
    return true
  } catch {
    return false
  }
}

function hasPlenty(folder: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(folder)
    return bavail * bsize >= PLENTY * RESERVE_BYTES
  } catch {
    return false
  }
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0
}
