// Builds out/ from the sources with vite.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, extname, join } from 'node:path'
import { root, sizeAndTime } from '../../bin/runtime.mjs'
import { commandEnvironment } from './environment.mjs'
import { SetupError } from './say.mjs'

const sourceFolders = ['main', 'preload', 'renderer', 'profiler-core']
const sourceTypes = new Set(['.ts', '.tsx', '.css', '.html', '.svg'])
const otherInputs = [
  'build/bundle.mjs',
  'build/nodeBundle.ts',
  'build/notices.mjs',
  ...['cli', 'app', 'workers', 'preload', 'renderer'].map((name) => `build/vite.${name}.config.ts`),
  'package-lock.json',
]
const outputs = [
  ...['main', 'samplerWorker', 'outlineWorker'].map((name) => `out/cli/${name}.mjs`),
  'out/app/main.cjs',
  ...['samplerWorker', 'outlineWorker'].map((name) => `out/workers/${name}.cjs`),
  'out/preload/preload.cjs',
  'out/renderer/index.html',
  'out/notices/THIRD-PARTY-NOTICES.md',
]
/** What the sources were when out/ was built, and what was built: a JSON object of two objects of path to size and time. */
const stamp = join(root, 'out', 'built-from.json')

export const bundles = {
  what: 'building out/ (vite)',
  why() {
    if (!existsSync(stamp)) return 'it was never built'
    const missing = outputs.find((file) => !existsSync(join(root, file)))
    if (missing) return `${missing} is missing`
    const before = readStamp()
    const changed = firstDifference(before.sources, sources())
    if (changed) return `${changed} changed`
    const damaged = firstDifference(before.built, built())
    if (damaged) return `${damaged} is not as it was built`
  },
  run() {
    // Read first: what changes while vite runs counts as changed afterwards.
    const building = sources()
    rmSync(stamp, { force: true })
    const { node, env } = commandEnvironment()
    // vite's output to stderr as well: stdout belongs to the command that follows.
    const done = spawnSync(node, ['build/bundle.mjs'], { cwd: root, env, stdio: ['ignore', 2, 2] })
    if (done.status !== 0) throw new SetupError('cannot build out/: vite failed, as it says above')
    mkdirSync(join(root, 'out'), { recursive: true })
    writeFileSync(stamp, JSON.stringify({ sources: building, built: built() }))
  },
}

function readStamp() {
  try {
    const { sources = {}, built = {} } = JSON.parse(readFileSync(stamp, 'utf8'))
    return { sources, built }
  } catch {
    // Half written: everything counts as changed.
    return { sources: {}, built: {} }
  }
}

function sources() {
  const inFolders = sourceFolders.flatMap(filesBelow).filter((path) => sourceTypes.has(extname(path)))
  return states([...inFolders, ...otherInputs])
}

function built() {
  return states([...new Set(outputs.map((file) => dirname(file)))].flatMap(filesBelow))
}

/** Size and time of each that is there. */
function states(paths) {
  const found = paths.map((path) => [path, sizeAndTime(join(root, path))])
  return Object.fromEntries(found.filter(([, state]) => state !== null))
}

function filesBelow(folder) {
  if (!existsSync(join(root, folder))) return []
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`
    return entry.isDirectory() ? filesBelow(path) : [path]
  })
}

/** A comparison of exact times, not "newer than": a checkout of an older version has older files. */
function firstDifference(before, now) {
  return [...new Set([...Object.keys(before), ...Object.keys(now)])].find(
    (path) => before[path] !== now[path],
  )
}
