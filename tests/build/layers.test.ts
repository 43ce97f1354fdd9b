import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const root = join(import.meta.dirname, '..', '..')

/** One import per file, and the rule that it breaks, if any. */
const violations = [
  ['profiler-core/contract/node.ts', "import 'node:fs'", 'contract-imports-zod-only'],
  ['profiler-core/contract/package.ts', "import 'commander'", 'contract-imports-zod-only'],
  ['profiler-core/contract/up.ts', "import '../store/good.ts'", 'contract-imports-zod-only'],
  ['profiler-core/analysis/package.ts', "import { z } from 'zod'; z", 'analysis-imports-contract-only'],
  ['profiler-core/analysis/side.ts', "import '../report/good.ts'", 'analysis-imports-contract-only'],
  ['profiler-core/report/side.ts', "import '../analysis/good.ts'", 'report-imports-contract-only'],
  ['profiler-core/report/package.ts', "import pc from 'picocolors'; pc", 'report-imports-contract-only'],
  ['profiler-core/report/page.ts', "import './html/good.ts'", 'report-imports-contract-only'],
  ['profiler-core/report/html/up.ts', "import '../../run/good.ts'", 'html-report-imports-pure-core-only'],
  ['profiler-core/report/html/node.ts', "import 'node:crypto'", 'html-report-imports-pure-core-only'],
  ['profiler-core/targets/side.ts', "import '../run/good.ts'", 'targets-import-contract-only'],
  ['profiler-core/targets/python/deep.ts', "import '../../store/good.ts'", 'targets-import-contract-only'],
  ['profiler-core/run/side.ts', "import '../targets/good.ts'", 'run-imports-contract-only'],
  ['profiler-core/run/up.ts', "import '../service.ts'", 'run-imports-contract-only'],
  ['profiler-core/store/side.ts', "import '../run/good.ts'", 'store-imports-contract-only'],
  ['profiler-core/exchange/side.ts', "import '../run/good.ts'", 'exchange-imports-contract-only'],
  ['profiler-core/up.ts', "import '../main/cli/good.ts'", 'core-imports-core-only'],
  ['profiler-core/up2.ts', "import '../preload/good.ts'", 'core-imports-core-only'],
  ['profiler-core/up3.ts', "import '../renderer/good.tsx'", 'core-imports-core-only'],
  ['profiler-core/react.ts', "import 'react'", 'no-electron-or-react-in-core'],
  ['main/app/up.ts', "import '../../renderer/good.tsx'", 'main-imports-core-only'],
  ['main/app/side.ts', "import '../../preload/good.ts'", 'main-imports-core-only'],
  ['preload/node.ts', "import 'node:path'", 'preload-imports-contract-only'],
  ['preload/core.ts', "import '../profiler-core/report/good.ts'", 'preload-imports-contract-only'],
  ['renderer/core.tsx', "import '../profiler-core/store/good.ts'", 'renderer-imports-pure-core-only'],
  ['renderer/main.tsx', "import '../main/cli/good.ts'", 'renderer-imports-pure-core-only'],
  ['renderer/node.tsx', "import 'node:fs'; export const view = () => <p />", 'no-node-in-browser-code'],
  ['profiler-core/analysis/node.ts', "import 'fs'", 'no-node-in-browser-code'],
  ['profiler-core/report/node.ts', "import 'node:os'", 'no-node-in-browser-code'],
  ['renderer/native.ts', "import 'better-sqlite3'", 'no-native-in-browser-code'],
  ['main/cli/circular1.ts', "import './circular2.ts'", 'no-circular-imports'],
  ['main/cli/lost.ts', "import './nowhere.ts'", 'no-unresolvable-imports'],
  ['main/cli/undeclared.ts', "import 'undeclared'", 'no-undeclared-packages'],
  ['main/cli/dev.ts', "import 'vitest'", 'no-dev-packages-at-runtime'],
  ['main/app/dev.ts', "import 'vitest'", 'no-dev-packages-at-runtime'],
  ['main/cli/window.ts', "import 'electron'", 'electron-in-its-app-only'],

  // The same violation in every form that an import can take.
  [
    'profiler-core/run/type.ts',
    "import type { x } from '../store/good.ts'; export type Y = typeof x",
    'run-imports-contract-only',
  ],
  [
    'profiler-core/run/inlineType.ts',
    "import { type x } from '../store/good.ts'; export type Y = typeof x",
    'run-imports-contract-only',
  ],
  ['profiler-core/run/reexport.ts', "export * from '../store/good.ts'", 'run-imports-contract-only'],
  ['profiler-core/run/named.ts', "export { x } from '../store/good.ts'", 'run-imports-contract-only'],
  [
    'profiler-core/run/typeReexport.ts',
    "export type { x } from '../store/good.ts'",
    'run-imports-contract-only',
  ],
  [
    'profiler-core/run/dynamic.ts',
    `class Loader<const T> { #x: T | undefined; async load() { return [(await import('../store/good.ts')).x] satisfies unknown[] } }
     export { Loader }`,
    'run-imports-contract-only',
  ],
] as const

