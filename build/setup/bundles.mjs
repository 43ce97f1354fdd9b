// Builds out/ from the sources with vite.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import { root } from '../../bin/runtime.mjs'
import { commandEnvironment } from './environment.mjs'
import { SetupError } from './say.mjs'

const sourceFolders = ['main', 'preload', 'renderer', 'profiler-core']
const sourceTypes = new Set(['.ts', '.tsx', '.css', '.html', '.svg'])
const otherInputs = [
  'build/bundle.mjs',
  'build/nodeBundle.ts',
  ...['cli', 'app', 'workers', 'preload', 'renderer'].map((name) => `build/vite.${name}.config.ts`),
  'package-lock.json',
]
const outputs = [
  ...['main', 'samplerWorker', 'outlineWorker'].map((name) => `out/cli/${name}.mjs`),
  'out/app/main.cjs',
  ...['samplerWorker', 'outlineWorker'].map((name) => `out/workers/${name}.cjs`),
  'out/preload/preload.cjs',
  'out/renderer/index.html',
]
/** What the sources were when out/ was built: a JSON object of path to size and time. */
const stamp = join(root, 'out', 'built-from.json')

export const bundles = {
  what: 'building out/ (vite)',
  why() {
    if (!existsSync(stamp)) return 'it was never built'
    const missing = outputs.find((file) => !existsSync(join(root, file)))
    if (missing) return `${missing} is missing`
    const changed = firstDifference(readStamp(), sources())
    if (changed) return `${changed} changed`
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
    writeFileSync(stamp, JSON.stringify(building))
  },
}

function readStamp() {
  try {
    return JSON.parse(readFileSync(stamp, 'utf8'))
  } catch {
    // Half written: everything counts as changed.
    return {}
  }
}

function sources() {
  const found = {}
  const add = (path) => {
    const { size, mtimeMs } = statSync(join(root, path))
    found[path] = `${size} ${mtimeMs}`
  }
  const walk = (folder) => {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      const path = `${folder}/${entry.name}`
      if (entry.isDirectory()) walk(path)
      else if (sourceTypes.has(extname(entry.name))) add(path)
    }
  }
  for (const folder of sourceFolders) if (existsSync(join(root, folder))) walk(folder)
  for (const path of otherInputs) if (existsSync(join(root, path))) add(path)
  return found
}

/** A comparison of exact times, not "newer than": a checkout of an older version has older files. */
function firstDifference(before, now) {
  return [...new Set([...Object.keys(before), ...Object.keys(now)])].find(
    (path) => before[path] !== now[path],
  )
}
