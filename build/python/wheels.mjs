// Puts the Python packages into out/wheels:  npm run package:python [SYSTEM...]
// `mebi` is for all systems; of `mebi-app` there is one wheel for each that is named (linux-x64), without a name for all.
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { print } from '../print.mjs'
import { buildWheel } from './hatch.mjs'
import { stageApp, stageMebi, systems } from './staging.mjs'

const out = fileURLToPath(new URL('../../out/wheels', import.meta.url))

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    const names = process.argv.slice(2)
    const known = systems()
    const unknown = names.find((name) => !known.includes(name))
    if (unknown !== undefined)
      throw new Error(`There is no system ${unknown}; there are ${known.join(', ')}.`)
    rmSync(out, { recursive: true, force: true })
    for (const name of await buildWheels(out, names.length === 0 ? known : names))
      await print(`out/wheels/${name}\n`)
  } catch (error) {
    process.stderr.write(`package:python: ${error.message}\n`)
    process.exitCode = 1
  }
}

/** Builds `mebi`, and `mebi-app` for these systems; returns the names of the wheels. */
export async function buildWheels(folder, wanted) {
  mkdirSync(folder, { recursive: true })
  const names = [await build(folder, stageMebi)]
  // One after the other: this is work for all processors, and the environment of hatchling is made once.
  // oxlint-disable-next-line no-await-in-loop
  for (const system of wanted) names.push(await build(folder, (staged) => stageApp(staged, system)))
  return names
}

async function build(folder, stage) {
  const staged = mkdtempSync(join(tmpdir(), 'mebi-wheel-'))
  try {
    stage(staged)
    const wheel = await buildWheel(staged)
    copyFileSync(wheel, join(folder, basename(wheel)))
    return basename(wheel)
  } finally {
    rmSync(staged, { recursive: true, force: true })
  }
}
