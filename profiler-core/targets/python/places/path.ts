import { execFile } from 'node:child_process'
import { stat } from 'node:fs/promises'
import { delimiter, isAbsolute, join } from 'node:path'
import { openRegular } from '../regularFile.ts'
import { objectionTo } from '../safety/unasked.ts'
import { byVersion, type Candidate, type Machine, namesIn, type Surroundings } from './place.ts'

/**
 * `python3` and `python` as the shell would find them, then every other Python in the folders of PATH, `python3` before
 * `python` before `python3.x`, the newest first.
 */
export async function onPath(around: Surroundings): Promise<Candidate[]> {
  const suffix = around.platform === 'win32' ? '.exe' : ''
  const paths = await Promise.all([lookUp(`python3${suffix}`, around), lookUp(`python${suffix}`, around)])
  for (const folder of foldersOfPath(around)) {
    const names = (await namesIn(folder)).filter((name) => /^python(3(\.\d+)?)?(\.exe)?$/i.test(name))
    for (const name of names.sort(byPlainness)) {
      const path = join(folder, name)
      // A version manager's stand-ins exist for every version it has, whether or not that one is switched on.
      if ((await isProgram(path, around.platform)) && !(await isScript(path))) paths.push(path)
    }
  }
  return [...new Set(paths)].flatMap((path) => (path === null ? [] : [{ path, source: 'PATH' }]))
}

function byPlainness(a: string, b: string): number {
  return rankOf(a) - rankOf(b) || byVersion(a, b)
}

function rankOf(name: string): number {
  const rank = ['python3', 'python'].indexOf(name.toLowerCase().replace(/\.exe$/, ''))
  return rank < 0 ? 2 : rank
}

/**
 * The program that the shell would run for a bare name: the first of those that nobody else can have put there, else the first
 * of all, which is the caller's to refuse. `null` where there is none.
 */
export async function lookUp(name: string, around: Machine): Promise<string | null> {
  let foreign: string | null = null
  const names = around.platform === 'win32' && !/\.\w+$/.test(name) ? [`${name}.exe`, name] : [name]
  for (const folder of foldersOfPath(around)) {
    for (const each of names) {
      const path = join(folder, each)
      if (!(await isProgram(path, around.platform))) continue
      if (objectionTo(path, around) === null) return path
      foreign ??= path
    }
  }
  return foreign
}

/** The same, but `null` where others may have put it there. */
export async function findUnforeign(name: string, around: Machine): Promise<string | null> {
  const path = await lookUp(name, around)
  return path === null || objectionTo(path, around) !== null ? null : path
}

/** Whether a file is a text that another program interprets, such as the stand-ins of pyenv or asdf. */
export async function isScript(path: string): Promise<boolean> {
  const file = await openRegular(path).catch(() => null)
  if (file === null) return false
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(2), 0, 2, 0)
    return bytesRead === 2 && buffer.toString('latin1') === '#!'
  } catch {
    return false
  } finally {
    await file.close()
  }
}

/** What the `py` launcher of Windows knows of, in its own order. */
export async function fromLauncher(around: Surroundings): Promise<Candidate[]> {
  // By its path: Windows would look for the bare name in the working folder first.
  const launcher = around.platform === 'win32' ? await lookUp('py', around) : null
  if (launcher === null) return []
  const listing = await new Promise<string>((resolve) => {
    execFile(launcher, ['-0p'], { timeout: 5000, windowsHide: true }, (_error, stdout) => resolve(stdout))
  })
  return parseLauncherList(listing).map((path) => ({ path, source: 'py launcher' }))
}

/** The paths in the output of `py -0p`: lines such as ` -V:3.12 *        C:\Python312\python.exe`. */
export function parseLauncherList(listing: string): string[] {
  return listing.split(/\r?\n/).flatMap((line) => /\s([A-Za-z]:\\.*\.exe)\s*\*?\s*$/i.exec(line)?.[1] ?? [])
}

/** Without relative ones: what they lead to depends on the folder that one happens to be in. */
function foldersOfPath({ env, platform }: Machine): string[] {
  const text = env['PATH'] ?? (platform === 'win32' ? env['Path'] : undefined) ?? ''
  return [...new Set(text.split(delimiter).filter((folder) => isAbsolute(folder)))]
}

async function isProgram(path: string, platform: NodeJS.Platform): Promise<boolean> {
  const info = await stat(path).catch(() => null)
  if (info === null || !info.isFile()) return false
  // The empty python.exe in WindowsApps opens a shop instead of running.
  return platform === 'win32' ? info.size > 0 : (info.mode & 0o111) !== 0
}
