import { join } from 'node:path'

/** Node's arguments for a TypeScript file of this folder; Node 22.12 does not read TypeScript unasked. */
export function typescript(name: string): string[] {
  return ['--experimental-strip-types', '--no-warnings', join(import.meta.dirname, name)]
}
