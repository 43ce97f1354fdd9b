import { join } from 'node:path'

/** What stands in the command line of the program and of its forks, and in no other: bytes as characters. */
export function markOf(folder: string): string {
  return Buffer.from(`\0${join(folder, 'spec.json')}\0`).toString('latin1')
}
