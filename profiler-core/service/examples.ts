import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Example, MebiError } from '../contract/index.ts'
import { realPath } from '../targets/python/fsPath.ts'

const EXAMPLES = [
  {
    name: 'sort_numbers.py',
    function: 'median_of_random',
    title: 'Sort a million numbers',
    sentence:
      'See the second list that sorted() makes, and 40 MiB of squares that are gone when their line ends.',
  },
  {
    name: 'load_csv.py',
    function: 'load_whole',
    title: 'Load a CSV file',
    sentence: 'One line brings the whole file into memory, and takes more than it does on disk.',
  },
  {
    name: 'leaky_cache.py',
    function: 'Reports.get',
    title: 'A cache that never forgets',
    sentence: 'No single call takes much, but the line that renders a report keeps 16 KiB of each.',
  },
] as const

/** Where the examples are copied to, so that they may be changed. */
export function examplesFolder(dataFolder: string): string {
  return join(dataFolder, 'examples')
}

/**
 * Copies the bundled examples that are missing; what a person has changed stays.
 *
 * @throws MebiError `examples-failed` where they can neither be copied nor are there already
 */
export async function provideExamples(bundledDir: string, dataFolder: string): Promise<Example[]> {
  const folder = examplesFolder(dataFolder)
  try {
    await mkdir(folder, { recursive: true })
    for (const { name } of EXAMPLES) await copyNew(join(bundledDir, name), join(folder, name))
    const projectDir = await realPath(folder)
    return EXAMPLES.map(({ name, ...about }) => ({ ...about, projectDir, file: join(projectDir, name) }))
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new MebiError(
      'examples-failed',
      `The examples cannot be put into ${folder}: ${reason}`,
      'Free some space, or point MEBI_HOME at a folder that can be written.',
      { cause: error },
    )
  }
}

/** Written rather than copied: a bundled file may lie in an archive that only reading sees through. */
async function copyNew(from: string, to: string): Promise<void> {
  const bytes = await readFile(from)
  try {
    await writeFile(to, bytes, { flag: 'wx' })
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return
    // Half a file would never be completed.
    await rm(to, { force: true }).catch(() => {})
    throw error
  }
}