const allowed = {
  'profiler-core/contract/good.ts': "import { z } from 'zod'; export const x = z",
  'profiler-core/analysis/good.ts': "export { x } from '../contract/good.ts'",
  'profiler-core/report/good.ts': "export { x } from '../contract/good.ts'",
  'profiler-core/report/html/good.ts':
    "import '../../analysis/good.ts'; import '../good.ts'; export { x } from '../../contract/good.ts'",
  'profiler-core/targets/good.ts': "import 'node:fs'; export { x } from '../contract/good.ts'",
  'profiler-core/run/good.ts': "import 'node:worker_threads'; export { x } from '../contract/good.ts'",
  'profiler-core/store/good.ts': "import 'better-sqlite3'; export { x } from '../contract/good.ts'",
  'profiler-core/service.ts': `import './analysis/good.ts'; import './report/good.ts'; import './targets/good.ts'
     import './run/good.ts'; import './store/good.ts'`,
  'main/cli/good.ts': "import 'commander'; import 'node:path'; import '../../profiler-core/service.ts'",
  'main/cli/circular2.ts': "import './circular1.ts'",
  'main/app/good.ts': "import 'electron'; import 'node:path'; import '../../profiler-core/service.ts'",
  'preload/good.ts': "import 'electron'; export { x } from '../profiler-core/contract/good.ts'",
  'renderer/good.tsx': `import '../profiler-core/contract/good.ts'; import '../profiler-core/analysis/good.ts'
     import '../profiler-core/report/good.ts'; export const view = () => <p title="x">x</p>`,
}

describe('the layer check', () => {
  let tree: string
  let found: string[]

  beforeAll(async () => {
    tree = mkdtempSync(join(tmpdir(), 'mebi-layers-'))
    for (const [file, source] of [...Object.entries(allowed), ...violations]) {
      mkdirSync(dirname(join(tree, file)), { recursive: true })
      writeFileSync(join(tree, file), source)
    }
    cpSync(join(root, 'package.json'), join(tree, 'package.json'))
    cpSync(join(root, '.dependency-cruiser.cjs'), join(tree, '.dependency-cruiser.cjs'))
    installPackages(tree)
    found = await violationsIn(tree)
  })

  afterAll(() => rmSync(tree, { recursive: true, force: true }))

  it.each(violations)('%s: %s breaks %s', (file, _source, rule) => {
    expect(found).toContain(`${rule}: ${file}`)
  })

  it('allows what the design allows', () => {
    const innocent = Object.keys(allowed).filter((file) => !file.includes('circular'))
    expect(found.filter((violation) => innocent.some((file) => violation.endsWith(` ${file}`)))).toEqual([])
  })

  it('tests every rule', async () => {
    const { default: config } = (await import(join(root, '.dependency-cruiser.cjs'))) as {
      default: { forbidden: { name: string }[] }
    }
    const tested = new Set<string>(violations.map(([, , rule]) => rule))
    expect(config.forbidden.map((rule) => rule.name).filter((name) => !tested.has(name))).toEqual([])
  })
})

/** The project's own packages, a `react`, and one that package.json does not declare. */
function installPackages(tree: string): void {
  for (const name of ['react', 'undeclared']) {
    const folder = join(tree, 'node_modules', name)
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, 'package.json'), `{ "name": "${name}", "version": "1.0.0" }`)
    writeFileSync(join(folder, 'index.js'), '')
  }
  for (const name of ['better-sqlite3', 'commander', 'electron', 'picocolors', 'vitest', 'zod']) {
    symlinkSync(join(root, 'node_modules', name), join(tree, 'node_modules', name), 'junction')
  }
}

async function violationsIn(tree: string): Promise<string[]> {
  const tool = join(root, 'node_modules', 'dependency-cruiser', 'bin', 'dependency-cruiser.mjs')
  const args = [
    tool,
    '--config',
    '.dependency-cruiser.cjs',
    '--output-type',
    'json',
    'main',
    'preload',
    'renderer',
    'profiler-core',
  ]
  const output = await new Promise<string>((resolve) => {
    execFile(process.execPath, args, { cwd: tree, maxBuffer: 2 ** 26 }, (_error, stdout, stderr) =>
      resolve(stdout || stderr),
    )
  })
  const report = JSON.parse(output) as { summary: { violations: { from: string; rule: { name: string } }[] } }
  return report.summary.violations.map(({ from, rule }) => `${rule.name}: ${from}`)
}
