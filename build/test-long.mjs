// What takes too long for `npm test`, in parts; all of it, or the one that is named, which gets the further words:
//   npm run test:long
//   npm run test:long agent 'test_ways_out.py'
//   npm run test:long units        (tests beside others that take long: *.long.test.ts)
//   npm run test:long packages
//   npm run test:long wheels
//   npm run test:long notebooks
//   npm run test:long hosts
//   npm run test:long attacks      (npm run test:attacks)
//   npm run test:long soak 600 SEED
//   npm run test:long suites attrs 3.13
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { runAgentTests } from './agent-tests.mjs'
import { fetchElectron } from './electron.mjs'
import { runPlaywright } from './playwright.mjs'
import { print } from './print.mjs'
import { runTool } from './tool.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
process.env.MEBI_TEST_LONG = '1' // tests that can do more look for it

const typescript = ['--experimental-strip-types', '--no-warnings']

/** Where it is tried to get in, to hang a host or to lose a run (docs/threats.md); parts of the names of test files. */
const attacks = [
  'tests/attacks/',
  'tests/main/serve/',
  'tests/main/app/security',
  'tests/main/cli/foreign',
  'tests/main/cli/output',
  'tests/main/cli/terminal/hostileRun',
  'tests/main/cli/fullDisk',
  'tests/profiler-core/exchange/',
  'tests/profiler-core/targets/python/safety/',
  'tests/profiler-core/targets/python/gitignore/',
  'tests/profiler-core/targets/python/regularFile',
  'tests/profiler-core/run/git',
  'tests/profiler-core/run/hostileFolder',
  'tests/profiler-core/run/leftEnding',
  'tests/profiler-core/run/removal',
  'tests/profiler-core/store/sqlite/',
]

/** Each returns whether it holds. */
const parts = {
  agent: async ([pattern]) => (await runAgentTests(root, pattern)).failed === 0,
  units: () => holds('vitest', 'run', '.long.test.ts'),
  packages: () => holds('vitest', 'run', 'tests/long/packages.test.ts'),
  wheels: () => holds('vitest', 'run', 'tests/long/wheels.test.ts'),
  notebooks: () => holds('vitest', 'run', 'tests/long/notebooks.test.ts'),
  hosts: async (words) => {
    fetchElectron((sentence) => console.log(sentence))
    return (await runPlaywright(words)).failed === 0
  },
  attacks: async () =>
    (await holds('vitest', 'run', ...attacks)) &&
    (await runPlaywright(['foreignPage', 'htmlReport', 'folderDialog', 'unseen', 'session'])).failed === 0,
  soak: (words) => holds('node', ...typescript, 'tests/long/soak/run.ts', ...words),
  suites: (words) => holds('node', ...typescript, 'tests/long/suites/run.ts', ...words),
}

const [name, ...words] = process.argv.slice(2)
if (name !== undefined && parts[name] === undefined) {
  await print(`there is no part ${name}; there are ${Object.keys(parts).join(', ')}\n`)
  process.exitCode = 2
} else {
  for (const each of name === undefined ? Object.keys(parts) : [name]) {
    await print(`\n== ${each}\n`)
    const isGood = await parts[each](words)
    await print(`${each}: ${isGood ? 'ok' : 'FAILED'}\n`)
    if (!isGood) process.exitCode = 1
  }
}

async function holds(command, ...args) {
  return (await runTool(command, args, 'inherit')).ok
}
