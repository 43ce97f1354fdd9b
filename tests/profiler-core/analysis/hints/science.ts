import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { knownSciencePython } from '../../../../build/science.mjs'
import type { Interpreter } from '../../../../profiler-core/contract/index.ts'
import { anInterpreter, usableInterpreters } from '../../targets/python/support.ts'

const run = promisify(execFile)

/**
 * An interpreter with NumPy, pandas and Polars: that of `MEBI_TEST_SCIENCE_PYTHON`, else one of this machine that has them,
 * else that of the virtual environment which `node build/science.mjs` makes. A sentence where there is none.
 */
export async function scienceInterpreter(): Promise<Interpreter | string> {
  const best = await anInterpreter()
  const named = process.env['MEBI_TEST_SCIENCE_PYTHON']
  if (named) return { ...best, path: named }
  for (const each of await usableInterpreters()) if (await hasPackages(each.path)) return each
  const path = await knownSciencePython(best.path)
  if (path !== null) return { ...best, path }
  return `no interpreter here has numpy, pandas and polars; node build/science.mjs ${best.path} makes one`
}

async function hasPackages(python: string): Promise<boolean> {
  const find =
    'from importlib.util import find_spec as f; exit(not (f("numpy") and f("pandas") and f("polars")))'
  return await run(python, ['-c', find]).then(
    () => true,
    () => false,
  )
}
