// The layers of docs/design.md ("Who may import whom") as rules. tests/build/layers.test.ts breaks each of them.

/** A layer may import its own files and what `allowed` matches: project paths, packages (below node_modules), node built-ins. */
const layer = (name, from, ...allowed) => ({
  name,
  severity: 'error',
  from: { path: from },
  to: { pathNot: [from, ...allowed] },
})

/** Like `layer`, but only the project's own folders are restricted; packages and node built-ins are free. */
const projectLayer = (name, from, ...allowed) => ({
  name,
  severity: 'error',
  from: { path: from },
  to: { path: projectFolders, pathNot: [from, ...allowed] },
})

const never = (name, from, to, comment) => ({
  name,
  severity: 'error',
  from,
  to,
  ...(comment && { comment }),
})

const projectFolders = '^(main|preload|renderer|profiler-core|build|bin|tests|docs|examples)/'
const contract = '^profiler-core/contract/'
const npm = (name) => `(^|/)node_modules/${name}/`
const inBrowser = ['^renderer/', '^profiler-core/(contract|analysis|report)/']

module.exports = {
  forbidden: [
    layer('contract-imports-zod-only', contract, npm('zod')),
    layer(
      'analysis-imports-contract-only',
      '^profiler-core/analysis/',
      contract,
      npm('@lezer/(python|common|lr)'),
      npm('(diff|simple-statistics)'),
    ),
    layer('report-imports-contract-only', '^profiler-core/report/(?!html/)', contract),
    layer(
      'html-report-imports-pure-core-only',
      '^profiler-core/report/html/',
      '^profiler-core/(contract|analysis|report)/',
    ),
    projectLayer('targets-import-contract-only', '^profiler-core/targets/', contract),
    projectLayer('run-imports-contract-only', '^profiler-core/run/', contract),
    projectLayer('store-imports-contract-only', '^profiler-core/store/', contract),
    projectLayer('exchange-imports-contract-only', '^profiler-core/exchange/', contract),
    projectLayer('core-imports-core-only', '^profiler-core/'),
    projectLayer('main-imports-core-only', '^main/', '^profiler-core/'),
    layer('preload-imports-contract-only', '^preload/', contract, npm('electron')),
    projectLayer(
      'renderer-imports-pure-core-only',
      '^renderer/',
      '^profiler-core/(contract|analysis|report)/',
    ),

    never('no-node-in-browser-code', { path: inBrowser }, { dependencyTypes: ['core'] }),
    never(
      'no-native-in-browser-code',
      { path: inBrowser },
      { path: [npm('better-sqlite3'), npm('electron')] },
    ),
    never(
      'no-electron-or-react-in-core',
      { path: '^profiler-core/' },
      { path: [npm('electron'), npm('react')] },
    ),
    never('no-circular-imports', {}, { circular: true }),
    never('no-unresolvable-imports', {}, { couldNotResolve: true }),
    never('no-undeclared-packages', {}, { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] }),
    never(
      'no-dev-packages-at-runtime',
      { path: '^(main|profiler-core)/' },
      { dependencyTypes: ['npm-dev'], pathNot: [npm('electron')] },
      'The bundle of the command line leaves packages outside, so what it imports must be in "dependencies".',
    ),
    never(
      'electron-in-its-app-only',
      { pathNot: ['^main/app/', '^preload/'] },
      { path: [npm('electron')], pathNot: ['^node_modules/'] },
      'Everything else runs without Electron, and must not need it.',
    ),
  ],
  options: {
    // TypeScript 7 has no JavaScript API, which is what dependency-cruiser would parse with; without a parser for
    // TypeScript it would find no sources and pass.
    parser: 'swc',
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^tests/fixtures/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.json'],
    },
  },
}
